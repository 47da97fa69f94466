/* SPDX-License-Identifier: MIT */
/* A case played more than once: to find what comes and goes, or to tell it apart. */
#ifndef INTERIM_RUN_AGAIN_H
#define INTERIM_RUN_AGAIN_H

#include "play/play.h"

#include <stdbool.h>
#include <stdint.h>

struct again {
    uint64_t repeat; /* plays of every case; 0 and 1: one */
    uint64_t retry;  /* more plays, at most, where the first failed */
    bool strict;     /* a WARN is a failure */
};

/* Plays test, and again as asked. The outcome is the first of the worst, and says how
 * many plays there were. Where a retry was better than that it is FLAKY; where a
 * repetition was it is not: who repeats wants the worst to count. */
void again_play(const struct again *again, struct play *play,
                const struct test_case *test, struct outcome *outcome);

#endif
