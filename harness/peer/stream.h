/* SPDX-License-Identifier: MIT */
/* A connection with a buffer of what was read and not used yet; every wait has a
 * deadline and ends when the peer stops. Not for use by two threads at once. */
#ifndef INTERIM_PEER_STREAM_H
#define INTERIM_PEER_STREAM_H

#include "base/buf.h"
#include "base/octets.h"
#include "net/connection.h"

#include <stdbool.h>
#include <stdint.h>

/* Octets that a header section may have. */
enum { STREAM_MAX_HEAD = 256 * 1024 };
enum { LARGE_HEAD_OCTETS = 16 * 1024 }; /* where defects of size begin */

enum stream_result {
    STREAM_OK,
    STREAM_EOF,     /* the other end closed its sending direction */
    STREAM_RESET,   /* reset or broken */
    STREAM_TIMEOUT, /* the deadline passed */
    STREAM_FULL,    /* more octets than a header section may have */
    STREAM_STOPPED  /* the peer is being stopped */
};

/* What passes on a stream, as it passes; octets are empty where one direction ends. */
enum stream_sight {
    STREAM_SAW_RECEIVED,
    STREAM_SAW_SENT,
    STREAM_SAW_HALF_CLOSE, /* by stream_half_close */
    STREAM_SAW_EOF,
    STREAM_SAW_RESET
};
typedef void stream_watcher(void *user, enum stream_sight sight, struct octets octets);

struct stream {
    struct connection connection;
    struct buf in;
    size_t at;               /* octets of `in` that were used */
    size_t last_at;          /* where in `in` the last read began */
    int stop_fd;             /* readable or hung up when the peer stops; borrowed */
    stream_watcher *watcher; /* NULL: nobody watches */
    void *watcher_user;
};

/* A stream without a connection: set stream->connection. stream_fini closes it. */
void stream_init(struct stream *stream, int stop_fd);
void stream_fini(struct stream *stream);

/* What was read and not used yet; borrowed until the next stream_fill. */
struct octets stream_view(const struct stream *stream);

/* Marks count octets of the view as used. Views stay valid until stream_fill. */
void stream_use(struct stream *stream, size_t count);

/* Waits for more octets and appends them. */
enum stream_result stream_fill(struct stream *stream, int64_t deadline_ns);

/* Waits until the view holds a complete header section; *head borrows from it and is
 * used (stream_use) already. Empty lines before it are skipped. STREAM_EOF with octets
 * in the view: cut off within it. */
enum stream_result stream_head(struct stream *stream, struct octets *head,
                               int64_t deadline_ns);

/* Writes all of octets. */
enum stream_result stream_send(struct stream *stream, struct octets octets,
                               int64_t deadline_ns);

/* Ends our direction. */
void stream_half_close(struct stream *stream);

/* true where something can be read, or the other end closed, without waiting. */
bool stream_readable(const struct stream *stream);

/* true where the other end has closed and nothing of it is left to read. */
bool stream_is_gone(const struct stream *stream);

/* Waits for pause_ms, or until the peer stops (false). */
bool stream_pause(const struct stream *stream, int64_t pause_ms);

/* Reads and forgets until the other end closes, at most max_octets. */
void stream_drain(struct stream *stream, size_t max_octets, int64_t deadline_ns);

#endif
