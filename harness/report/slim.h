/* SPDX-License-Identifier: MIT */
/* Runs made small enough to be kept and shown by the hundred. */
#ifndef INTERIM_REPORT_SLIM_H
#define INTERIM_REPORT_SLIM_H

#include <jansson.h>

/* Empties, in a run of run.schema.json, the transcript and the explanation of each case
 * that nobody has to be convinced of (PASS, SKIP, INFO), and cuts what a transcript of
 * the others holds beyond some 60 entries of some 2,000 characters. The run is still
 * valid. */
void slim_run(json_t *run);

#endif
