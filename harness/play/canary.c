/* SPDX-License-Identifier: MIT */
/* The canary on the wire: one more request, whose answer shows whether the framing
 * moved and that nothing else was on its way.
 *
 * A gateway gets a path that our origin answers with the canary's token. A server gets
 * its own URL and Connection: close, so that the close behind the answer proves that
 * nothing follows; a server that stays open instead is believed after a moment. */
#include "base/clock.h"
#include "oracle/head.h"
#include "play/play_state.h"
#include "play/round.h"

enum { CANARY_CLOSE_MS = 100 };

static bool may_send(const struct round *round, const struct lane *lane)
{
    return end_is_open(&lane->client) && !end_has_ended(&lane->client) &&
           !lane->client.half_closed && !lane->tunnel && !lane->lost &&
           !lane->flooded && lane->persists && lane->requests > 0 &&
           lane->requests == lane->finals && lane->client.sent == lane->sent_complete &&
           round->state == ROUND_RUNNING;
}

static void render(struct round *round, const struct trip *trip)
{
    struct buf *out = &round->out;
    buf_clear(out);
    buf_add_text(out, "GET ");
    round_target(round, trip, out);
    buf_printf(out, " HTTP/1.1\r\nHost: %s\r\n%s\r\n", round_authority(round),
               round->config->role == ROLE_SERVER ? "Connection: close\r\n" : "");
}

static void complain(struct round *round, const struct lane *lane, const char *reason)
{
    if (round->canary_reason)
        return;
    round->canary_reason = reason;
    round->canary_lane = lane->index;
}

/* A server that says of our plain request that it cannot be understood, and answered it
 * before, has read something else: what was left of the request before it. */
static bool is_misread(const struct round *round, unsigned status)
{
    const unsigned plain = round->play->plain_status;
    return plain != 0 && status != plain && (status == 400 || status == 501);
}

static void judge_answer(struct round *round, const struct lane *lane)
{
    const struct trip *trip = lane->canary;
    const bool ours = round->config->role != ROLE_SERVER;
    if (!trip->done) {
        if (trip->final_got != 0 && end_has_ended(&lane->client))
            complain(round, lane,
                     "the next request's answer (the canary's) was cut off");
        else if (lane->lost)
            complain(round, lane,
                     "the next request (the canary) was answered with octets that are "
                     "no HTTP");
        else if (!end_has_ended(&lane->client))
            complain(round, lane,
                     "the next request on the connection (the canary) got no answer: "
                     "the framing has moved");
    } else if (trip->scan.other) {
        complain(round, lane,
                 "the next request on the connection (the canary) got another "
                 "exchange's answer");
    } else if (!ours && is_misread(round, trip->final_got)) {
        complain(round, lane,
                 "the next request on the connection (the canary), a plain one, was "
                 "refused as malformed: the framing has moved");
    } else if (ours && !trip->scan.own && trip->final_got < 500) {
        complain(round, lane,
                 "the next request on the connection (the canary) did not get its own "
                 "answer");
    }
}

static void await_close(struct round *round, struct lane *lane)
{
    const int64_t until = clock_now_ns() + round_scaled_ns(round, CANARY_CLOSE_MS);
    while (!end_has_ended(&lane->client) && !lane->lost &&
           round->state == ROUND_RUNNING && clock_now_ns() < until)
        round_pump(round, until, NULL);
}

static void play_canary(struct round *round, struct lane *lane)
{
    struct trip *trip = &round->trips[round->trip_count + lane->index];
    lane->canary = trip;
    tap_note(round->tap, SIDE_CLIENT, lane->index, "the canary: one more request");
    render(round, trip);
    const struct step once = {.repeat = 1};
    const bool sent = end_send_step(round, &lane->client, &once, lane_sent, lane);
    /* A send that fails is the target's close, which has not been read yet. */
    while (round->state == ROUND_RUNNING &&
           (sent ? !trip->done && lane_is_due(lane) : !end_has_ended(&lane->client)))
        round_pump(round, round->deadline_ns, NULL);
    if (trip->done && round->config->role == ROLE_SERVER)
        await_close(round, lane);
    if (round->state != ROUND_STOPPED)
        judge_answer(round, lane);
}

void lane_canary(struct round *round)
{
    for (unsigned index = 0; index < round->script->lane_count; index++)
        if (may_send(round, &round->lanes[index]))
            play_canary(round, &round->lanes[index]);
}
