/* SPDX-License-Identifier: MIT */
/* A whole case: its rounds, the worst of them, and the control of a failure. */
#include "base/clock.h"
#include "base/ensure.h"
#include "play/play.h"
#include "play/round.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MAX_IN_VAIN = 3,   /* default deadlines waited for nothing: then no more rounds */
    LIST_OCTETS = 300, /* of the labels of failed rounds */
    SEGMENTS_OF_EVERY = 200 /* assumed of a send with cut=every:N */
};

static int64_t cpu_now_ns(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* false, and the reason, where the case does not apply to this target. */
static bool applies(const struct play *play, const struct test_case *test,
                    const char **reason)
{
    const enum role role = play->config.role;
    if (!(test->roles & 1U << role)) {
        *reason = "does not apply to a target of this role";
        return false;
    }
    const unsigned missing = test->needs[role] & ~play->offered;
    for (unsigned bit = 0; bit < NEED_COUNT; bit++) {
        if (missing & 1U << bit) {
            *reason = need_sentence(bit);
            return false;
        }
    }
    return true;
}

/* The time that a script takes by design; with its waits: where each comes to its end.
 */
static int64_t designed_ns(const struct play_config *config,
                           const struct script *script, bool waits)
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

static unsigned deadline_ms_of(const struct play *play, const struct test_case *test)
{
    return test->deadline_ms ? test->deadline_ms : play->config.deadline_ms;
}

static void round_init(struct round *round, struct play *play,
                       const struct test_case *test, const struct script *script)
{
    static const struct round_ops *const OPS[ROLE_COUNT] = {
        [ROLE_SERVER] = &ROUND_SERVER,
        [ROLE_CLIENT] = &ROUND_CLIENT,
        [ROLE_GATEWAY] = &ROUND_FORWARDER,
        [ROLE_PROXY] = &ROUND_FORWARDER};
    const struct play_config *config = &play->config;
    const unsigned base = deadline_ms_of(play, test);
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
    round->deadline_ns = clock_now_ns() + round_scaled_ns(round, base) +
                         designed_ns(config, script, true);
}

static void round_fini(struct round *round)
{
    for (unsigned index = 0; index < round->script->lane_count; index++)
        lane_fini(&round->lanes[index]);
}

/* What one case keeps from round to round. */
struct player {
    struct play *play;
    const struct test_case *test;
    struct round *round;
    struct buf out;
    unsigned char *scratch;
    struct buf list;   /* labels of the rounds with the worst outcome, */
    unsigned unlisted; /* and how many of them did not fit */
    const struct script *worst;
    unsigned in_vain_ms; /* the deadlines of rounds that came to them, unscaled */
};

static struct round *fresh_round(struct player *player, const struct script *script,
                                 struct arena *arena)
{
    struct round *round = player->round;
    ENSURE(script->lane_count <= SCRIPT_MAX_LANES &&
           script->exchange_count <= SCRIPT_MAX_EXCHANGES);
    memset(round, 0, sizeof *round);
    round->out = player->out;
    round->scratch = player->scratch;
    round->arena = arena;
    round->tap = tap_new(arena, ROUND_TAP_OCTETS);
    round_init(round, player->play, player->test, script);
    return round;
}

static void play_round(struct player *player, const struct script *script,
                       struct outcome *outcome,
                       void (*judge)(struct round *, struct outcome *))
{
    const int64_t start_ns = clock_now_ns();
    struct round *round = fresh_round(player, script, &outcome->arena);
    round_play(round);
    outcome->delay_ns =
        clock_now_ns() - start_ns - designed_ns(round->config, script, false);
    judge(round, outcome);
    outcome->transcript = tap_entries(round->tap, &outcome->transcript_count);
    outcome->round = arena_text(&outcome->arena, octets_of(script->label));
    if (round->state == ROUND_TIMED_OUT)
        player->in_vain_ms += deadline_ms_of(player->play, player->test);
    player->out = round->out;
    round_fini(round);
}

static enum control play_control(struct player *player)
{
    struct arena arena;
    arena_init(&arena);
    struct round *round = fresh_round(player, player->worst, &arena);
    round->control = true;
    round_play(round);
    bool comparable;
    const bool fine = judge_control(round, &comparable);
    player->out = round->out;
    round_fini(round);
    arena_fini(&arena);
    if (!comparable)
        return CONTROL_NONE;
    return fine ? CONTROL_PASSED : CONTROL_FAILED;
}

/* Adds a label to the list while whole ones fit. */
static void list_round(struct player *player, const char *label)
{
    const size_t more = octets_of(label).len + 2;
    if (player->unlisted > 0 || player->list.len + more > LIST_OCTETS) {
        player->unlisted++;
        return;
    }
    buf_printf(&player->list, "%s%s", player->list.len > 0 ? ", " : "", label);
}

/* The worse of what is known and one more round. */
static void take_worse(struct player *player, struct outcome *outcome,
                       struct outcome *round, const struct script *script)
{
    const unsigned rounds = outcome->rounds + 1;
    const int64_t delay_ns = rounds > 1 && outcome->delay_ns > round->delay_ns
                                 ? outcome->delay_ns
                                 : round->delay_ns;
    const bool worse = rounds == 1 || outcome_worse(round->kind, outcome->kind);
    if (worse) {
        outcome_fini(outcome);
        *outcome = *round;
        player->worst = script;
        buf_clear(&player->list);
        player->unlisted = 0;
        outcome->rounds_failed = 0;
    } else {
        outcome_fini(round);
    }
    outcome->rounds = rounds;
    outcome->delay_ns = delay_ns;
    if (worse || round->kind == outcome->kind) {
        outcome->rounds_failed++;
        list_round(player, script->label);
    }
}

/* Nothing can be worse than a failure, and where one round waits in vain the others
 * most likely do: they would cost a deadline each. Below a failure some more are tried.
 */
static bool has_waited_enough(const struct player *player,
                              const struct outcome *outcome)
{
    return player->in_vain_ms > 0 &&
           (outcome->kind == OUTCOME_FAIL ||
            player->in_vain_ms >= MAX_IN_VAIN * player->play->config.deadline_ms);
}

static void play_rounds(struct player *player, struct outcome *outcome)
{
    const struct test_case *test = player->test;
    for (size_t at = 0; at < test->round_count; at++) {
        struct outcome round;
        outcome_init(&round, test, outcome->role);
        play_round(player, &test->rounds[at], &round, judge_round);
        take_worse(player, outcome, &round, &test->rounds[at]);
        if (outcome->kind == OUTCOME_ERROR || has_waited_enough(player, outcome))
            break;
    }
    if (test->round_count == 1)
        return;
    const char *list = buf_text(&player->list);
    outcome->rounds_list =
        player->unlisted > 0
            ? arena_printf(&outcome->arena, "%s and %u more", list, player->unlisted)
            : arena_printf(&outcome->arena, "%s", list);
}

static bool sends_interim(const struct step *step)
{
    bool any = false;
    if (step->side == SIDE_ORIGIN && step->kind == STEP_SEND)
        for (size_t at = 0; at < step->piece_count; at++)
            any |= step->pieces[at].interim;
    return any;
}

/* Was there an interim response that a control can leave out? */
static bool has_interims(const struct player *player)
{
    const struct script *script = player->worst;
    bool any = (player->test->needs[ROLE_SERVER] & NEED_BIT(TRIGGER)) != 0 &&
               player->play->config.role == ROLE_SERVER;
    for (size_t at = 0; at < script->step_count; at++)
        any |= sends_interim(&script->steps[at]);
    return any;
}

static void player_init(struct player *player, struct play *play,
                        const struct test_case *test)
{
    *player = (struct player){.play = play, .test = test};
    player->round = malloc(sizeof *player->round);
    player->scratch = malloc(ROUND_READ_OCTETS);
    ENSURE(player->round && player->scratch);
    buf_init(&player->out, ROUND_MAX_SEND);
    buf_init(&player->list, LIST_OCTETS);
}

static void player_fini(struct player *player)
{
    buf_fini(&player->list);
    buf_fini(&player->out);
    free(player->scratch);
    free(player->round);
}

bool play_plain(struct play *play, const struct test_case *test,
                struct outcome *outcome)
{
    struct player player;
    struct test_case plain = *test; /* what it stands for, in a catalogue */
    plain.requirement = requirement_row(REQUIREMENT_EXCHANGE_ONE_FINAL)->id;
    outcome_init(outcome, &plain, play->config.role);
    outcome->test = test;
    if (!applies(play, test, &outcome->reason)) {
        outcome->kind = OUTCOME_SKIP;
        return true;
    }
    player_init(&player, play, &plain);
    play_round(&player, &test->rounds[0], outcome, judge_plain);
    player_fini(&player);
    return outcome->kind == OUTCOME_PASS;
}

void play_case(struct play *play, const struct test_case *test, struct outcome *outcome)
{
    const int64_t start_ns = clock_now_ns();
    const int64_t cpu_ns = cpu_now_ns();
    outcome_init(outcome, test, play->config.role);
    if (!applies(play, test, &outcome->reason)) {
        outcome->kind = OUTCOME_SKIP;
        return;
    }
    struct player player;
    player_init(&player, play, test);
    play_rounds(&player, outcome);
    const bool failed = outcome->kind == OUTCOME_FAIL || outcome->kind == OUTCOME_WARN;
    if (failed && play->config.controls && has_interims(&player) &&
        !play_interrupted(play))
        outcome->control = play_control(&player);
    player_fini(&player);
    outcome->duration_ns = clock_now_ns() - start_ns;
    outcome->cpu_ns = cpu_now_ns() - cpu_ns;
}
