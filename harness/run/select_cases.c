/* SPDX-License-Identifier: MIT */
/* Selection by role, globs and level; loading with every mistake told. */
#include "run/select_cases.h"

#include "base/root.h"
#include "case/select.h"
#include "oracle/requirement.h"
#include "peer/names.h"
#include "report/explain.h"

/* How strong a level is: the lower, the stronger. */
static unsigned strength(enum level level)
{
    static const unsigned RANK[LEVEL_COUNT] = {
        [LEVEL_MUST] = 0,       [LEVEL_MUST_NOT] = 0, [LEVEL_SHOULD] = 1,
        [LEVEL_SHOULD_NOT] = 1, [LEVEL_MAY] = 2,      [LEVEL_ADVICE] = 3,
    };
    return RANK[level];
}

static bool is_strong_enough(const struct test_case *test, enum role role,
                             enum level least)
{
    const enum requirement requirement = requirement_find(octets_of(test->requirement));
    if (requirement == REQUIREMENT_NONE || role == ROLE_COUNT)
        return true;
    return strength(explain_level(requirement, role)) <= strength(least);
}

/* Every n-th case: neighbours take about as long, so that shards do. */
static bool is_in_shard(const struct run_settings *settings, size_t ordinal)
{
    return settings->shards == 0 || ordinal % settings->shards == settings->shard - 1;
}

const struct test_case **select_cases(const struct catalogue *catalogue,
                                      const struct run_settings *settings,
                                      enum role role, struct arena *arena,
                                      size_t *count)
{
    const struct selection selection = {settings->only, settings->skip, role};
    const struct test_case **cases =
        ARENA_ARRAY(arena, const struct test_case *, catalogue->case_count + 1);
    size_t chosen = 0;
    *count = 0;
    for (size_t at = 0; at < catalogue->case_count; at++) {
        const struct test_case *test = &catalogue->cases[at];
        if (selection_has(&selection, test) &&
            is_strong_enough(test, role, settings->level) &&
            is_in_shard(settings, chosen++))
            cases[(*count)++] = test;
    }
    return cases;
}

static bool matches_any(const struct catalogue *catalogue,
                        const struct selection *selection)
{
    for (size_t at = 0; at < catalogue->case_count; at++)
        if (selection_has(selection, &catalogue->cases[at]))
            return true;
    return false;
}

bool select_check(const struct catalogue *catalogue,
                  const struct run_settings *settings, struct err *err)
{
    for (size_t at = 0; settings->only && settings->only[at]; at++) {
        const char *const one[] = {settings->only[at], NULL};
        const struct selection selection = {one, NULL, ROLE_COUNT};
        if (!matches_any(catalogue, &selection))
            return err_set(err,
                           "--only '%s' matches no case; interim cases list names them",
                           settings->only[at]);
    }
    const struct selection all = {settings->only, settings->skip, ROLE_COUNT};
    if (!matches_any(catalogue, &all))
        return err_set(err,
                       "the selection is empty: --skip leaves none of the %zu "
                       "cases",
                       catalogue->case_count);
    return true;
}

/* ---------------------------------------------------------------- loading */

struct teller {
    run_say *say;
};

static bool complain(void *user, const struct err *mistake)
{
    char text[1024];
    const struct teller *teller = user;
    teller->say(err_format(mistake, text, sizeof text));
    return true;
}

bool select_load(struct catalogue *catalogue, const char *path, run_say *say)
{
    char own[1024];
    struct teller teller = {say};
    struct err err;
    if (!path)
        path = root_path(own, sizeof own, "cases");
    return catalogue_load(catalogue, path, &CASE_NAMES, complain, &teller, &err);
}
