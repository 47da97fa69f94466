/* SPDX-License-Identifier: MIT */
/* Halving, property by property; each keeps what the ones before it found. */
#include "run/bisect.h"

#include "case/variant.h"

#include <string.h>

enum {
    MAX_BOUNDS = 8,
    MAX_CUTS = 8,        /* of many cuts so many are tried alone */
    PAUSE_FINENESS = 16, /* a pause is found to this part of it, */
    PAUSE_LEAST_MS = 10  /* or to this */
};

enum answer { ANSWER_PASSES, ANSWER_FAILS, ANSWER_NONE /* no more can be said */ };

struct bisection {
    struct play *play;
    const struct test_case *test;
    const struct script *script;
    struct outcome *outcome;
    struct variant variant; /* the smallest that is known to fail */
    unsigned plays;
    bool unplayed; /* a play for the last bound could not be made, or told nothing */
    struct outcome_bound bounds[MAX_BOUNDS];
    size_t count;
};

/* The one value of a variant that a search changes. */
typedef void set_value(struct variant *variant, uint64_t value);

static void set_interims(struct variant *variant, uint64_t value)
{
    variant->interims = value;
}

static void set_fill(struct variant *variant, uint64_t value)
{
    variant->fill = value;
}

static void set_wait(struct variant *variant, uint64_t value)
{
    variant->wait_ms = (unsigned)value;
}

/* ------------------------------------------------------------ one play */

static enum answer try_variant(struct bisection *bisection,
                               const struct variant *variant)
{
    struct arena arena;
    struct test_case smaller;
    struct outcome outcome;
    if (bisection->plays == BISECT_MAX_PLAYS) {
        bisection->unplayed = true;
        return ANSWER_NONE;
    }
    bisection->plays++;
    arena_init(&arena);
    variant_make(&arena, bisection->test, bisection->script, bisection->outcome->role,
                 variant, &smaller);
    play_case(bisection->play, &smaller, &outcome);
    enum answer answer = ANSWER_PASSES;
    if (outcome.kind == OUTCOME_ERROR || outcome.kind == OUTCOME_SKIP)
        answer = ANSWER_NONE;
    else if (!outcome_worse(bisection->outcome->kind, outcome.kind))
        answer = ANSWER_FAILS;
    outcome_fini(&outcome);
    arena_fini(&arena);
    bisection->unplayed |= answer == ANSWER_NONE;
    return answer;
}

static enum answer try_value(struct bisection *bisection, set_value *set,
                             uint64_t value)
{
    struct variant variant = bisection->variant;
    set(&variant, value);
    return try_variant(bisection, &variant);
}

static struct outcome_bound *add_bound(struct bisection *bisection, const char *what)
{
    struct outcome_bound *const bound = &bisection->bounds[bisection->count++];
    *bound = (struct outcome_bound){.what = what, .sentence = "", .stable = true};
    bisection->unplayed = false;
    return bound;
}

/* ------------------------------------------------------------ a number */

/* A value that fails, and one below it that passes, brought together. False where no
 * more can be said. */
static bool halve(struct bisection *bisection, set_value *set, uint64_t fineness,
                  struct outcome_bound *bound)
{
    while (bound->fails - bound->passes > fineness) {
        const uint64_t middle = bound->passes + (bound->fails - bound->passes) / 2;
        const enum answer answer = try_value(bisection, set, middle);
        if (answer == ANSWER_NONE)
            return false;
        *(answer == ANSWER_FAILS ? &bound->fails : &bound->passes) = middle;
    }
    return true;
}

/* How much of something it takes. False where nothing can be said. */
static bool search(struct bisection *bisection, set_value *set, uint64_t all,
                   uint64_t fineness, struct outcome_bound *bound)
{
    const enum answer with_none = try_value(bisection, set, 0);
    bound->fails = all;
    if (with_none == ANSWER_NONE)
        return false;
    if (with_none == ANSWER_FAILS) {
        bound->fails = 0;
        set(&bisection->variant, 0);
        return true;
    }
    bound->has_passes = true;
    const bool found = halve(bisection, set, fineness, bound);
    set(&bisection->variant, bound->fails);
    bound->stable = found && try_value(bisection, set, bound->fails) == ANSWER_FAILS &&
                    try_value(bisection, set, bound->passes) == ANSWER_PASSES;
    return true;
}

static const char *told(struct bisection *bisection, const struct outcome_bound *bound,
                        const char *sentence)
{
    const char *const doubt = bisection->unplayed
                                  ? " (not confirmed: it could not be played again)"
                                  : " (not stable: not so when played again)";
    return arena_printf(&bisection->outcome->arena, "%s%s", sentence,
                        bound->stable ? "" : doubt);
}

/* "11 interim responses", "1 interim response". */
static const char *amount(struct bisection *bisection, uint64_t count, const char *one,
                          const char *many)
{
    return arena_printf(&bisection->outcome->arena, "%llu %s",
                        (unsigned long long)count, count == 1 ? one : many);
}

static void search_count(struct bisection *bisection, set_value *set, uint64_t all,
                         const char *one, const char *many)
{
    struct arena *const arena = &bisection->outcome->arena;
    struct outcome_bound *const bound = add_bound(bisection, many);
    if (all == 0 || !search(bisection, set, all, 1, bound)) {
        bisection->count--;
        return;
    }
    if (!bound->has_passes)
        bound->sentence = arena_printf(arena, "fails without any %s, too", one);
    else
        bound->sentence =
            told(bisection, bound,
                 arena_printf(arena, "fails from %s on; %s",
                              amount(bisection, bound->fails, one, many),
                              bound->passes == 0
                                  ? "without one it passes"
                                  : arena_printf(arena, "%llu pass%s",
                                                 (unsigned long long)bound->passes,
                                                 bound->passes == 1 ? "es" : "")));
}

/* ------------------------------------------------------------ a pause */

static void search_pause(struct bisection *bisection, const struct play_config *config,
                         unsigned all_ms)
{
    struct arena *const arena = &bisection->outcome->arena;
    struct outcome_bound *const bound = add_bound(bisection, "pause");
    const unsigned part = all_ms / PAUSE_FINENESS;
    if (all_ms == 0 || !search(bisection, set_wait, all_ms,
                               part > PAUSE_LEAST_MS ? part : PAUSE_LEAST_MS, bound)) {
        bisection->count--;
        return;
    }
    const double scale = config->time_scale / 1000;
    if (!bound->has_passes)
        bound->sentence = "fails without any pause, too";
    else
        bound->sentence = told(
            bisection, bound,
            arena_printf(arena, "fails from a pause of %.2f s on; %.2f s pass",
                         (double)bound->fails * scale, (double)bound->passes * scale));
}

/* ------------------------------------------------------------ segments */

static enum answer try_cuts(struct bisection *bisection, enum variant_cuts cuts,
                            size_t cut)
{
    struct variant variant = bisection->variant;
    variant.cuts = cuts;
    variant.cut = cut;
    return try_variant(bisection, &variant);
}

static void keep_cuts(struct bisection *bisection, enum variant_cuts cuts, size_t cut)
{
    bisection->variant.cuts = cuts;
    bisection->variant.cut = cut;
}

/* Passes in one segment: is one of the cuts enough? */
static void find_cut(struct bisection *bisection, size_t cuts,
                     struct outcome_bound *bound)
{
    bound->stable = try_cuts(bisection, CUTS_NONE, 0) == ANSWER_PASSES;
    bound->sentence =
        told(bisection, bound, "fails with its cuts alone: in one segment it passes");
    for (size_t cut = 0; cut < cuts && cut < MAX_CUTS && cuts > 1; cut++) {
        if (try_cuts(bisection, CUTS_ONE, cut) != ANSWER_FAILS)
            continue;
        keep_cuts(bisection, CUTS_ONE, cut);
        bound->stable &= try_cuts(bisection, CUTS_ONE, cut) == ANSWER_FAILS;
        bound->sentence =
            told(bisection, bound,
                 arena_printf(
                     &bisection->outcome->arena,
                     "fails when cut behind octet %zu alone; in one segment it passes",
                     variant_cut_offset(bisection->script, cut)));
        return;
    }
}

static void search_cuts(struct bisection *bisection, size_t cuts)
{
    const enum answer whole = try_cuts(bisection, CUTS_NONE, 0);
    if (whole == ANSWER_NONE)
        return;
    struct outcome_bound *const bound = add_bound(bisection, "segments");
    bound->has_passes = whole == ANSWER_PASSES;
    bound->fails = bound->has_passes ? 2 : 1;
    bound->passes = bound->has_passes;
    if (bound->has_passes) {
        find_cut(bisection, cuts, bound);
    } else {
        keep_cuts(bisection, CUTS_NONE, 0);
        bound->sentence = "fails without its cuts, too";
    }
}

/* Several responses in one segment: does it take that? */
static void search_apart(struct bisection *bisection)
{
    const enum answer apart = try_cuts(bisection, CUTS_APART, 0);
    if (apart == ANSWER_NONE)
        return;
    struct outcome_bound *const bound = add_bound(bisection, "segments");
    bound->has_passes = apart == ANSWER_PASSES;
    bound->fails = 1;
    if (!bound->has_passes) {
        bound->sentence = "fails with each response in a segment of its own, too";
        return;
    }
    bound->passes = 2;
    bound->stable = try_cuts(bisection, CUTS_APART, 0) == ANSWER_PASSES;
    bound->sentence = told(bisection, bound,
                           "fails when a response comes in the same segment as the one "
                           "before; passes when each has its own");
}

static void search_segments(struct bisection *bisection)
{
    struct arena arena;
    struct test_case smaller;
    struct variant_sizes sizes;
    arena_init(&arena);
    variant_make(&arena, bisection->test, bisection->script, bisection->outcome->role,
                 &bisection->variant, &smaller);
    variant_measure(smaller.rounds, bisection->outcome->role, &sizes);
    arena_fini(&arena);
    if (sizes.cuts > 0)
        search_cuts(bisection, sizes.cuts);
    if (sizes.neighbours > 0)
        search_apart(bisection);
}

/* ------------------------------------------------------------ the whole */

static const struct script *script_shown(const struct test_case *test,
                                         const char *label)
{
    for (size_t at = 0; at < test->round_count; at++)
        if (strcmp(test->rounds[at].label, label) == 0)
            return &test->rounds[at];
    return NULL;
}

static void search_all(struct bisection *bisection, const struct play_config *config)
{
    struct variant_sizes sizes;
    variant_measure(bisection->script, bisection->outcome->role, &sizes);
    search_count(bisection, set_interims, sizes.interims, "interim response",
                 "interim responses");
    search_count(bisection, set_fill, sizes.fill, "octet of filling",
                 "octets of filling");
    search_segments(bisection);
    search_pause(bisection, config, sizes.wait_ms);
}

static void confirm_whole(struct bisection *bisection, const struct play_config *config)
{
    const struct variant whole = VARIANT_WHOLE;
    bisection->variant = whole;
    const enum answer again = try_variant(bisection, &whole);
    if (again == ANSWER_FAILS) {
        search_all(bisection, config);
    } else if (again == ANSWER_PASSES) {
        struct outcome_bound *const bound = add_bound(bisection, "whole");
        bound->stable = false;
        bound->sentence = "not stable: passes when played again";
    }
}

void bisect_outcome(struct play *play, const struct play_config *config,
                    const struct test_case *test, struct outcome *outcome)
{
    struct bisection bisection = {.play = play,
                                  .test = test,
                                  .outcome = outcome,
                                  .script = script_shown(test, outcome->round)};
    if (!bisection.script ||
        (outcome->kind != OUTCOME_FAIL && outcome->kind != OUTCOME_WARN))
        return;
    confirm_whole(&bisection, config);
    struct outcome_bound *const kept =
        ARENA_ARRAY(&outcome->arena, struct outcome_bound, bisection.count + 1);
    memcpy(kept, bisection.bounds, bisection.count * sizeof *kept);
    outcome->bounds = kept;
    outcome->bound_count = bisection.count;
    outcome->bisect_plays = bisection.plays;
}
