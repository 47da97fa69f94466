/* SPDX-License-Identifier: MIT */
/* A round before its first step: its exchanges numbered, its lanes and its deadline. */
#include "base/clock.h"
#include "play/round.h"

enum { SEGMENTS_OF_EVERY = 200 /* assumed of a send with cut=every:N */ };

int64_t round_designed_ns(const struct play_config *config, const struct script *script,
                          bool waits)
{
    int64_t sum = 0;
    for (size_t at = 0; at < script->step_count; at++) {
        const struct step *step = &script->steps[at];
        const int64_t gaps = (int64_t)step->cut_count + (int64_t)step->repeat +
                             (step->cut_every ? SEGMENTS_OF_EVERY : 0);
        const unsigned waited_ms = waits ? step->within_ms : 0;
        sum += round_span_ns(config, step, step->pause_ms + waited_ms) +
               round_span_ns(config, step, step->gap_ms) * gaps;
    }
    return sum;
}

static void number_trips(struct round *round)
{
    const struct script *script = round->script;
    const uint32_t count =
        (uint32_t)script->exchange_count + (uint32_t)script->lane_count + 1;
    uint32_t number = token_reserve(&round->play->tokens, count);
    round->trip_count = script->exchange_count;
    for (size_t at = 0; at < script->exchange_count + script->lane_count; at++) {
        struct trip *trip = &round->trips[at];
        *trip = (struct trip){.number = number};
        number++;
        if (at < script->exchange_count) {
            trip->exchange = &script->exchanges[at];
            trip->lane = trip->exchange->lane;
        } else {
            trip->lane = (unsigned)(at - script->exchange_count);
        }
        token_scan_init(&trip->scan, trip->number);
    }
    round->stray = number;
}

/* Resources that outlive an exchange, and belong to the round. */
static bool asks_for_shared(enum piece_kind kind)
{
    return kind == PIECE_DAV || kind == PIECE_ACCEPTED || kind == PIECE_LOCATION;
}

/* `{target:1}` in exchange 2 asks for the path of exchange 1: the nth target of a fence
 * belongs to the nth request in it. */
static void find_targets(struct round *round)
{
    for (size_t at = 0; at < round->trip_count; at++) {
        struct trip *trip = &round->trips[at];
        const struct step *step = &round->script->steps[trip->exchange->step];
        size_t nth = 0;
        for (size_t before = 0; before < at; before++)
            nth += round->trips[before].exchange->step == trip->exchange->step;
        for (size_t piece = 0; piece < step->piece_count; piece++)
            trip->shares |= asks_for_shared(step->pieces[piece].kind);
        for (size_t piece = 0; piece < step->piece_count; piece++) {
            const enum piece_kind kind = step->pieces[piece].kind;
            if ((kind != PIECE_TARGET && kind != PIECE_PATH) || nth-- > 0)
                continue;
            struct trip *target =
                round_trip(round, trip->lane, step->pieces[piece].exchange);
            trip->target = target == trip ? NULL : target;
            break;
        }
    }
}

/* true where the trigger is asked for interim responses for the sake of a requirement
 * that sets no limits: the limits of advice would then speak of the script. */
static bool is_triggered_for_more(const struct test_case *test)
{
    const enum requirement requirement = requirement_find(octets_of(test->requirement));
    const bool is_advice = requirement < REQUIREMENT_COUNT &&
                           requirement_row(requirement)->level == LEVEL_ADVICE;
    return (test->needs[ROLE_SERVER] & NEED_BIT(TRIGGER)) && !is_advice;
}

unsigned round_deadline_ms(const struct play_config *config,
                           const struct test_case *test)
{
    return test->deadline_ms ? test->deadline_ms : config->deadline_ms;
}

void round_init(struct round *round, struct play *play, const struct test_case *test,
                const struct script *script)
{
    static const struct round_ops *const OPS[ROLE_COUNT] = {
        [ROLE_SERVER] = &ROUND_SERVER,
        [ROLE_CLIENT] = &ROUND_CLIENT,
        [ROLE_GATEWAY] = &ROUND_FORWARDER,
        [ROLE_PROXY] = &ROUND_FORWARDER};
    const struct play_config *config = &play->config;
    round->play = play;
    round->config = config;
    round->test = test;
    round->script = script;
    round->ops = OPS[config->role];
    round->listener.fd = -1;
    round->limits = ORACLE_LIMITS;
    if (config->pace_ms > 0)
        round->limits.pace_ms = config->pace_ms;
    if (config->gap_ms > 0)
        round->limits.gap_ms = config->gap_ms;
    if (config->role != ROLE_SERVER || is_triggered_for_more(test))
        round->limits = (struct oracle_limits){0}; /* they are of our own making */
    number_trips(round);
    find_targets(round);
    origin_init(round);
    for (unsigned index = 0; index < script->lane_count; index++) {
        round->lanes[index].round = round;
        round->lanes[index].index = index;
        lane_init(&round->lanes[index]);
    }
    round_start_clock(round);
}

void round_start_clock(struct round *round)
{
    const unsigned base = round_deadline_ms(round->config, round->test);
    round->deadline_ns = clock_now_ns() + round_scaled_ns(round, base) +
                         round_designed_ns(round->config, round->script, true);
}

void round_fini(struct round *round)
{
    for (unsigned index = 0; index < round->script->lane_count; index++)
        lane_fini(&round->lanes[index]);
}
