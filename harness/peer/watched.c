/* SPDX-License-Identifier: MIT */
/* A watcher of a stream, with an oracle of its own. */
#include "peer/watched.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "oracle/head.h"
#include "oracle/oracle.h"
#include "oracle/request.h"

#include <stdlib.h>
#include <string.h>

enum { UPGRADE_MAX = 64 };

struct watched {
    struct history *history;
    struct stream *stream;
    uint64_t number; /* of the exchange under way, 0: none */
    bool begun;      /* a request was read on this connection */
    bool answering;  /* a request is being answered */
    bool left;       /* the client ended its direction, or broke off */
    struct oracle oracle;
    struct request_reader reader;
    unsigned requests; /* that the oracle knows of */
    struct buf heard;  /* received octets from offset on: of a header section */
    uint64_t offset;
    unsigned char upgrade[UPGRADE_MAX]; /* what the last request with one asked for */
};

/* ------------------------------------------------------------ for the oracle */

static void on_finding(void *user, const struct oracle_finding *finding)
{
    struct watched *const watched = user;
    history_find(watched->history, watched->number, finding->requirement,
                 finding->offset, finding->detail);
}

/* The value of the Upgrade field, kept until a next one. */
static struct octets keep_upgrade(struct watched *watched, struct octets head)
{
    struct octets value = {NULL, 0};
    if (!head_find(head, OCTETS("Upgrade"), &value) || value.len == 0)
        return value;
    value = octets_slice(value, 0, UPGRADE_MAX);
    memcpy(watched->upgrade, value.ptr, value.len);
    return (struct octets){watched->upgrade, value.len};
}

static void on_request(void *user, const struct request_event *event)
{
    struct watched *const watched = user;
    struct oracle_request request = event->request;
    const size_t start = (size_t)(event->offset - watched->offset);
    if (event->kind == REQUEST_HEAD || event->kind == REQUEST_INVALID) {
        request.sent_ns = clock_now_ns();
        request.upgrade =
            keep_upgrade(watched, octets_slice(buf_view(&watched->heard), start,
                                               (size_t)(event->end - event->offset)));
        watched->requests += oracle_request(&watched->oracle, &request);
    }
    if (event->kind == REQUEST_END)
        oracle_content_sent(&watched->oracle, watched->requests - 1, clock_now_ns());
    if (event->kind == REQUEST_END || event->kind == REQUEST_CONTENT) {
        buf_drop(&watched->heard, (size_t)(event->end - watched->offset));
        watched->offset = event->end;
    }
}

static void judge(struct watched *watched, enum stream_sight sight,
                  struct octets octets)
{
    if (sight == STREAM_SAW_RECEIVED) {
        (void)buf_add(&watched->heard, octets);
        request_reader_feed(&watched->reader, octets);
    } else if (sight == STREAM_SAW_SENT) {
        oracle_feed(&watched->oracle, octets, clock_now_ns());
    }
}

/* ------------------------------------------------------------ watching */

static void watch(void *user, enum stream_sight sight, struct octets octets)
{
    static const enum history_kind KINDS[] = {
        [STREAM_SAW_RECEIVED] = HISTORY_RECEIVED,
        [STREAM_SAW_SENT] = HISTORY_SENT,
        [STREAM_SAW_HALF_CLOSE] = HISTORY_HALF_CLOSED,
        [STREAM_SAW_EOF] = HISTORY_CLIENT_CLOSED,
        [STREAM_SAW_RESET] = HISTORY_CLIENT_RESET};
    struct watched *const watched = user;
    watched->left |= sight == STREAM_SAW_EOF || sight == STREAM_SAW_RESET;
    if (sight == STREAM_SAW_SENT && !watched->begun && watched->number == 0)
        watched->number = history_begin(watched->history, OCTETS(""), "", OCTETS(""));
    if (sight != STREAM_SAW_RECEIVED || watched->answering)
        history_note(watched->history, watched->number, KINDS[sight], octets);
    judge(watched, sight, octets);
}

struct watched *watched_new(struct history *history, struct stream *stream)
{
    struct watched *const watched = calloc(1, sizeof *watched);
    ENSURE(watched);
    const struct oracle_sink sink = {.finding = on_finding, .user = watched};
    watched->history = history;
    watched->stream = stream;
    buf_init(&watched->heard, STREAM_MAX_HEAD);
    oracle_init(&watched->oracle, NULL, &sink);
    request_reader_init(&watched->reader, on_request, watched);
    stream->watcher = watch;
    stream->watcher_user = watched;
    return watched;
}

void watched_begin(struct watched *watched, uint64_t number, struct octets rest)
{
    watched->number = number;
    watched->begun = watched->answering = true;
    if (rest.len > 0)
        history_note(watched->history, number, HISTORY_RECEIVED, rest);
}

void watched_end(struct watched *watched)
{
    watched->answering = false;
}

void watched_free(struct watched **watched)
{
    struct watched *const it = *watched;
    it->stream->watcher = NULL;
    history_note(it->history, it->number, HISTORY_SERVER_CLOSED, OCTETS(""));
    /* Whoever left first may have left an answer that was still to come. */
    oracle_end(&it->oracle, it->left ? ORACLE_OPEN : ORACLE_CLOSED, clock_now_ns());
    buf_fini(&it->heard);
    free(it);
    *watched = NULL;
}
