/* SPDX-License-Identifier: MIT */
/* Requests that reach us as the origin server, and the connections that carry them.
 *
 * A request reader frames what arrives on each; the tag in a request's path says which
 * exchange it is. `input` keeps the octets from the first incomplete request on, so
 * that a connection can be given back with what was read too much. */
#include "base/clock.h"
#include "oracle/head.h"
#include "play/round.h"

enum { ANSWER_MS = 1000, INPUT_MAX = 128 << 10 };

void origin_init(struct round *round)
{
    for (size_t at = 0; at < ROUND_MAX_ORIGINS; at++)
        round->origins[at].end.connection = CONNECTION_NONE;
}

/* ------------------------------------------------------------ requests */

static struct trip *find_trip(struct round *round, struct octets head)
{
    uint32_t number;
    if (!token_find_tag(&round->play->tokens, head_start_line(head), &number))
        return NULL;
    const size_t count = round->trip_count + round->script->lane_count;
    for (size_t at = 0; at < count; at++)
        if (round->trips[at].number == number)
            return &round->trips[at];
    return NULL;
}

/* Is there a later step that waits for one more request of this lane? */
static bool waits_again(const struct round *round, unsigned lane)
{
    for (size_t at = round->step; at < round->script->step_count; at++) {
        const struct step *step = &round->script->steps[at];
        if (step->kind == STEP_WAIT && step->side == SIDE_ORIGIN &&
            step->lane == lane && (step->wait & WAIT_REQUEST))
            return true;
    }
    return false;
}

/* A later exchange may ask for the path of an earlier one on purpose. */
static struct trip *asker(struct round *round, struct trip *trip)
{
    if (trip->arrivals == 0)
        return trip;
    for (size_t at = 0; at < round->trip_count; at++) {
        struct trip *other = &round->trips[at];
        if (other->target == trip && other->arrivals == 0 &&
            other->exchange->step <= round->step)
            return other;
    }
    return trip;
}

/* The request says, or its version does, that the connection ends behind its answer. */
static bool asks_to_close(struct octets head, bool http10)
{
    const struct octets connection = OCTETS("Connection");
    return head_has_token(head, connection, OCTETS("close")) ||
           (http10 && !head_has_token(head, connection, OCTETS("keep-alive")));
}

static void take_request(struct origin_end *origin, struct trip *trip,
                         const struct request_event *event, struct octets head)
{
    struct round *round = origin->round;
    struct lane *lane = &round->lanes[trip->lane];
    origin->trip = trip;
    origin->end.lane = trip->lane;
    struct octets value;
    trip->asked_http10 = event->request.http10;
    trip->asked_upgrade = head_find(head, OCTETS("Upgrade"), &value);
    origin->asked_close = asks_to_close(head, event->request.http10);
    trip->arrivals++;
    if (trip->exchange && lane->request_head.len == 0)
        lane->request_head = arena_octets(round->arena, head);
    if (trip->arrivals > 1 && trip->exchange) {
        lane_observe(lane, OBSERVED_RETRY);
        origin->unwanted = !waits_again(round, trip->lane);
    }
}

static void origin_head(struct origin_end *origin, const struct request_event *event)
{
    const struct octets head = octets_slice(
        buf_view(&origin->input), (size_t)(event->offset - origin->input_offset),
        (size_t)(event->end - event->offset));
    struct trip *trip = find_trip(origin->round, head);
    origin->request_open = true;
    if (trip) {
        take_request(origin, asker(origin->round, trip), event, head);
    } else {
        origin->foreign = true;
        origin->foreign_offset = event->offset;
    }
}

static void origin_event(void *user, const struct request_event *event)
{
    struct origin_end *origin = user;
    if (origin->foreign)
        return;
    switch (event->kind) {
    case REQUEST_HEAD:
        origin_head(origin, event);
        break;
    case REQUEST_END:
        origin->request_open = false;
        origin->complete = event->end;
        break;
    case REQUEST_INVALID:
        origin->garbage = true;
        if (origin->trip && origin->trip->exchange)
            lane_observe(&origin->round->lanes[origin->trip->lane], OBSERVED_GARBAGE);
        break;
    case REQUEST_CONTENT:
    case REQUEST_TUNNEL:
        break;
    }
}

/* Requests that no step answers: the canary gets its token, others an error. */
static void answer_by_itself(struct round *round, struct origin_end *origin)
{
    struct buf out;
    buf_init(&out, 512);
    if (origin->foreign) {
        buf_add_text(&out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n"
                           "Connection: close\r\n\r\n");
        origin->dirty = true;
    } else {
        token_add_answer(&round->play->tokens, origin->trip->number, &out);
    }
    (void)connection_send(&origin->end.connection, buf_view(&out),
                          clock_deadline_ns(ANSWER_MS));
    tap_add(round->tap, TAP_SENT, SIDE_ORIGIN, origin->end.lane, false,
            origin->end.sent, buf_view(&out));
    origin->end.sent += out.len;
    buf_fini(&out);
    if (origin->dirty)
        end_close(round, &origin->end);
    else
        origin->trip = NULL;
    if (origin->asked_close)
        origin_close_asked(round, origin);
}

static void forget_input(struct origin_end *origin)
{
    uint64_t upto = origin->complete;
    if (origin->foreign)
        upto = origin->foreign_offset;
    else if (origin->request_open || origin->garbage)
        upto = origin->input_offset + origin->input.len;
    if (upto > origin->input_offset) {
        buf_drop(&origin->input, (size_t)(upto - origin->input_offset));
        origin->input_offset = upto;
    }
    if (origin->input.full)
        origin->garbage = true; /* a header section without end */
}

static void origin_input(struct origin_end *origin, struct octets octets)
{
    struct round *round = origin->round;
    buf_add(&origin->input, octets);
    if (!origin->garbage)
        request_reader_feed(&origin->reader, octets);
    forget_input(origin);
    const bool canary = origin->trip && !origin->trip->exchange;
    const bool stranger = origin->foreign && !origin->lent;
    if ((canary && !origin->request_open) || stranger)
        answer_by_itself(round, origin);
    else if (origin->unwanted)
        end_close(round, &origin->end);
}

static void origin_ready(void *user, void *object)
{
    struct round *round = user;
    struct origin_end *origin = object;
    if (!end_is_open(&origin->end) || end_has_ended(&origin->end))
        return;
    const struct octets octets = end_receive(round, &origin->end);
    if (octets.len > 0)
        origin_input(origin, octets);
}

void origin_watch(struct round *round, struct watch *watch, const struct end *writer)
{
    for (size_t at = 0; at < round->origin_count; at++) {
        struct origin_end *origin = &round->origins[at];
        short events = 0;
        if (!end_is_open(&origin->end))
            continue;
        if (!end_has_ended(&origin->end) && !origin->foreign)
            events |= POLLIN;
        if (writer == &origin->end)
            events |= POLLOUT;
        if (events != 0)
            watch_connection(watch, &origin->end.connection, events, origin_ready,
                             origin);
    }
}

static struct origin_end *free_slot(struct round *round)
{
    for (size_t at = 0; at < round->origin_count; at++)
        if (!end_is_open(&round->origins[at].end) &&
            origin_of(round, round->origins[at].end.lane) != &round->origins[at])
            return &round->origins[at];
    if (round->origin_count == ROUND_MAX_ORIGINS)
        return NULL;
    struct origin_end *origin = &round->origins[round->origin_count++];
    buf_init(&origin->input, INPUT_MAX);
    return origin;
}

void origin_adopt(struct round *round, struct connection connection,
                  struct octets input, bool lent)
{
    struct origin_end *origin = free_slot(round);
    if (!origin) {
        connection_close(&connection);
        return;
    }
    struct buf kept = origin->input;
    buf_clear(&kept);
    *origin = (struct origin_end){
        .end = {.connection = connection, .side = SIDE_ORIGIN},
        .lent = lent,
        .input = kept,
        .round = round,
    };
    request_reader_init(&origin->reader, origin_event, origin);
    if (!lent)
        tap_add(round->tap, TAP_OPENED, SIDE_ORIGIN, 0, true, 0,
                (struct octets){NULL, 0});
    if (input.len == 0)
        return;
    const struct trip *trip = find_trip(round, input);
    origin->end.lane = trip ? trip->lane : 0;
    tap_add(round->tap, TAP_RECEIVED, SIDE_ORIGIN, origin->end.lane, true, 0, input);
    origin->end.received = input.len;
    origin_input(origin, input);
}

struct origin_end *origin_of(struct round *round, unsigned lane)
{
    return round->lanes[lane].origin;
}
