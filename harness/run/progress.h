/* SPDX-License-Identifier: MIT */
/* The live line on a terminal: how many cases have ended, and what is under way. */
#ifndef INTERIM_RUN_PROGRESS_H
#define INTERIM_RUN_PROGRESS_H

#include "report/report.h"
#include "run/schedule.h"

#include <stdbool.h>
#include <stdint.h>

enum { PROGRESS_MAX_OCTETS = 512 };

/* Caller's storage. Standard error is written to only where it is a terminal, and no
 * dumb one. */
struct progress {
    bool on;
    bool shown; /* a line stands on the terminal, */
    size_t len; /* these octets: */
    unsigned char last[PROGRESS_MAX_OCTETS];
    int64_t next_ns; /* not to be drawn again before */
};

/* off: never, whatever standard error is. */
void progress_init(struct progress *progress, bool off);

/* Draws the line anew, ten times a second at most. failed, warned: outcomes told so
 * far. */
void progress_show(struct progress *progress, const struct schedule_state *state,
                   size_t failed, size_t warned);

/* Takes the line away, before anything else is written to the terminal. */
void progress_clear(struct progress *progress);

#endif
