/* SPDX-License-Identifier: MIT */
/* A run of a JSON report made a run again, so that every writer can write it: one model
 * feeds all formats, also of what was merged. */
#ifndef INTERIM_REPORT_RECALL_H
#define INTERIM_REPORT_RECALL_H

#include "base/err.h"
#include "report/report.h"

#include <stdbool.h>

#include <jansson.h>

/* run and all that it points to live in arena, or are borrowed from the JSON value.
 * What JSON does not hold (the time of the harness itself, how many rounds were left
 * out) is zero. */
struct recall {
    struct arena arena;
    struct report_run run;
};

/* Reads a run that runs_load has accepted. False, with err, where a case of it cannot
 * be read. recall_fini is due in either case; the JSON value has to outlive it. */
bool recall_run(struct recall *recall, const json_t *run, struct err *err);
void recall_fini(struct recall *recall);

#endif
