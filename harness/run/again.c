/* SPDX-License-Identifier: MIT */
/* The worst of several plays is what is shown. */
#include "run/again.h"

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

void again_play(const struct again *again, struct play *play,
                const struct test_case *test, struct outcome *outcome)
{
    play_case(play, test, outcome);
    for (uint64_t time = 1; time < again->repeat; time++)
        play_more(play, test, outcome);
    if (again->repeat <= 1 &&
        (outcome_fails(outcome, again->strict) || outcome->kind == OUTCOME_ERROR))
        retry(again, play, test, outcome);
}
