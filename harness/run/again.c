/* SPDX-License-Identifier: MIT */
/* The worst of several plays is what is shown. */
#include "run/again.h"

enum { BELIEVED_AFTER = 8 };

/* Takes one more play over. */
static void take(struct outcome *outcome, struct outcome *next)
{
    const unsigned plays = outcome->plays + 1;
    unsigned bad = outcome->plays_bad;
    if (outcome_worse(next->kind, outcome->kind)) {
        outcome_fini(outcome);
        *outcome = *next;
        bad = 1;
    } else {
        bad += next->kind == outcome->kind;
        outcome_fini(next);
    }
    outcome->plays = plays;
    outcome->plays_bad = bad;
}

static void play_more(struct play *play, const struct test_case *test,
                      struct outcome *outcome)
{
    struct outcome next;
    play_case(play, test, &next);
    take(outcome, &next);
}

/* Once one play was better there is nothing more to find out. */
static void retry(const struct again *again, struct play *play,
                  const struct test_case *test, struct outcome *outcome)
{
    for (uint64_t time = 0; time < again->retry; time++) {
        play_more(play, test, outcome);
        if (outcome->plays_bad < outcome->plays) {
            outcome->standing = STANDING_FLAKY;
            return;
        }
    }
}

static bool is_believed(struct again *again)
{
    return atomic_load(&again->refuted) == 0 &&
           atomic_load(&again->confirmed) >= BELIEVED_AFTER;
}

/* Is the target silent, or the machine busy? */
static void confirm(struct again *again, struct play *play,
                    const struct test_case *test, struct outcome *outcome)
{
    struct outcome next;
    play_case(play, test, &next);
    if (!outcome_worse(outcome->kind, next.kind)) {
        atomic_fetch_add(&again->confirmed, 1);
        outcome_fini(&next);
        return;
    }
    atomic_fetch_add(&again->refuted, 1);
    outcome_fini(outcome);
    *outcome = next;
    outcome->standing = STANDING_FLAKY;
    outcome->plays = 2;
    if (outcome->reason[0] == '\0')
        outcome->reason = "too late when first played, in time when played again: the "
                          "machine or the target was busy";
}

void again_play(struct again *again, struct play *play, const struct test_case *test,
                struct outcome *outcome)
{
    play_case(play, test, outcome);
    for (uint64_t time = 1; time < again->repeat; time++)
        play_more(play, test, outcome);
    if (again->repeat > 1)
        return;
    if (outcome->late && !is_believed(again) &&
        (outcome->kind == OUTCOME_FAIL || outcome->kind == OUTCOME_ERROR))
        confirm(again, play, test, outcome);
    if (outcome->standing == STANDING_PLAIN &&
        (outcome_fails(outcome, again->strict) || outcome->kind == OUTCOME_ERROR))
        retry(again, play, test, outcome);
}
