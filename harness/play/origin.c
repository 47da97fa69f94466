/* SPDX-License-Identifier: MIT */
/* The origin's side: connections that carry requests to us, and what answers them.
 *
 * A request reader frames what arrives on each; the tag in a request's path says which
 * exchange it is. `input` keeps the octets from the first incomplete request on, so
 * that a connection can be given back with what was read too much. */
#include "base/clock.h"
#include "base/ensure.h"
#include "oracle/head.h"
#include "play/outgoing.h"
#include "play/round.h"
#include "play/switchboard.h"

#include <stdlib.h>

enum { ANSWER_MS = 1000, INPUT_MAX = 128 << 10 };

static void observe(struct lane *lane, int observed)
{
    if (!sequence_add(&lane->observed, observed))
        lane->flooded = true;
}

void origin_init(struct round *round)
{
    for (size_t at = 0; at < ROUND_MAX_ORIGINS; at++)
        round->origins[at].end.connection.fd = -1;
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

static void take_request(struct origin_end *origin, struct trip *trip,
                         const struct request_event *event, struct octets head)
{
    struct round *round = origin->round;
    struct lane *lane = &round->lanes[trip->lane];
    origin->trip = trip;
    origin->end.lane = trip->lane;
    trip->asked_http10 = event->request.http10;
    trip->arrivals++;
    if (trip->exchange && lane->request_head.len == 0)
        lane->request_head = arena_octets(round->arena, head);
    if (trip->arrivals > 1 && trip->exchange) {
        observe(lane, OBSERVED_RETRY);
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
            observe(&origin->round->lanes[origin->trip->lane], OBSERVED_GARBAGE);
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
            watch_add(watch, origin->end.connection.fd, events, origin_ready, origin);
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

void origin_adopt(struct round *round, int fd, struct octets input, bool lent)
{
    struct connection connection;
    connection_adopt(&connection, fd);
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

/* ------------------------------------------------------------ steps */

/* The connection for a send before any request: an idle one. */
static struct origin_end *unasked(struct round *round)
{
    for (size_t at = 0; at < round->origin_count; at++)
        if (end_is_open(&round->origins[at].end) &&
            !end_has_ended(&round->origins[at].end))
            return &round->origins[at];
    if (!round->play->switchboard)
        return NULL;
    const int fd = switchboard_borrow(round->play->switchboard);
    if (fd < 0)
        return NULL;
    origin_adopt(round, fd, (struct octets){NULL, 0}, true);
    return unasked(round);
}

/* What this send makes due at the client's end. */
static void note_answer(struct round *round, const struct step *step, struct trip *trip,
                        const struct statuses *statuses)
{
    if (trip->final_sent == 0)
        trip->final_sent = statuses->first_final;
    if (step->is_interim)
        return;
    for (size_t at = 0; at < step->piece_count; at++)
        if (step->pieces[at].kind == PIECE_TOKEN &&
            round_trip(round, step->lane, step->pieces[at].exchange) == trip)
            trip->token_due = true;
}

/* Our own rule: no 1xx in answer to an HTTP/1.0 request. False: stopped. */
static bool may_answer(struct round *round, const struct trip *trip,
                       const struct statuses *statuses)
{
    if (!trip || !trip->asked_http10 || !statuses->any_interim)
        return true;
    if (trip->exchange && trip->exchange->http10) {
        round->broke_http10 = true; /* what the case is about */
        return true;
    }
    round_stop(round, OUTCOME_SKIP,
               "the target asks in HTTP/1.0, to which no interim response may be sent");
    return false;
}

void origin_send(struct round *round, const struct step *step)
{
    struct lane *lane = &round->lanes[step->lane];
    struct origin_end *origin = lane->origin;
    if (round->control && step->is_interim)
        return;
    if (!origin && !lane->request_missed)
        origin = unasked(round);
    if (!origin || !end_is_open(&origin->end) || !round_render(round, step))
        return;
    struct statuses statuses;
    outgoing_scan(buf_view(&round->out), &statuses);
    struct step plain = *step;
    if (round->control)
        plain.cut_count = 0; /* the offsets are of the whole */
    if (!round->control && !may_answer(round, lane->origin_trip, &statuses))
        return;
    if (lane->origin_trip)
        note_answer(round, step, lane->origin_trip, &statuses);
    (void)end_send_step(round, &origin->end, &plain, NULL, NULL);
}

static bool answer(struct lane *lane, unsigned wait)
{
    lane->answer[SIDE_ORIGIN] = wait;
    return true;
}

static struct origin_end *carrier(struct round *round, const struct trip *trip)
{
    struct origin_end *found = NULL;
    for (size_t at = 0; at < round->origin_count; at++) {
        struct origin_end *origin = &round->origins[at];
        if (origin->trip == trip && (!found || end_is_open(&origin->end)))
            found = origin;
    }
    return found;
}

static bool take_arrival(struct round *round, struct lane *lane)
{
    for (size_t at = 0; at < round->trip_count; at++) {
        struct trip *trip = &round->trips[at];
        if (trip->lane != lane->index || trip->arrivals <= trip->awaited)
            continue;
        trip->awaited = trip->arrivals;
        trip->final_sent = 0; /* what answered an earlier copy counts no more */
        trip->token_due = trip->origin_ended = false;
        lane->origin = carrier(round, trip);
        lane->origin_trip = trip;
        return answer(lane, WAIT_REQUEST);
    }
    return false;
}

/* The target answered, or gave up, without asking us. */
static bool request_cannot_come(struct round *round, struct lane *lane)
{
    if (!round->ops->request_is_out(round, lane->index))
        return false;
    lane->origin = NULL;
    lane->origin_trip = NULL;
    lane->request_missed = true;
    return answer(lane, WAIT_CLOSE);
}

bool origin_waits(struct round *round, const struct step *step)
{
    struct lane *lane = &round->lanes[step->lane];
    if ((step->wait & WAIT_REQUEST) && take_arrival(round, lane))
        return true;
    const struct origin_end *origin = lane->origin;
    const bool open =
        origin && end_is_open(&origin->end) && !end_has_ended(&origin->end);
    if ((step->wait & WAIT_CONTENT) && open && !origin->request_open)
        return answer(lane, WAIT_CONTENT);
    if (step->wait & WAIT_REQUEST)
        return request_cannot_come(round, lane);
    return !open && answer(lane, WAIT_CLOSE);
}

/* ------------------------------------------------------------ giving back */

/* The script's origin has nothing more to do in this lane's exchange. */
static bool part_is_over(const struct round *round, unsigned lane, size_t next)
{
    for (size_t at = next; at < round->script->step_count; at++) {
        const struct step *step = &round->script->steps[at];
        if (step->side == SIDE_ORIGIN && step->lane == lane)
            return step->kind == STEP_WAIT && (step->wait & WAIT_REQUEST);
    }
    return true;
}

static bool is_reusable(const struct origin_end *origin)
{
    const struct trip *trip = origin->trip;
    const bool answered =
        !trip || !trip->exchange || trip->final_sent || trip->token_due;
    return origin->lent && end_is_open(&origin->end) && !end_has_ended(&origin->end) &&
           !origin->dirty && !origin->garbage && answered &&
           (!origin->request_open || origin->foreign);
}

static void give_back(struct round *round, struct origin_end *origin)
{
    for (unsigned lane = 0; lane < round->script->lane_count; lane++)
        if (round->lanes[lane].origin == origin)
            round->lanes[lane].origin = NULL;
    switchboard_return(round->play->switchboard, origin->end.connection.fd,
                       buf_view(&origin->input));
    origin->end.connection.fd = -1;
    origin->trip = NULL;
}

void origin_release(struct round *round, size_t next)
{
    if (round->test->alone)
        return;
    for (size_t at = 0; at < round->origin_count; at++) {
        struct origin_end *origin = &round->origins[at];
        if (is_reusable(origin) && (origin->foreign || !origin->trip ||
                                    (origin->trip->awaited == origin->trip->arrivals &&
                                     part_is_over(round, origin->trip->lane, next))))
            give_back(round, origin);
    }
}

void origin_end_all(struct round *round)
{
    for (size_t at = 0; at < round->origin_count; at++) {
        struct origin_end *origin = &round->origins[at];
        if (is_reusable(origin) && !round->test->alone)
            give_back(round, origin);
        else
            end_close(round, &origin->end);
        buf_fini(&origin->input);
    }
    round->origin_count = 0;
    if (round->test->alone && round->play->switchboard)
        switchboard_close_idle(round->play->switchboard);
}
