/* SPDX-License-Identifier: MIT */
/* Our own documents, which are Markdown, as text for a terminal or as a manual page.
 * Not for Markdown of others: it knows headings, paragraphs of one line, indented and
 * fenced code, lists and tables, and of marks within a line code, emphasis and links.
 */
#ifndef INTERIM_REPORT_GUIDE_H
#define INTERIM_REPORT_GUIDE_H

#include "base/buf.h"

#include <stdbool.h>

enum guide_style { GUIDE_TEXT, GUIDE_MANUAL };

/* Appends the section of document under this heading, deeper ones included; under its
 * title (level 1) what stands before the next heading; NULL: all of it. False, and
 * nothing, where there is no such heading. */
bool guide_section(struct buf *out, struct octets document, const char *heading,
                   enum guide_style style);

/* Appends one paragraph, or a term and what is said of it. */
void guide_paragraph(struct buf *out, struct octets text, enum guide_style style);
void guide_entry(struct buf *out, struct octets term, struct octets text,
                 enum guide_style style);

/* Appends text as it is, line by line. */
void guide_code(struct buf *out, struct octets text, enum guide_style style);

/* Appends a heading of level 1 or 2. */
void guide_heading(struct buf *out, struct octets text, unsigned level,
                   enum guide_style style);

#endif
