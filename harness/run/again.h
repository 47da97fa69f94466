/* SPDX-License-Identifier: MIT */
/* A case played more than once: to find what comes and goes, or to tell it apart. */
#ifndef INTERIM_RUN_AGAIN_H
#define INTERIM_RUN_AGAIN_H

#include "play/play.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct again {
    uint64_t repeat; /* plays of every case; 0 and 1: one */
    uint64_t retry;  /* more plays, at most, where the first failed */
    bool strict;     /* a WARN is a failure */
    /* Of this target so far: failures for want of an answer in time that were the same
     * when played again, and that were not. Zero at first. */
    atomic_uint confirmed, refuted;
};

/* Plays test, and again as asked. The outcome is the first of the worst, and says how
 * many plays there were. Where a retry was better than that it is FLAKY; where a
 * repetition was it is not: who repeats wants the worst to count.
 *
 * A failure because nothing came in time is played once more without being asked: where
 * that is better, the machine or the target was busy, and the outcome is that one,
 * FLAKY. With the same deadline: with more patience, timers of the target's own would
 * end what it left hanging. A target that was found silent often enough, and
 * never only slow, is believed at once. May be called from several threads at once. */
void again_play(struct again *again, struct play *play, const struct test_case *test,
                struct outcome *outcome);

#endif
