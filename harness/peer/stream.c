/* SPDX-License-Identifier: MIT */
/* A buffered connection with deadlines. */
#include "peer/stream.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "oracle/head.h"

#include <errno.h>
#include <poll.h>

enum { STREAM_READ_OCTETS = 16 * 1024 };

void stream_init(struct stream *stream, int stop_fd)
{
    *stream = (struct stream){.connection = CONNECTION_NONE, .stop_fd = stop_fd};
    buf_init(&stream->in, STREAM_MAX_HEAD);
}

void stream_fini(struct stream *stream)
{
    connection_close(&stream->connection);
    buf_fini(&stream->in);
    stream->at = 0;
}

struct octets stream_view(const struct stream *stream)
{
    return octets_slice(buf_view(&stream->in), stream->at, stream->in.len);
}

void stream_use(struct stream *stream, size_t count)
{
    ENSURE(count <= stream->in.len - stream->at);
    stream->at += count;
}

static void stream_show(const struct stream *stream, enum stream_sight sight,
                        struct octets octets)
{
    if (stream->watcher)
        stream->watcher(stream->watcher_user, sight, octets);
}

/* Waits until fd is ready for events. Only poll's own verdict counts: who reads or
 * writes next learns what became of the connection. */
static enum stream_result stream_wait(const struct stream *stream, short events,
                                      int64_t deadline_ns)
{
    struct pollfd fds[2] = {{.fd = stream->connection.fd,
                             .events = connection_events(&stream->connection, events)},
                            {.fd = stream->stop_fd, .events = POLLIN}};
    int ready = poll(fds, 2, clock_left_ms(deadline_ns));
    while (ready < 0 && errno == EINTR)
        ready = poll(fds, 2, clock_left_ms(deadline_ns));
    if (fds[1].revents)
        return STREAM_STOPPED;
    if (ready < 0)
        return STREAM_RESET;
    return fds[0].revents ? STREAM_OK : STREAM_TIMEOUT;
}

enum stream_result stream_fill(struct stream *stream, int64_t deadline_ns)
{
    unsigned char octets[STREAM_READ_OCTETS];
    buf_drop(&stream->in, stream->at);
    stream->at = 0;
    stream->last_at = stream->in.len;
    if (stream->in.len == stream->in.max)
        return STREAM_FULL;
    for (;;) {
        size_t room = stream->in.max - stream->in.len, got = 0;
        if (room > sizeof octets)
            room = sizeof octets;
        switch (connection_read(&stream->connection, octets, room, &got)) {
        case CONNECTION_OK:
            stream_show(stream, STREAM_SAW_RECEIVED, (struct octets){octets, got});
            return buf_add(&stream->in, (struct octets){octets, got}) ? STREAM_OK
                                                                      : STREAM_FULL;
        case CONNECTION_EOF:
            stream_show(stream, STREAM_SAW_EOF, OCTETS(""));
            return STREAM_EOF;
        case CONNECTION_RESET:
            stream_show(stream, STREAM_SAW_RESET, OCTETS(""));
            return STREAM_RESET;
        case CONNECTION_AGAIN:
            break;
        }
        const enum stream_result ready = stream_wait(stream, POLLIN, deadline_ns);
        if (ready != STREAM_OK)
            return ready;
    }
}

static void stream_skip_empty_lines(struct stream *stream)
{
    for (;;) {
        const struct octets view = stream_view(stream);
        if (octets_starts_with(view, OCTETS("\r\n")))
            stream_use(stream, 2);
        else if (octets_starts_with(view, OCTETS("\n")))
            stream_use(stream, 1);
        else
            return;
    }
}

enum stream_result stream_head(struct stream *stream, struct octets *head,
                               int64_t deadline_ns)
{
    for (;;) {
        stream_skip_empty_lines(stream);
        const struct octets view = stream_view(stream);
        const size_t len = head_length(view);
        if (len > 0) {
            *head = octets_slice(view, 0, len);
            stream_use(stream, len);
            return STREAM_OK;
        }
        const enum stream_result filled = stream_fill(stream, deadline_ns);
        if (filled != STREAM_OK)
            return filled;
    }
}

enum stream_result stream_send(struct stream *stream, struct octets octets,
                               int64_t deadline_ns)
{
    while (octets.len > 0) {
        size_t sent = 0;
        switch (connection_write(&stream->connection, octets, &sent)) {
        case CONNECTION_OK:
            stream_show(stream, STREAM_SAW_SENT, octets_slice(octets, 0, sent));
            octets = octets_slice(octets, sent, octets.len);
            continue;
        case CONNECTION_EOF:
        case CONNECTION_RESET:
            stream_show(stream, STREAM_SAW_RESET, OCTETS(""));
            return STREAM_RESET;
        case CONNECTION_AGAIN:
            break;
        }
        const enum stream_result ready = stream_wait(stream, POLLOUT, deadline_ns);
        if (ready != STREAM_OK)
            return ready;
    }
    return STREAM_OK;
}

void stream_half_close(struct stream *stream)
{
    connection_half_close(&stream->connection);
    stream_show(stream, STREAM_SAW_HALF_CLOSE, OCTETS(""));
}

bool stream_readable(const struct stream *stream)
{
    return connection_peek(&stream->connection) != CONNECTION_AGAIN;
}

bool stream_is_gone(const struct stream *stream)
{
    const enum connection_result found = connection_peek(&stream->connection);
    return found == CONNECTION_EOF || found == CONNECTION_RESET;
}

bool stream_pause(const struct stream *stream, int64_t pause_ms)
{
    const int64_t deadline_ns = clock_deadline_ns(pause_ms);
    struct pollfd fd = {.fd = stream->stop_fd, .events = POLLIN};
    int left_ms = clock_left_ms(deadline_ns);
    while (left_ms > 0) {
        if (poll(&fd, 1, left_ms) > 0)
            return false;
        left_ms = clock_left_ms(deadline_ns);
    }
    return true;
}

void stream_drain(struct stream *stream, size_t max_octets, int64_t deadline_ns)
{
    size_t drained = 0;
    while (drained <= max_octets) {
        drained += stream_view(stream).len;
        stream_use(stream, stream_view(stream).len);
        if (stream_fill(stream, deadline_ns) != STREAM_OK)
            return;
    }
}
