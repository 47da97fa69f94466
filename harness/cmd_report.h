/* SPDX-License-Identifier: MIT */
/* The forms of `interim report`, and what they share. */
#ifndef INTERIM_CMD_REPORT_H
#define INTERIM_CMD_REPORT_H

#include "base/buf.h"
#include "run/options.h"

#include <stdbool.h>

#include <jansson.h>

enum { REPORT_MAX_OCTETS = 1 << 30 };

/* Reads a JSON report into runs; false where it was told why not. */
bool report_load(json_t *runs, const char *path);

/* Writes out to the file, or to standard output; an exit status. */
int report_write_out(const char *path, const struct buf *out);

/* Of a form that writes one file: which; NULL for standard output. */
const char *report_path(const struct options *options);

/* merge FILE...; an exit status. */
int report_merge(const struct options *options);

/* reproduce FILE CASE; an exit status. */
int report_reproduce(const struct options *options);

/* pcap FILE [CASE]; an exit status. */
int report_pcap(const struct options *options);

#endif
