/* SPDX-License-Identifier: MIT */
/* What comes back in a lane: the oracle's events as what was observed. */
#include "oracle/head.h"
#include "play/round.h"

#include <limits.h>

/* The trip that an ordinal of the lane's connection stands for; NULL: none. */
static struct trip *trip_of(struct lane *lane, unsigned exchange)
{
    if (exchange == UINT_MAX)
        return NULL;
    struct trip *trip = round_trip(lane->round, lane->index, lane->first + exchange);
    return trip ? trip : lane->canary;
}

bool lane_wants_heads(const struct round *round)
{
    const struct play_config *config = round->config;
    return round->script->check_count > 0 || config->trigger || config->dav_path ||
           config->accepted;
}

void lane_observe(struct lane *lane, int observed)
{
    if (!sequence_add(&lane->observed, observed))
        lane->flooded = true;
}

/* Keeps the head of an event, where it lies in what is kept of the connection. */
static struct octets keep_head(struct lane *lane, const struct oracle_event *event)
{
    const struct octets kept = buf_view(&lane->received);
    if (event->end > kept.len || lane->head_count == ROUND_MAX_HEADS)
        return (struct octets){NULL, 0};
    struct kept_head *head = &lane->heads[lane->head_count++];
    head->status = event->status;
    head->octets = arena_octets(lane->round->arena,
                                octets_slice(kept, (size_t)event->offset,
                                             (size_t)(event->end - event->offset)));
    return head->octets;
}

/* A trigger says which interim responses its framework would not send. */
static void read_refusal(struct lane *lane, const struct trip *trip, struct octets head)
{
    struct octets refused;
    if (!trip->token_due || !head_find(head, OCTETS("X-Interim-Refused"), &refused) ||
        refused.len == 0)
        return;
    struct buf quoted;
    buf_init(&quoted, 200);
    quote_encode(&quoted, refused);
    round_stop(lane->round, OUTCOME_SKIP,
               "the server's framework refuses to send these interim responses: %s",
               buf_text(&quoted));
    buf_fini(&quoted);
}

/* What a later request may speak of: {location}, {lock-token}. A 202 may name its
 * status monitor in Content-Location as well. */
static void keep_references(struct lane *lane, struct octets head)
{
    struct octets value;
    if (head_find(head, OCTETS("Location"), &value) ||
        (head_status(head) == 202 &&
         head_find(head, OCTETS("Content-Location"), &value)))
        lane->location = value;
    if (head_find(head, OCTETS("Lock-Token"), &value))
        lane->lock_token = value;
}

static void on_final(struct lane *lane, struct trip *trip,
                     const struct oracle_event *event)
{
    struct octets head = {NULL, 0};
    trip->final_got = event->status;
    token_scan_init(&trip->scan, trip->number);
    if (trip->shares) {
        trip->scan.shared = lane->round->trips[0].number;
        trip->scan.shared_count = (uint32_t)lane->round->trip_count;
    }
    if (trip == lane->canary)
        return;
    lane_observe(lane, observed_status(event->status));
    lane->finals_seen++;
    buf_clear(&lane->content);
    if (lane_wants_heads(lane->round))
        head = keep_head(lane, event);
    trip->final_head = head;
    keep_references(lane, head);
    read_refusal(lane, trip, head);
}

static void on_content(struct lane *lane, struct trip *trip, struct octets content)
{
    token_scan_feed(&lane->round->play->tokens, &trip->scan, content);
    trip->content_octets += content.len;
    if (lane->round->script->check_count > 0)
        buf_add(&lane->content, content);
}

static bool has_no_content(const struct trip *trip)
{
    const bool head =
        trip->exchange && octets_equal(trip->exchange->method, OCTETS("HEAD"));
    return head || trip->final_got == 204 || trip->final_got == 304;
}

/* The first octet that shows it is the one to look at. */
static void set_mark(struct lane *lane, uint64_t offset)
{
    if (!lane->has_mark)
        lane->mark = offset;
    lane->has_mark = true;
}

/* Did the content that came belong to this very exchange? */
static void on_done(struct lane *lane, struct trip *trip,
                    const struct oracle_event *event)
{
    trip->done = true;
    lane->finals++;
    lane->persists = event->persists;
    if (trip == lane->canary)
        return;
    if (lane->round->script->check_count > 0) {
        trip->content = arena_octets(lane->round->arena, buf_view(&lane->content));
        trip->content_cut = lane->content.full;
    }
    const bool ours = trip->final_sent ? trip->final_got == trip->final_sent
                                       : trip->final_got / 100 == 2;
    const bool missing =
        trip->token_due && ours && !has_no_content(trip) && !trip->scan.own;
    if (missing || trip->scan.other) {
        lane_observe(lane, OBSERVED_WRONG_ANSWER);
        set_mark(lane, event->offset);
    }
}

static void lane_event(void *user, const struct oracle_event *event)
{
    struct lane *lane = user;
    struct trip *trip = trip_of(lane, event->exchange);
    switch (event->kind) {
    case ORACLE_INTERIM:
        if (!trip || trip == lane->canary)
            break;
        lane_observe(lane, observed_status(event->status));
        if (lane_wants_heads(lane->round))
            keep_head(lane, event);
        break;
    case ORACLE_FINAL:
        if (trip)
            on_final(lane, trip, event);
        break;
    case ORACLE_CONTENT:
        if (trip)
            on_content(lane, trip, event->content);
        break;
    case ORACLE_DONE:
        if (trip)
            on_done(lane, trip, event);
        break;
    case ORACLE_TUNNEL:
        lane->tunnel = true;
        lane_observe(lane, OBSERVED_TUNNEL);
        break;
    case ORACLE_LOST:
        if (!lane->lost && trip && trip != lane->canary) {
            lane_observe(lane, OBSERVED_GARBAGE);
            set_mark(lane, event->offset);
        }
        lane->lost = true;
        break;
    case ORACLE_ENDED:
        break;
    }
}

static void lane_finding(void *user, const struct oracle_finding *finding)
{
    judge_note(user, finding);
}

struct oracle_sink lane_sink(struct lane *lane)
{
    return (struct oracle_sink){lane_event, lane_finding, lane};
}
