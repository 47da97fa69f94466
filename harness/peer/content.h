/* SPDX-License-Identifier: MIT */
/* Content of a message (RFC 9112 section 6): how it is framed, piece by piece. */
#ifndef INTERIM_PEER_CONTENT_H
#define INTERIM_PEER_CONTENT_H

#include "base/buf.h"
#include "base/octets.h"
#include "peer/stream.h"

#include <stdbool.h>
#include <stdint.h>

enum framing {
    FRAMING_NONE,
    FRAMING_LENGTH,
    FRAMING_CHUNKED,
    FRAMING_UNTIL_CLOSE,
    FRAMING_BAD /* Content-Length or Transfer-Encoding make no sense */
};

enum chunk_part { CHUNK_SIZE, CHUNK_DATA, CHUNK_DATA_END, CHUNK_TRAILER };

struct content {
    enum framing framing;
    uint64_t left; /* octets left, of a chunk or of all */
    enum chunk_part part;
    bool done;
};

/* true for a Transfer-Encoding whose value lists nothing. */
bool content_names_no_coding(struct octets value);

void content_of_request(struct content *content, struct octets head);

/* bodiless: the answer to HEAD, whatever its fields say. */
void content_of_response(struct content *content, struct octets head, bool bodiless);

enum content_result {
    CONTENT_PIECE, /* *piece: of the stream's view, used already */
    CONTENT_END,   /* all of it was given */
    CONTENT_MORE,  /* fill the stream */
    CONTENT_BAD    /* no valid chunk */
};

/* The next piece of content in the stream's view, transfer coding removed. */
enum content_result content_next(struct content *content, struct stream *stream,
                                 struct octets *piece);

/* true where content is complete when the connection ends here. */
bool content_may_end(const struct content *content);

/* Reads content to its end into kept (which may be full before that). */
enum stream_result content_keep(struct content *content, struct stream *stream,
                                int64_t deadline_ns, struct buf *kept);

/* Reads and forgets content to its end. */
enum stream_result content_skip(struct content *content, struct stream *stream,
                                int64_t deadline_ns);

#endif
