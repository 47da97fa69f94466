/* SPDX-License-Identifier: MIT */
/* Events of the oracle, made into what was seen.
 *
 * Its events say where a response ends; the octets since the last such end are kept in
 * `unread`, so that a header section can be shown whole. Of content only the first
 * octets are kept. */
#include "probe/gather.h"

#include "base/ensure.h"

#include <limits.h>
#include <string.h>

static void stop(struct gathering *gathering, enum probe_stop why)
{
    if (!gathering->stopped)
        gathering->why = why;
    gathering->stopped = true;
}

static void tell(struct gathering *gathering, enum gather_moment moment)
{
    if (gathering->listener)
        gathering->listener(gathering->user, moment);
}

static struct probe_response make_response(struct gathering *gathering,
                                           const struct oracle_event *event)
{
    const size_t start = (size_t)(event->offset - gathering->unread_at);
    const size_t len = (size_t)(event->end - event->offset);
    const struct octets head = octets_slice(buf_view(&gathering->unread), start,
                                            len < HOP_KEPT_HEAD ? len : HOP_KEPT_HEAD);
    const struct probe_response response = {.status = event->status,
                                            .at_ns = event->at_ns,
                                            .gap_ns = event->at_ns - gathering->last_ns,
                                            .offset = event->offset,
                                            .head =
                                                arena_octets(gathering->arena, head),
                                            .head_len = len};
    gathering->last_ns = event->at_ns;
    return response;
}

static void add_interim(struct gathering *gathering, const struct oracle_event *event)
{
    struct probe_hop *hop = gathering->hop;
    if (hop->interim_count == gathering->max_interim) {
        stop(gathering, STOP_INTERIM);
        return;
    }
    if (hop->interim_count == gathering->capacity) {
        const unsigned capacity = gathering->capacity ? 2 * gathering->capacity : 64;
        struct probe_response *more =
            ARENA_ARRAY(gathering->arena, struct probe_response, capacity);
        if (hop->interim_count > 0)
            memcpy(more, hop->interims, hop->interim_count * sizeof *more);
        hop->interims = more;
        gathering->capacity = capacity;
    }
    hop->interims[hop->interim_count++] = make_response(gathering, event);
    tell(gathering, GATHER_INTERIM);
}

static void add_final(struct gathering *gathering, const struct oracle_event *event)
{
    struct probe_hop *hop = gathering->hop;
    hop->final = make_response(gathering, event);
    tell(gathering, GATHER_FINAL);
}

static void add_content(struct gathering *gathering, const struct oracle_event *event)
{
    struct probe_hop *hop = gathering->hop;
    const bool first = hop->content_octets == 0;
    if (hop->content_octets < HOP_KEPT_CONTENT) {
        const size_t at = (size_t)hop->content_octets;
        const struct octets piece =
            octets_slice(event->content, 0, HOP_KEPT_CONTENT - at);
        memcpy(hop->content + at, piece.ptr, piece.len);
    }
    hop->content_octets += event->content.len;
    if (first)
        hop->content_begin_ns = event->at_ns;
    hop->content_end_ns = event->at_ns;
    if (first)
        tell(gathering, GATHER_CONTENT);
}

static void on_stray(struct gathering *gathering, const struct oracle_event *event)
{
    struct probe_hop *hop = gathering->hop;
    if (event->kind != ORACLE_INTERIM && event->kind != ORACLE_FINAL)
        return;
    if (hop->interim_count + hop->strays == gathering->max_interim) {
        stop(gathering, STOP_INTERIM);
        return;
    }
    if (hop->strays++ == 0)
        hop->stray = make_response(gathering, event);
    tell(gathering, GATHER_STRAY);
}

static void on_done(struct gathering *gathering, const struct oracle_event *event)
{
    struct probe_hop *hop = gathering->hop;
    hop->complete = true;
    hop->persists = event->persists;
    tell(gathering, GATHER_COMPLETE);
}

static void on_event(void *user, const struct oracle_event *event)
{
    struct gathering *gathering = user;
    if (gathering->stopped && event->kind != ORACLE_DONE)
        return;
    if (event->kind == ORACLE_LOST) {
        gathering->lost = true;
        return;
    }
    if (event->kind == ORACLE_INTERIM || event->kind == ORACLE_FINAL ||
        event->kind == ORACLE_CONTENT || event->kind == ORACLE_DONE)
        gathering->consumed = event->end;
    if (event->exchange == UINT_MAX) {
        on_stray(gathering, event);
        return;
    }
    switch (event->kind) {
    case ORACLE_INTERIM:
        add_interim(gathering, event);
        break;
    case ORACLE_FINAL:
        add_final(gathering, event);
        break;
    case ORACLE_CONTENT:
        add_content(gathering, event);
        break;
    case ORACLE_DONE:
        on_done(gathering, event);
        break;
    case ORACLE_TUNNEL:
        stop(gathering, STOP_TUNNEL);
        break;
    case ORACLE_LOST:
    case ORACLE_ENDED:
        break;
    }
}

static void on_finding(void *user, const struct oracle_finding *finding)
{
    struct gathering *gathering = user;
    trail_add(&gathering->hop->trail, finding);
}

/* Forgets what no header section is made of. */
static void forget(struct gathering *gathering)
{
    const bool content = gathering->hop->final.status != 0 && !gathering->hop->complete;
    const uint64_t keep_from = content ? gathering->hop->octets : gathering->consumed;
    if (keep_from > gathering->unread_at) {
        buf_drop(&gathering->unread, (size_t)(keep_from - gathering->unread_at));
        gathering->unread_at = keep_from;
    }
    if (gathering->unread.len > HOP_MAX_HEAD)
        stop(gathering, STOP_HEAD);
}

void gather_feed(struct gathering *gathering, struct octets octets, int64_t now_ns)
{
    struct probe_hop *hop = gathering->hop;
    if (hop->octets < HOP_KEPT_FIRST) {
        const struct octets first =
            octets_slice(octets, 0, HOP_KEPT_FIRST - (size_t)hop->octets);
        memcpy(hop->first + hop->octets, first.ptr, first.len);
    }
    hop->octets += octets.len;
    ENSURE(buf_add(&gathering->unread, octets));
    trail_remember(&hop->trail, octets);
    oracle_feed(&gathering->oracle, octets, now_ns);
    trail_keep(&hop->trail, false);
    forget(gathering);
    if (gathering->lost)
        stop(gathering, STOP_LOST);
    if (hop->octets >= gathering->max_octets && !hop->complete)
        stop(gathering, STOP_OCTETS);
}

void gather_content_sent(struct gathering *gathering, int64_t now_ns)
{
    oracle_content_sent(&gathering->oracle, 0, now_ns);
}

void gather_end(struct gathering *gathering, enum oracle_end how, int64_t now_ns)
{
    struct probe_hop *hop = gathering->hop;
    const struct octets left = buf_view(&gathering->unread);
    if (hop->complete || hop->final.status == 0) {
        const struct octets kept = octets_slice(left, 0, sizeof hop->unfinished);
        hop->unfinished_octets = left.len;
        if (kept.len > 0)
            memcpy(hop->unfinished, kept.ptr, kept.len);
    }
    oracle_end(&gathering->oracle, how, now_ns);
    trail_keep(&gathering->hop->trail, true);
}

void gather_init(struct gathering *gathering, struct probe_hop *hop,
                 struct arena *arena, const struct oracle_request *told)
{
    const struct oracle_sink sink = {on_event, on_finding, gathering};
    struct oracle_request request = *told;
    *gathering = (struct gathering){.hop = hop, .arena = arena};
    request.sent_ns = 0;
    request.content_sent = false;
    buf_init(&gathering->unread, (size_t)HOP_MAX_HEAD + GATHER_MAX_PIECE);
    oracle_init(&gathering->oracle, NULL, &sink);
    oracle_request(&gathering->oracle, &request);
}

void gather_fini(struct gathering *gathering)
{
    buf_fini(&gathering->unread);
}
