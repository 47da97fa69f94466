/* SPDX-License-Identifier: MIT */
/* A whole run: the catalogue against one target after another, into the reports that
 * were asked for, with progress for people and an exit status for machines.
 *
 *     run_open -> for each target: run_target or run_unavailable -> run_close
 */
#ifndef INTERIM_RUN_RUN_H
#define INTERIM_RUN_RUN_H

#include "base/err.h"
#include "case/catalogue.h"
#include "play/play.h"
#include "report/report.h"
#include "run/sink.h"
#include "run/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RUN_JOBS = 16 };

/* Tells the user one sentence, at once. */
typedef void run_say(const char *sentence);

/* What is asked of a run, whatever the targets. All borrowed until run_close. */
struct run_settings {
    const char *cases;       /* folder or file; NULL: the suite's own catalogue */
    const char *const *only; /* as struct selection */
    const char *const *skip;
    enum level level; /* requirements of at least this level; LEVEL_ADVICE: all */
    const struct sink_request *reports; /* none: text on standard output */
    size_t report_count;
    struct report_style style;
    uint64_t jobs;                        /* cases at a time */
    unsigned shard, shards;               /* the shard-th, from 1, of so many; 0: all */
    uint64_t seed;                        /* of the order of play; 0: the catalogue's */
    uint64_t repeat, retry;               /* as struct again */
    const char *before_case, *after_case; /* commands around each case; NULL: none */
    bool bisect;                          /* look for the least that still fails */
    bool fail_fast;             /* no case is begun after the first that fails */
    const char *baseline;       /* file; NULL: nothing is known */
    const char *write_baseline; /* file to be written at the end; NULL: none */
    bool strict;                /* a WARN fails */
    uint64_t min;               /* fewer cases run than this fail */
    run_say *say;               /* tells the user one line, when something goes wrong */
    size_t targets; /* how many calls of run_target or run_unavailable will come */
};

/* One target, as the player and the report need it. Borrowed during the call. */
struct run_target {
    const char *name;                 /* for people */
    const char *version;              /* NULL: as the player learns it */
    const char *command;              /* as struct report_run */
    const char *arguments;            /* likewise */
    const char *log;                  /* path of its log; NULL: not known */
    const struct play_config *config; /* jobs and interrupted are set by the run */
};

struct run;

/* Loads the catalogue, opens the reports, takes over SIGINT, SIGTERM and SIGPIPE. NULL
 * after a bad case file, an empty selection or a report that cannot be written: all of
 * it was told, and is STATUS_USAGE. */
struct run *run_open(const struct run_settings *settings);

/* Tests one target. Whatever goes wrong is told, and stands in the reports,
 * and is part of the status of run_close. Returns at once after an interruption. */
void run_target(struct run *run, const struct run_target *target);

/* The same for a target that is not there: skipped (not installed: nothing applied) or
 * not (it did not start: it could not be tested). */
void run_unavailable(struct run *run, const struct run_target *target, bool skipped,
                     const char *reason);

/* true after Ctrl-C, or where nobody reads the reports any more: start no further
 * target. */
bool run_interrupted(const struct run *run);

/* Completes the reports and returns the exit status of it all. Frees *run. */
enum status run_close(struct run **run);

#endif
