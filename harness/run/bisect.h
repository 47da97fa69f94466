/* SPDX-License-Identifier: MIT */
/* The least that still fails: of a case that failed, how many interim responses,
 * octets, segments and how long a pause it takes. */
#ifndef INTERIM_RUN_BISECT_H
#define INTERIM_RUN_BISECT_H

#include "play/play.h"

enum { BISECT_MAX_PLAYS = 40 }; /* of one case */

/* Plays smaller scripts of the round that outcome shows (FAIL or WARN), one property
 * after the other, each by halving, and adds what it found to outcome: bounds and
 * bisect_plays. First the whole is played once more; where it does not fail then, that
 * is all that is said. Each bound is confirmed by one more play on either side; where
 * these differ it is not stable. At most BISECT_MAX_PLAYS plays, the same ones for the
 * same answers. Nothing is done for a case that searches a limit itself. */
void bisect_outcome(struct play *play, const struct play_config *config,
                    const struct test_case *test, struct outcome *outcome);

#endif
