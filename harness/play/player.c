/* SPDX-License-Identifier: MIT */
/* A whole case: its rounds, the worst of them, and the control of a failure. */
#include "base/clock.h"
#include "base/ensure.h"
#include "play/play.h"
#include "play/round.h"
#include "play/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MAX_IN_VAIN = 3,   /* default deadlines waited for nothing: then no more rounds */
    LIST_OCTETS = 300, /* of the labels of failed rounds */
    MEBI = 1 << 20,
    LABEL_OCTETS = 240 /* of one of them */
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
    bool gone;           /* the target, for good */
    uint64_t times, worst_times; /* of the step whose limit is searched for */
    size_t one_len;              /* octets of one of them */
    uint64_t memory;             /* the most that the target was seen to use */
    struct buf measured;         /* the limits found */
};

static const struct step *searched_step(const struct script *script)
{
    for (size_t at = 0; at < script->step_count; at++)
        if (script->steps[at].repeat_least > 0)
            return &script->steps[at];
    return NULL;
}

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
    round->times = player->times;
    return round;
}

static const char *label_of(const struct player *player, const struct script *script,
                            struct arena *arena)
{
    if (!searched_step(script))
        return arena_text(arena, octets_of(script->label));
    return arena_printf(arena, "%s%srepeat=%llu", script->label,
                        script->label[0] ? " " : "", (unsigned long long)player->times);
}

static void play_round(struct player *player, const struct script *script,
                       struct outcome *outcome,
                       void (*judge)(struct round *, struct outcome *))
{
    const int64_t start_ns = clock_now_ns();
    struct round *round = fresh_round(player, script, &outcome->arena);
    round_play(round);
    outcome->delay_ns =
        clock_now_ns() - start_ns - round_designed_ns(round->config, script, false);
    judge(round, outcome);
    outcome->transcript = tap_entries(round->tap, &outcome->transcript_count);
    outcome->round = label_of(player, script, &outcome->arena);
    if (round->one_len > 0)
        player->one_len = round->one_len;
    if (round->memory > player->memory)
        player->memory = round->memory;
    player->gone |= round->gone;
    if (round->state == ROUND_TIMED_OUT)
        player->in_vain_ms += round_deadline_ms(round->config, player->test);
    player->out = round->out;
    round_fini(round);
}

static enum control play_control(struct player *player)
{
    struct arena arena;
    arena_init(&arena);
    player->times = player->worst_times;
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

/* The worse of what is known and one more round. While a limit is searched for, what is
 * as bad with less tells more. */
static void take_worse(struct player *player, struct outcome *outcome,
                       struct outcome *round, const struct script *script)
{
    const unsigned rounds = outcome->rounds + 1;
    const int64_t delay_ns = rounds > 1 && outcome->delay_ns > round->delay_ns
                                 ? outcome->delay_ns
                                 : round->delay_ns;
    const unsigned failed = outcome->rounds_failed;
    char label[LABEL_OCTETS];
    snprintf(label, sizeof label, "%s", round->round);
    const enum outcome_kind kind = round->kind;
    const bool worse = rounds == 1 || outcome_worse(round->kind, outcome->kind);
    const bool as_bad = searched_step(script) && script == player->worst &&
                        round->kind == outcome->kind && round->kind != OUTCOME_PASS;
    if (worse || as_bad) {
        outcome_fini(outcome);
        *outcome = *round;
        player->worst = script;
        player->worst_times = player->times;
        outcome->rounds_failed = failed;
    } else {
        outcome_fini(round);
    }
    if (worse) {
        buf_clear(&player->list);
        player->unlisted = 0;
        outcome->rounds_failed = 0;
    }
    outcome->rounds = rounds;
    outcome->delay_ns = delay_ns;
    if (worse || kind == outcome->kind) {
        outcome->rounds_failed++;
        list_round(player, label);
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

/* A target that a failed round has ended cannot be reached in the next one, which is
 * no more than what the failure has told. */
static bool tells_the_same(const struct player *player, const struct outcome *outcome,
                           const struct outcome *round)
{
    return player->gone && round->kind == OUTCOME_ERROR &&
           outcome->kind == OUTCOME_FAIL;
}

/* One round; true where the target bore it. Where not even the least of what is
 * searched for is borne, that has another reason than a limit, and is told by other
 * cases. */
static bool play_one(struct player *player, const struct script *script,
                     struct outcome *outcome)
{
    struct outcome round;
    const struct step *const step = searched_step(script);
    outcome_init(&round, player->test, outcome->role);
    play_round(player, script, &round, judge_round);
    const bool borne = round.kind == OUTCOME_PASS;
    const bool none_borne = step && player->times == step->repeat_least && !borne &&
                            round.kind != OUTCOME_ERROR;
    if (none_borne || tells_the_same(player, outcome, &round))
        outcome_fini(&round);
    else
        take_worse(player, outcome, &round, script);
    return borne;
}

static bool is_over(const struct player *player, const struct outcome *outcome)
{
    return outcome->kind == OUTCOME_ERROR || player->gone ||
           has_waited_enough(player, outcome);
}

static void tell_limit(struct player *player, const struct script *script,
                       const struct search *search)
{
    struct buf *const out = &player->measured;
    const unsigned long long one = player->one_len, borne = search->borne,
                             refused = search->refused;
    buf_printf(out, "%s%s%sbears ", out->len > 0 ? "; " : "", script->label,
               script->label[0] ? ": " : "");
    if (borne == 0)
        buf_add_text(out, "not even the least, which other cases are about");
    else
        buf_printf(out, "%llu (%llu octets)", borne, borne * one);
    if (borne == 0)
        return;
    if (refused > 0)
        buf_printf(out, ", not %llu (%llu octets)", refused, refused * one);
    else
        buf_add_text(out, ", the most that was tried");
}

/* What the target used meanwhile, where we can see it and no other case runs beside. */
static void tell_usage(struct player *player, bool borne, const struct usage *before)
{
    const struct play_config *const config = &player->play->config;
    struct usage after;
    if (!player->test->alone || !borne || before->memory_octets == 0 ||
        !config->usage(config->usage_user, &after))
        return;
    if (after.memory_octets > player->memory)
        player->memory = after.memory_octets;
    buf_printf(&player->measured,
               "; its memory went from %.1f MiB to at most %.1f MiB, for %.2f s of CPU "
               "time",
               (double)before->memory_octets / MEBI, (double)player->memory / MEBI,
               (double)(after.cpu_ns - before->cpu_ns) / 1e9);
}

/* How much of a step the target bears: a round for each guess. */
static void search_limit(struct player *player, const struct script *script,
                         struct outcome *outcome)
{
    const struct step *const step = searched_step(script);
    const struct play_config *const config = &player->play->config;
    struct search search;
    struct usage before = {0};
    if (config->usage && !config->usage(config->usage_user, &before))
        before.memory_octets = 0;
    player->memory = before.memory_octets;
    search_init(&search, step->repeat_least, step->repeat);
    while (!is_over(player, outcome) && (player->times = search_next(&search)) > 0)
        search_tell(&search, player->times, play_one(player, script, outcome));
    tell_limit(player, script, &search);
    tell_usage(player, search.borne > 0, &before);
}

static void play_rounds(struct player *player, struct outcome *outcome)
{
    const struct test_case *test = player->test;
    for (size_t at = 0; at < test->round_count && !is_over(player, outcome); at++) {
        if (searched_step(&test->rounds[at]))
            search_limit(player, &test->rounds[at], outcome);
        else
            play_one(player, &test->rounds[at], outcome);
    }
    outcome->measured = arena_text(&outcome->arena, buf_view(&player->measured));
    if (outcome->rounds == 0)
        outcome->kind = OUTCOME_SKIP;
    const bool tells = outcome->kind == OUTCOME_SKIP || outcome->kind == OUTCOME_INFO;
    if (tells && outcome->measured[0])
        outcome->reason = outcome->measured;
    if (outcome->rounds <= 1)
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
    buf_init(&player->measured, LIST_OCTETS);
}

static void player_fini(struct player *player)
{
    buf_fini(&player->measured);
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
    outcome->late = player.in_vain_ms > 0;
    const bool failed = outcome->kind == OUTCOME_FAIL || outcome->kind == OUTCOME_WARN;
    if (failed && play->config.controls && has_interims(&player) &&
        !player.worst->omissions && !play_interrupted(play))
        outcome->control = play_control(&player);
    player_fini(&player);
    outcome->duration_ns = clock_now_ns() - start_ns;
    outcome->cpu_ns = cpu_now_ns() - cpu_ns;
}
