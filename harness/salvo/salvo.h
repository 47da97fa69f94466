/* SPDX-License-Identifier: MIT */
/* Fuzzing a live target: inputs made and mutated, one after the other, each judged by
 * the oracle; what shows a new sequence of events is kept and mutated again; findings
 * are told apart by requirement and shape, made small, and tried ten times. */
#ifndef INTERIM_SALVO_SALVO_H
#define INTERIM_SALVO_SALVO_H

#include "base/err.h"
#include "play/play.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SALVO_TRIES = 10, SALVO_JOBS = 8 };

struct salvo_plan {
    const struct play_config *config;
    const char *folder; /* what is left on disk (salvo/claim.h) */
    const char *title;  /* the command line, for the journal and for findings */
    uint64_t seed;
    uint64_t runs;      /* at most so many inputs; 0: no limit */
    unsigned limit_ms;  /* at most so long; 0: no limit */
    unsigned jobs;      /* inputs on their way at a time; 0: SALVO_JOBS */
    bool first;         /* stop at the first finding of level must or must-not */
    const char *replay; /* a journal to follow, or one input to try ten times; NULL */
    void (*say)(const char *sentence); /* what is found, as it is; may be NULL */
};

struct salvo_summary {
    uint64_t inputs, exchanges;
    int64_t spent_ns;
    size_t kept;      /* inputs that showed a new sequence of events */
    size_t findings;  /* told apart */
    size_t binding;   /* of level must and must-not, and shown again at least once */
    size_t unstable;  /* not shown ten times out of ten */
    size_t vanished;  /* seen once, and not in ten tries: no findings */
    int64_t first_ns; /* when the first binding one was seen, from the start; 0: none */
    uint64_t first_input;
    unsigned revivals;
    bool interrupted;
    bool lost;          /* the target was gone and could not be brought back */
    unsigned before;    /* findings of an earlier run are in FOLDER/before-N; 0: none */
    bool failed;        /* a file cannot be written, or a journal not be read on: */
    struct err failure; /* why */
};

/* Runs until a limit, an interruption, or the loss of the target. False with err where
 * it could not begin. */
bool salvo_run(const struct salvo_plan *plan, struct salvo_summary *summary,
               struct err *err);

#endif
