/* SPDX-License-Identifier: MIT */
/* The report as one self-contained page: runs as data, and a script that shows them. */
#ifndef INTERIM_REPORT_PAGE_H
#define INTERIM_REPORT_PAGE_H

#include "base/buf.h"

#include <stdbool.h>

#include <jansson.h>

/* Appends the page in pieces: its beginning, with the style and the table of
 * requirements; each run (of run.schema.json); and its end, with the script. The parts
 * of the page lie in the suite's reports/page/; where one cannot be read, the page says
 * so. Nothing that a run holds can break out of the data. reproducers: what failed
 * carries a program that shows it again (report/reproduce.h), which is for one run; of
 * many the page would grow too large. */
void page_open(struct buf *out);
void page_run(struct buf *out, json_t *run, bool first, bool reproducers);
void page_close(struct buf *out);

#endif
