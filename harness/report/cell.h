/* SPDX-License-Identifier: MIT */
/* Text in a cell of a Markdown table: no bar, no line end, no markup of its own. */
#ifndef INTERIM_REPORT_CELL_H
#define INTERIM_REPORT_CELL_H

#include "base/buf.h"

/* Appends text with all that means something to Markdown or HTML made literal, and
 * control characters as spaces. */
void cell_add(struct buf *out, const char *text);

#endif
