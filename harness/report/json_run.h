/* SPDX-License-Identifier: MIT */
/* One run as a JSON value; reports/run.schema.json is its contract. */
#ifndef INTERIM_REPORT_JSON_RUN_H
#define INTERIM_REPORT_JSON_RUN_H

#include "report/report.h"

#include <jansson.h>

/* The version of this format. Programs that know it read whatever has the same one:
 * members are added without a new one; it grows where one is taken away or means
 * something else. */
enum { JSON_RUN_FORMAT = 1 };

/* The run with all that is known of its cases; the caller's to json_decref. */
json_t *json_run(const struct report_run *run);

/* A string of clean_text; the caller's to json_decref. */
json_t *json_clean(const char *text);

/* Appends a value to out, indented by indent columns (0: in one line). */
void json_add(struct buf *out, const json_t *value, unsigned indent);

#endif
