/* SPDX-License-Identifier: MIT */
/* Judging one outcome of a reference peer: what it may break, and what it has to. */
#include "test/verdict.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_OCTETS = 1024 };

const char *suspect_id(const struct suspect *suspect)
{
    return suspect->fault == FAULT_NONE ? "honest" : fault_row(suspect->fault)->id;
}

bool suspect_is_named(const struct suspect *suspect, const struct test_case *test)
{
    for (size_t at = 0; at < test->fault_count; at++)
        if (test->faults[at].role == suspect->role &&
            strcmp(test->faults[at].fault, suspect_id(suspect)) == 0)
            return true;
    return false;
}

void complain(struct buf *complaints, const struct suspect *suspect, const char *test,
              const char *what)
{
    buf_printf(complaints, "%s %s: %s: %s\n", role_name(suspect->role),
               suspect_id(suspect), test, what);
}

/* Complains of an outcome with all that was seen. */
static void complain_of(struct buf *complaints, const struct suspect *suspect,
                        const struct outcome *outcome, const char *what)
{
    char text[TEXT_OCTETS];
    snprintf(text, sizeof text, "%s: %s (%s) [%s] %s; expected %s; actual %s", what,
             outcome_name(outcome->kind), requirement_row(outcome->requirement)->id,
             outcome->round, outcome->reason, outcome->expected, outcome->actual);
    complain(complaints, suspect, outcome->test->id, text);
}

/* true for an outcome that blames the target. */
static bool blames(enum outcome_kind kind)
{
    return kind == OUTCOME_FAIL || kind == OUTCOME_WARN || kind == OUTCOME_INFO;
}

/* true for one that a fault has to list. */
static bool matters(enum outcome_kind kind)
{
    return kind == OUTCOME_FAIL || kind == OUTCOME_WARN;
}

/* Complains where the fault broke a requirement that it does not list. */
static void judge_broken(struct buf *complaints, const struct suspect *suspect,
                         const struct outcome *outcome, enum requirement broken)
{
    char text[TEXT_OCTETS];
    const char *const id = requirement_row(broken)->id;
    if (fault_may_break(suspect->fault, id))
        return;
    snprintf(text, sizeof text, "breaks %s unlisted", id);
    complain_of(complaints, suspect, outcome, text);
}

static bool was_found(const struct outcome *outcome, enum requirement due)
{
    for (size_t at = 0; at < outcome->finding_count; at++)
        if (outcome->findings[at].requirement == due)
            return true;
    return false;
}

/* Content that is taken for a request gets an answer of its own. Where that comes
 * before our next request it answers none, and the oracle says so; where it comes
 * behind, it answers that. Which of the two is the target's race, and both are the same
 * breach. */
static bool shows_as_answer_to_none(const struct suspect *suspect,
                                    const struct outcome *outcome, enum requirement due)
{
    const enum requirement seen = outcome->requirement;
    return (due == REQUIREMENT_PROXY_EXPECT_EARLY ||
            due == REQUIREMENT_CONTINUE_EARLY_FINAL_FRAMING) &&
           outcome->kind == OUTCOME_FAIL &&
           (seen == REQUIREMENT_EXCHANGE_ONE_FINAL ||
            seen == REQUIREMENT_EXCHANGE_SOLICITED) &&
           fault_may_break(suspect->fault, requirement_row(seen)->id);
}

/* The case names this fault: it has to be worth what a breach of its requirement is. */
static void judge_claim(struct buf *complaints, const struct suspect *suspect,
                        const struct outcome *outcome)
{
    const enum requirement due =
        requirement_find(octets_of(outcome->test->requirement));
    const enum outcome_kind kind = outcome_of_breach(due, suspect->role);
    const bool shown = outcome->requirement == due && blames(outcome->kind) &&
                       !outcome_worse(kind, outcome->kind);
    /* Advice that is not followed may break more than advice. */
    const bool worse =
        outcome_worse(outcome->kind, kind) && outcome->kind != OUTCOME_ERROR &&
        fault_may_break(suspect->fault, requirement_row(outcome->requirement)->id);
    if (!shown && !was_found(outcome, due) && !worse &&
        !shows_as_answer_to_none(suspect, outcome, due))
        complain_of(complaints, suspect, outcome, "not caught");
}

bool verdict_of(struct buf *complaints, const struct suspect *suspect,
                const struct outcome *outcome, bool broken[REQUIREMENT_COUNT])
{
    bool explained = false;
    if (suspect->fault == FAULT_NONE) {
        if (outcome->kind != OUTCOME_PASS)
            complain_of(complaints, suspect, outcome, "does not pass");
        return false;
    }
    if (suspect_is_named(suspect, outcome->test))
        judge_claim(complaints, suspect, outcome);
    if (outcome->kind == OUTCOME_ERROR)
        complain_of(complaints, suspect, outcome, "cannot be played");
    for (size_t at = 0; at < outcome->finding_count; at++) {
        const enum requirement found = outcome->findings[at].requirement;
        if (!matters(outcome->findings[at].kind))
            continue;
        judge_broken(complaints, suspect, outcome, found);
        broken[found] = true;
        explained = true;
    }
    /* What the oracle found explains a pattern that does not match; where it found
     * nothing the case's own requirement is what broke. */
    if (matters(outcome->kind) && !explained) {
        judge_broken(complaints, suspect, outcome, outcome->requirement);
        broken[outcome->requirement] = true;
    }
    return blames(outcome->kind);
}
