/* SPDX-License-Identifier: MIT */
/* The origin's side of a script: sends, waits, and giving connections back. */
#include "play/outgoing.h"
#include "play/round.h"
#include "play/switchboard.h"

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
    const struct connection idle = switchboard_borrow(round->play->switchboard);
    if (idle.fd < 0)
        return NULL;
    origin_adopt(round, idle, (struct octets){NULL, 0}, true);
    return unasked(round);
}

/* A script that speaks outside an exchange shows nothing where there is no connection
 * to speak on; but a target that closed its own has protected itself. */
static void miss_connection(struct round *round)
{
    bool closed = false;
    for (size_t at = 0; at < round->origin_count; at++)
        closed |= end_has_ended(&round->origins[at].end);
    if (round->test->alone && !closed)
        round_stop(round, OUTCOME_SKIP,
                   "the target keeps no idle connection to the origin, on which the "
                   "case would send what nobody asked for");
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

/* Our own rule: no 101 where an intermediary did not ask for it. False: stopped. */
static bool may_switch(struct round *round, const struct trip *trip,
                       const struct statuses *statuses)
{
    if (!round->play->switchboard || !trip || trip->asked_upgrade ||
        !statuses->any_switch ||
        judge_allows_for(round->test, REQUIREMENT_SWITCHING_ASKED))
        return true;
    round_stop(round, OUTCOME_SKIP,
               "the target does not pass Upgrade on, without which no 101 may be sent");
    return false;
}

/* Our own rule: no 1xx in answer to an HTTP/1.0 request. False: stopped. */
static bool may_answer(struct round *round, const struct trip *trip,
                       const struct statuses *statuses)
{
    if (!trip || !trip->asked_http10 || !statuses->any_interim)
        return true;
    if (judge_allows_for(round->test, REQUIREMENT_HTTP10_NO_INTERIM)) {
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
    if (!origin && !lane->request_missed) {
        origin = unasked(round);
        if (!origin)
            miss_connection(round);
    }
    if (!origin || !end_is_open(&origin->end) || !round_render(round, step))
        return;
    struct statuses statuses;
    outgoing_scan(buf_view(&round->out), &statuses);
    struct step plain = *step;
    if (round->control)
        plain.cut_count = 0; /* the offsets are of the whole */
    if (!round->control && (!may_answer(round, lane->origin_trip, &statuses) ||
                            !may_switch(round, lane->origin_trip, &statuses)))
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

/* Pipelined requests that an intermediary sends on over several connections arrive in
 * any order, but it is the client's in which the script answers them. */
static bool is_overtaken(const struct round *round, const struct lane *lane,
                         const struct trip *trip)
{
    const unsigned ordinal = trip->exchange->ordinal;
    return round->play->switchboard && trip->arrivals == 0 && !trip->done &&
           !trip->given_up && ordinal >= lane->first &&
           ordinal < lane->first + lane->requests;
}

static bool take_arrival(struct round *round, struct lane *lane)
{
    for (size_t at = 0; at < round->trip_count; at++) {
        struct trip *trip = &round->trips[at];
        if (trip->lane != lane->index)
            continue;
        if (is_overtaken(round, lane, trip))
            return false;
        if (trip->arrivals <= trip->awaited)
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
    const struct origin_end *origin = lane->origin;
    const bool open =
        origin && end_is_open(&origin->end) && !end_has_ended(&origin->end);
    /* A connection that ended did so before the next one was opened. */
    if ((step->wait & WAIT_CLOSE) && origin && !open)
        return answer(lane, WAIT_CLOSE);
    if ((step->wait & WAIT_REQUEST) && take_arrival(round, lane))
        return true;
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
    switchboard_return(round->play->switchboard,
                       connection_take(&origin->end.connection),
                       buf_view(&origin->input));
    origin->trip = NULL;
}

/* The rule of an origin server whose client said `close` (RFC 9112 §9.6). What is still
 * to come from it is read on: a full close could reset its connection. */
void origin_close_asked(struct round *round, struct origin_end *origin)
{
    origin->dirty = true;
    end_half_close(round, &origin->end);
}

/* Its exchange got its final response, and the script has nothing to add to it. */
static bool is_answered(const struct round *round, const struct origin_end *origin,
                        size_t next)
{
    const struct trip *trip = origin->trip;
    return trip && trip->exchange && trip->final_sent != 0 &&
           trip->awaited == trip->arrivals && part_is_over(round, trip->lane, next);
}

static void close_where_asked(struct round *round, size_t next)
{
    for (size_t at = 0; at < round->origin_count; at++) {
        struct origin_end *origin = &round->origins[at];
        if (origin->asked_close && is_answered(round, origin, next))
            origin_close_asked(round, origin);
    }
}

void origin_release(struct round *round, size_t next)
{
    close_where_asked(round, next);
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
