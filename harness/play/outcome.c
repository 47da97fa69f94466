/* SPDX-License-Identifier: MIT */
/* Names of outcomes, their order, and what a breach counts as. */
#include "play/outcome.h"

#include <string.h>

#include "base/ensure.h"

const char *outcome_name(enum outcome_kind kind)
{
    static const char *const NAMES[OUTCOME_KIND_COUNT] = {
        [OUTCOME_PASS] = "PASS", [OUTCOME_INFO] = "INFO", [OUTCOME_WARN] = "WARN",
        [OUTCOME_FAIL] = "FAIL", [OUTCOME_SKIP] = "SKIP", [OUTCOME_ERROR] = "ERROR",
    };
    ENSURE(kind < OUTCOME_KIND_COUNT);
    return NAMES[kind];
}

bool outcome_find(const char *name, enum outcome_kind *kind)
{
    for (unsigned at = 0; at < OUTCOME_KIND_COUNT; at++)
        if (strcmp(outcome_name((enum outcome_kind)at), name) == 0) {
            *kind = (enum outcome_kind)at;
            return true;
        }
    return false;
}

const char *standing_name(enum standing standing)
{
    static const char *const NAMES[STANDING_COUNT] = {
        [STANDING_PLAIN] = "",
        [STANDING_XFAIL] = "XFAIL",
        [STANDING_XPASS] = "XPASS",
        [STANDING_FLAKY] = "FLAKY",
    };
    ENSURE(standing < STANDING_COUNT);
    return NAMES[standing];
}

const char *outcome_word(const struct outcome *outcome)
{
    return outcome->standing == STANDING_PLAIN ? outcome_name(outcome->kind)
                                               : standing_name(outcome->standing);
}

bool outcome_fails(const struct outcome *outcome, bool strict)
{
    switch (outcome->standing) {
    case STANDING_XFAIL:
        return false;
    case STANDING_XPASS:
        return true;
    case STANDING_FLAKY:
        return strict;
    case STANDING_PLAIN:
    case STANDING_COUNT:
        break;
    }
    return outcome->kind == OUTCOME_FAIL || (strict && outcome->kind == OUTCOME_WARN);
}

void outcome_init(struct outcome *outcome, const struct test_case *test, enum role role)
{
    *outcome =
        (struct outcome){.test = test,
                         .role = role,
                         .requirement = requirement_find(octets_of(test->requirement)),
                         .reason = "",
                         .expected = "",
                         .actual = "",
                         .measured = "",
                         .round = "",
                         .known = "",
                         .plays = 1,
                         .plays_bad = 1,
                         .rounds_list = ""};
    arena_init(&outcome->arena);
}

void outcome_fini(struct outcome *outcome)
{
    arena_fini(&outcome->arena);
}

bool outcome_worse(enum outcome_kind a, enum outcome_kind b)
{
    static const unsigned RANK[OUTCOME_KIND_COUNT] = {
        [OUTCOME_SKIP] = 0, [OUTCOME_PASS] = 1, [OUTCOME_INFO] = 2,
        [OUTCOME_WARN] = 3, [OUTCOME_FAIL] = 4, [OUTCOME_ERROR] = 5,
    };
    return RANK[a] > RANK[b];
}

enum outcome_kind outcome_of_breach(enum requirement requirement, enum role role)
{
    static const enum outcome_kind KINDS[LEVEL_COUNT] = {
        [LEVEL_MUST] = OUTCOME_FAIL,   [LEVEL_MUST_NOT] = OUTCOME_FAIL,
        [LEVEL_SHOULD] = OUTCOME_WARN, [LEVEL_SHOULD_NOT] = OUTCOME_WARN,
        [LEVEL_MAY] = OUTCOME_INFO,    [LEVEL_ADVICE] = OUTCOME_INFO,
    };
    if (requirement == REQUIREMENT_NONE)
        return OUTCOME_FAIL; /* of no requirement: a look at the target */
    const struct requirement_row *row = requirement_row(requirement);
    return KINDS[role == ROLE_GATEWAY ? row->gateway : row->level];
}
