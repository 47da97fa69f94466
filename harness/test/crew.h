/* SPDX-License-Identifier: MIT */
/* Many threads over one list of tasks, most of which wait: few of them busy at a time.
 */
#ifndef INTERIM_TEST_CREW_H
#define INTERIM_TEST_CREW_H

#include <stddef.h>

/* A task: its number, from 0. */
typedef void crew_task(void *user, size_t number);

/* Performs tasks 0 to count - 1, each once and in any order, in up to `workers` (at
 * most 64) threads. A task begins where fewer than `busy` have begun within the last
 * moment: one that takes longer is taken to wait for a deadline, and leaves its place
 * to another. So a machine with few cores is not asked for more than it can do, and
 * what waits costs no time. Returns when all are done. */
void crew_run(size_t count, unsigned workers, unsigned busy, crew_task *task,
              void *user);

#endif
