/* SPDX-License-Identifier: MIT */
/* How long an answer that is due is waited for: learned from how long the target took
 * before, so that what never comes does not cost seconds each time.
 *
 * What did not come within that is a suspicion. Who claims that it never comes has
 * waited the whole time (salvo/found.c); where it came after all, this is told. */
#ifndef INTERIM_SALVO_PATIENCE_H
#define INTERIM_SALVO_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

struct patience {
    bool learns;                   /* else the whole time, always */
    bool whole;                    /* the whole time, for now */
    bool careful;                  /* a finding is tried again: longer pauses */
    int slack_ms;                  /* what the machine may take */
    int least_ms;                  /* a suspicion was wrong: at least so long */
    unsigned count;                /* answers of this block */
    bool known;                    /* there were enough to learn from */
    int64_t slowest_ns, before_ns; /* answer of this block, of the one before */
};

/* An answer came after so long. */
void patience_learn(struct patience *patience, int64_t waited_ns);

/* How long to wait, at most all_ms. */
int patience_ms(const struct patience *patience, int all_ms);

/* How long the target is given to read what was sent, so that what follows is read by
 * itself: short, for not every input is worth it. */
int patience_pause_ms(const struct patience *patience);

/* What seemed never to come took no longer than the slowest answer that was learned. */
void patience_was_wrong(struct patience *patience);

#endif
