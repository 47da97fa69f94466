/* SPDX-License-Identifier: MIT */
/* Reading JSON values that may be of any shape. */
#ifndef INTERIM_REPORT_JSON_READ_H
#define INTERIM_REPORT_JSON_READ_H

#include <stdint.h>

#include <jansson.h>

/* The string at key, borrowed; "" where there is none. */
const char *json_text(const json_t *object, const char *key);

/* The first element of array whose string at key is text, borrowed; NULL where none is.
 */
json_t *json_find(const json_t *array, const char *key, const char *text);

/* Nanoseconds of a number of milliseconds, to the microsecond; 0 for what is none. */
int64_t json_nanoseconds(const json_t *milliseconds);

/* Cleans every string within value (report/clean.h), whoever wrote it: a string at the
 * key "text", as that of a log, keeps its lines. */
void json_clean_strings(json_t *value);

#endif
