/* SPDX-License-Identifier: MIT */
/* From a vector's steps to a trace of events and findings. */
#include "test/trace.h"

#include "oracle/head.h"
#include "oracle/request.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct player {
    struct oracle oracle;
    struct request_reader requests;
    struct buf *trace;
    const struct vector_step *step; /* the request being read */
    struct octets upgrade;
    unsigned ordinal; /* of the next request */
    uint64_t content_start, content_end;
    unsigned content_exchange;
    bool content_open; /* pieces of content wait to be written as one line */
    bool ended;
};

static void write_exchange(struct player *player, unsigned exchange)
{
    if (exchange == UINT_MAX)
        buf_add_text(player->trace, " #none");
    else if (exchange > 0)
        buf_printf(player->trace, " #%u", exchange);
    buf_add_octet(player->trace, '\n');
}

static void flush_content(struct player *player)
{
    if (!player->content_open)
        return;
    player->content_open = false;
    buf_printf(player->trace, "content %" PRIu64 "-%" PRIu64, player->content_start,
               player->content_end);
    write_exchange(player, player->content_exchange);
}

static void add_content(struct player *player, const struct oracle_event *event)
{
    if (player->content_open && player->content_end != event->offset)
        flush_content(player);
    if (!player->content_open)
        player->content_start = event->offset;
    player->content_open = true;
    player->content_end = event->end;
    player->content_exchange = event->exchange;
}

static void on_event(void *user, const struct oracle_event *event)
{
    struct player *player = user;
    struct buf *trace = player->trace;
    if (event->kind == ORACLE_CONTENT) {
        add_content(player, event);
        return;
    }
    flush_content(player);
    switch (event->kind) {
    case ORACLE_INTERIM:
    case ORACLE_FINAL:
        buf_printf(trace, "%s %u %" PRIu64 "-%" PRIu64,
                   event->kind == ORACLE_FINAL ? "final" : "interim", event->status,
                   event->offset, event->end);
        break;
    case ORACLE_DONE:
        buf_printf(trace, "done %" PRIu64 "%s", event->end,
                   event->persists ? " persists" : "");
        break;
    case ORACLE_TUNNEL:
        buf_printf(trace, "tunnel %" PRIu64, event->offset);
        break;
    case ORACLE_LOST:
        buf_printf(trace, "lost %" PRIu64, event->offset);
        break;
    case ORACLE_CONTENT:
        return;
    case ORACLE_ENDED:
        player->ended = true;
        return;
    }
    write_exchange(player, event->exchange);
}

static void on_finding(void *user, const struct oracle_finding *finding)
{
    struct player *player = user;
    flush_content(player);
    buf_printf(player->trace, "! %s %" PRIu64,
               requirement_row(finding->requirement)->id, finding->offset);
    write_exchange(player, finding->exchange);
    if (!finding->detail || !finding->detail[0])
        abort();
}

static void on_request(void *user, const struct request_event *event)
{
    struct player *player = user;
    if (event->kind == REQUEST_HEAD || event->kind == REQUEST_INVALID) {
        struct oracle_request request = event->request;
        request.sent_ns = player->step->at_ns;
        request.upgrade = player->upgrade;
        if (!oracle_request(&player->oracle, &request))
            buf_printf(player->trace, "refused #%u\n", player->ordinal);
        else
            player->ordinal++;
    } else if (event->kind == REQUEST_END && player->ordinal > 0) {
        oracle_content_sent(&player->oracle, player->ordinal - 1, player->step->at_ns);
    }
}

static void send_request(struct player *player, const struct vector_step *step)
{
    player->step = step;
    if (!head_find(step->octets, OCTETS("Upgrade"), &player->upgrade))
        player->upgrade = (struct octets){NULL, 0};
    request_reader_feed(&player->requests, step->octets);
}

static void feed_block(struct player *player, struct octets octets, int64_t at_ns)
{
    unsigned char *block = malloc(octets.len);
    if (!block)
        abort();
    memcpy(block, octets.ptr, octets.len);
    oracle_feed(&player->oracle, (struct octets){block, octets.len}, at_ns);
    free(block);
}

/* Feeds one response fence, which begins at offset start of all response octets. */
static void send_response(struct player *player, const struct vector_step *step,
                          size_t start, size_t cut, size_t piece)
{
    size_t at = 0;
    while (at < step->octets.len) {
        size_t len = step->octets.len - at;
        if (len > piece)
            len = piece;
        if (start + at < cut && start + at + len > cut)
            len = cut - start - at;
        feed_block(player, octets_slice(step->octets, at, len), step->at_ns);
        at += len;
    }
}

void trace_vector(const struct vector *vector, size_t cut, size_t piece,
                  struct buf *trace)
{
    static const struct vector_step DEFAULT = {
        .is_request = true,
        .octets = {(const unsigned char *)"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27}};
    struct player player = {.trace = trace};
    const struct oracle_sink sink = {on_event, on_finding, &player};
    size_t offset = 0;
    bool asked = false;

    oracle_init(&player.oracle, NULL, &sink);
    request_reader_init(&player.requests, on_request, &player);
    for (size_t row = 0; row < vector->step_count; row++)
        asked = asked || vector->steps[row].is_request;
    if (!asked)
        send_request(&player, &DEFAULT);
    int64_t now_ns = 0;
    for (size_t row = 0; row < vector->step_count; row++) {
        const struct vector_step *step = &vector->steps[row];
        now_ns = step->at_ns;
        if (step->is_request) {
            send_request(&player, step);
            continue;
        }
        send_response(&player, step, offset, cut, piece);
        offset += step->octets.len;
    }
    oracle_end(&player.oracle, vector->end,
               vector->end_ns > now_ns ? vector->end_ns : now_ns);
    flush_content(&player);
    if (!player.ended)
        buf_add_text(trace, "no end\n");
}
