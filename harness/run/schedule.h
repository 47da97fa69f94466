/* SPDX-License-Identifier: MIT */
/* Many cases by several threads: in what order they start, and in which they are told.
 *
 * Cases that measure timers, or have a deadline of their own, start first, beside each
 * other, because they may wait; the others follow in catalogue order; those that are
 * `alone` come last, one by one, with nothing else under way. Outcomes are told in
 * catalogue order, each as soon as all before it are. */
#ifndef INTERIM_RUN_SCHEDULE_H
#define INTERIM_RUN_SCHEDULE_H

#include "play/outcome.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How far a schedule is, for a progress line. */
struct schedule_state {
    size_t ended; /* cases that have an outcome, told or not */
    size_t count;
    const struct test_case *running; /* the first of those under way, or NULL */
};

/* All pointers are borrowed during schedule_play. */
struct schedule {
    const struct test_case *const *cases; /* in catalogue order */
    size_t count;
    unsigned jobs;                   /* cases at a time, at least 1 */
    uint64_t seed;                   /* of the order in which they start; 0: as above */
    const volatile int *interrupted; /* where set: start none any more */
    const atomic_bool *stopped;      /* likewise; NULL: never */

    /* Plays one case; called from several threads at once. Fills outcome. */
    void (*play)(void *user, const struct test_case *test, struct outcome *outcome);
    void *play_user;

    /* Called in the thread of schedule_play. told: takes the outcome over (it is on
     * the heap: schedule_outcome_free). watch: some ten times a second. */
    void (*told)(void *user, struct outcome *outcome);
    void (*watch)(void *user, const struct schedule_state *state);
    void *user;
};

/* Plays all cases and returns when every thread has ended. Where the run was
 * interrupted, cases not started, and those that ended as ERROR after that, are left
 * out. */
void schedule_play(const struct schedule *schedule);

/* Frees an outcome handed out by `told`. NULL is fine. */
void schedule_outcome_free(struct outcome **outcome);

#endif
