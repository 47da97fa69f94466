/* SPDX-License-Identifier: MIT */
/* Runs of several JSON reports: read, united, compared. */
#ifndef INTERIM_REPORT_RUNS_H
#define INTERIM_REPORT_RUNS_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

#include <jansson.h>

/* Appends the runs of the JSON report at path ("-": standard input) to runs, an array.
 * A run of a target and role that is there already is united with it, so that the
 * shards of one run become one: its cases are joined, and verdicts and counts made
 * anew. False with err where the file cannot be read, is no such report, or tells of a
 * case that is there already (nothing is counted twice). */
bool runs_load(json_t *runs, const char *path, struct err *err);

/* Fills the run's requirements and summary from its cases. */
void runs_judge(json_t *run);

/* Appends what differs between two sets of runs to out, in lines for people, the worse
 * first. Returns how many verdicts of cases are worse in after than in before. Cases
 * and targets that only one has are listed, and are not worse. */
size_t runs_diff(const json_t *before, const json_t *after, struct buf *out);

/* Appends a table in Markdown: targets by requirements, with a verdict each. */
void runs_matrix(const json_t *runs, struct buf *out);

#endif
