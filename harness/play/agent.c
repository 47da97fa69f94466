/* SPDX-License-Identifier: MIT */
/* The role client: what the client's caller got is what is observed.
 *
 * Each request in the script's client fences is an errand (agent_fences.c). It is
 * queued where the script comes to its fence, and sent once the one before it in its
 * lane is done. */
#include "play/agent.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "oracle/head.h"

#include <stdlib.h>

enum { TIMEOUT_PERCENT = 90, HANG_PERCENT = 95, SHOWN_OCTETS = 48 };

/* ------------------------------------------------------------ sending */

static bool lane_is_busy(const struct agent *agent, unsigned lane)
{
    for (size_t at = 0; at <= agent->count; at++)
        if (agent->errands[at].trip && agent->errands[at].trip->lane == lane &&
            agent->errands[at].state == ERRAND_SENT)
            return true;
    return false;
}

static void send_queued(struct round *round)
{
    struct agent *agent = round->agent;
    for (size_t at = 0; at <= agent->count; at++) {
        struct errand *errand = &agent->errands[at];
        if (!errand->trip || errand->state != ERRAND_QUEUED ||
            lane_is_busy(agent, errand->trip->lane))
            continue;
        const int64_t left_ms = clock_left_ms(round->deadline_ns);
        const int64_t limit_ms =
            round->test->limit_ms
                ? round_scaled_ns(round, round->test->limit_ms) / 1000000
                : left_ms * TIMEOUT_PERCENT / 100;
        errand->timeout_ms = limit_ms > 0 ? (unsigned)limit_ms : 1;
        errand->sent_ns = clock_now_ns();
        errand->state = ERRAND_SENT;
        if (!agent->ops->send(round, errand))
            return;
    }
}

static void client_send(struct round *round, const struct step *step)
{
    struct agent *agent = round->agent;
    for (size_t at = 0; at < agent->count; at++) {
        struct errand *errand = &agent->errands[at];
        if (&round->script->steps[errand->trip->exchange->step] == step &&
            errand->state == ERRAND_WAITING)
            errand->state = ERRAND_QUEUED;
    }
    send_queued(round);
}

/* ------------------------------------------------------------ results */

/* Who hangs and never asked has met nothing of ours that could have held him up: the
 * round then shows how slow the machine is, and no more. */
static bool never_asked(struct round *round)
{
    if (round->origin_count > 0)
        return false;
    round_stop(round, OUTCOME_ERROR,
               "the client made no connection by the deadline: a slow machine needs a "
               "larger --time-scale");
    return true;
}

static bool has_no_content(const struct trip *trip)
{
    const bool head =
        trip->exchange && octets_equal(trip->exchange->method, OCTETS("HEAD"));
    return head || trip->final_got == 204 || trip->final_got == 304;
}

/* Success, as the caller sees it: was it this exchange's? */
static int judge_success(const struct trip *trip, const struct errand_result *result)
{
    const bool any = result->content.len > 0;
    if (trip->scan.other)
        return OBSERVED_WRONG_ANSWER;
    if (trip->final_sent == 0)
        return any ? OBSERVED_WRONG_ANSWER : OBSERVED_EMPTY_SUCCESS;
    if (result->status != 0 && result->status != trip->final_sent)
        return OBSERVED_WRONG_ANSWER;
    if (has_no_content(trip))
        return any ? OBSERVED_WRONG_ANSWER : OBSERVED_DELIVERED;
    if (!trip->token_due || trip->scan.own)
        return OBSERVED_DELIVERED;
    return any ? OBSERVED_WRONG_ANSWER : OBSERVED_EMPTY_SUCCESS;
}

static int judge_result(const struct round *round, const struct errand *errand,
                        const struct errand_result *result)
{
    const int64_t took_ms = (clock_now_ns() - errand->sent_ns) / 1000000;
    const int64_t nearly_ms = (int64_t)errand->timeout_ms * HANG_PERCENT / 100;
    if (result->error)
        return took_ms >= nearly_ms && round->test->limit_ms == 0 ? OBSERVED_HANG
                                                                  : OBSERVED_ERROR;
    if (result->status >= 100 && result->status < 200)
        return OBSERVED_INTERIM_AS_FINAL;
    return judge_success(errand->trip, result);
}

static void take_canary(struct round *round, const struct errand *errand, int observed)
{
    const struct trip *trip = errand->trip;
    if (observed == OBSERVED_ERROR ||
        (observed == OBSERVED_DELIVERED && trip->scan.own))
        return; /* a client may have been left without a usable connection */
    round->canary_lane = trip->lane;
    round->canary_reason =
        observed == OBSERVED_HANG
            ? "the client's next request (the canary) got no result"
        : observed == OBSERVED_INTERIM_AS_FINAL
            ? "the client's next request (the canary) was given an interim response"
            : "the client's next request (the canary) did not get its own answer";
}

static const char *quoted(struct round *round, struct octets text)
{
    struct buf out;
    buf_init(&out, 300);
    quote_encode(&out, text);
    const char *copy = arena_text(round->arena, buf_view(&out));
    buf_fini(&out);
    return copy;
}

/* What the caller was told, in the words of the report: the evidence of a client. */
static const char *words_of(struct round *round, const struct errand_result *result)
{
    const struct octets shown = octets_slice(result->content, 0, SHOWN_OCTETS);
    const char *status = "success";
    if (result->error)
        return arena_printf(round->arena, "an error: %s",
                            quoted(round, octets_of(result->error)));
    if (result->status != 0)
        status = arena_printf(round->arena, "status %u", result->status);
    if (shown.len == 0)
        return arena_printf(round->arena, "%s, no content", status);
    return arena_printf(round->arena, "%s, %zu octets of content: %s%s", status,
                        result->content.len, quoted(round, shown),
                        shown.len < result->content.len ? "..." : "");
}

void agent_done(struct round *round, struct errand *errand,
                const struct errand_result *result)
{
    struct trip *trip = errand->trip;
    struct lane *lane = &round->lanes[trip->lane];
    errand->state = ERRAND_DONE;
    trip->done = true;
    trip->final_got = result->status ? result->status : trip->final_sent;
    token_scan_init(&trip->scan, trip->number);
    token_scan_feed(&round->play->tokens, &trip->scan, result->content);
    if (!trip->exchange) {
        trip->final_sent = 200; /* answered by origin.c */
        trip->token_due = true;
        take_canary(round, errand, judge_result(round, errand, result));
        return;
    }
    const int observed = judge_result(round, errand, result);
    if (observed == OBSERVED_HANG && never_asked(round))
        return;
    (void)sequence_add(&lane->observed, observed);
    if (result->error)
        lane->detail = quoted(round, octets_of(result->error));
    buf_clear(&lane->content);
    (void)buf_add(&lane->content, result->content);
    tap_note(
        round->tap, SIDE_ORIGIN, trip->lane,
        arena_printf(round->arena, "the client's result: %s", words_of(round, result)));
    send_queued(round);
}

/* ------------------------------------------------------------ the round */

static bool begin_client(struct round *round)
{
    struct err err;
    if (!listener_open(&round->listener, &round->config->origin, &err)) {
        round_stop(round, OUTCOME_ERROR, "%s", err.text);
        return false;
    }
    round->agent = calloc(1, sizeof *round->agent);
    ENSURE(round->agent != NULL);
    round->agent->ops = round->config->command ? &AGENT_COMMAND : &AGENT_DRIVER;
    buf_init(&round->agent->url, 4096);
    if (!agent_read_fences(round) || !round->agent->ops->begin(round))
        return false;
    round_start_clock(round);
    return true;
}

static void listener_ready(void *user, void *object)
{
    struct round *round = user;
    struct connection connection;
    while (listener_accept(object, &connection) == CONNECTION_OK)
        origin_adopt(round, connection, (struct octets){NULL, 0}, false);
}

static void watch_client(struct round *round, struct watch *watch)
{
    if (round->listener.fd >= 0)
        watch_add(watch, round->listener.fd, POLLIN, listener_ready, &round->listener);
    if (round->agent)
        round->agent->ops->watch(round, watch);
}

static bool is_under_way(const struct errand *errand)
{
    return errand->trip &&
           (errand->state == ERRAND_QUEUED || errand->state == ERRAND_SENT);
}

/* The target takes its steps by itself; but a driver's caller says when it has a
 * result, and what the script does behind that is then no race with the client. */
static bool client_waits(struct round *round, const struct step *step)
{
    const struct agent *agent = round->agent;
    bool over = true;
    for (size_t at = 0; at < agent->count; at++)
        over &= agent->errands[at].trip->lane != step->lane ||
                !is_under_way(&agent->errands[at]);
    return over || !agent->ops->can_canary;
}

static bool request_is_out(const struct round *round, unsigned lane)
{
    const struct agent *agent = round->agent;
    for (size_t at = 0; at < agent->count; at++)
        if (agent->errands[at].trip->lane == lane && is_under_way(&agent->errands[at]))
            return false;
    return true;
}

static bool any_under_way(const struct agent *agent)
{
    for (size_t at = 0; at <= agent->count; at++)
        if (is_under_way(&agent->errands[at]))
            return true;
    return false;
}

static void settle_client(struct round *round)
{
    struct agent *agent = round->agent;
    while (any_under_way(agent) && round->state == ROUND_RUNNING)
        round_pump(round, round->deadline_ns, NULL);
    if (round->state == ROUND_TIMED_OUT && never_asked(round))
        agent->hung = true;
    for (size_t at = 0; at <= agent->count; at++) {
        struct errand *errand = &agent->errands[at];
        if (!errand->trip || errand->state != ERRAND_SENT)
            continue;
        agent->hung = true;
        if (!errand->trip->exchange)
            take_canary(round, errand, OBSERVED_HANG);
        else if (round->state == ROUND_TIMED_OUT)
            (void)sequence_add(&round->lanes[errand->trip->lane].observed,
                               OBSERVED_HANG);
    }
}

static void play_canary(struct round *round)
{
    struct agent *agent = round->agent;
    if (!agent->ops->can_canary)
        return;
    struct errand *errand = &agent->errands[agent->count];
    errand->trip = &round->trips[round->trip_count];
    errand->request = (struct driver_request){.method = OCTETS("GET")};
    errand->state = ERRAND_QUEUED;
    tap_note(round->tap, SIDE_ORIGIN, 0, "the canary: one more request");
    send_queued(round);
    settle_client(round);
}

static void end_client(struct round *round)
{
    struct agent *agent = round->agent;
    listener_close(&round->listener);
    if (!agent)
        return;
    agent->ops->end(round);
    for (size_t at = 0; at < agent->count; at++)
        buf_fini(&agent->errands[at].content);
    for (unsigned lane = 0; lane < round->script->lane_count; lane++)
        buf_fini(&agent->text[lane]);
    buf_fini(&agent->url);
    free(agent);
    round->agent = NULL;
}

const struct round_ops ROUND_CLIENT = {
    .begin = begin_client,
    .client_send = client_send,
    .client_waits = client_waits,
    .settle = settle_client,
    .canary = play_canary,
    .watch = watch_client,
    .request_is_out = request_is_out,
    .end = end_client,
};
