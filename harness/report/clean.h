/* SPDX-License-Identifier: MIT */
/* Text that may hold anything, made fit for a report: valid UTF-8, one line. */
#ifndef INTERIM_REPORT_CLEAN_H
#define INTERIM_REPORT_CLEAN_H

#include "base/arena.h"
#include "base/buf.h"

/* Appends text with all that is no printable character of UTF-8 (control characters of
 * either kind, broken sequences, surrogates, noncharacters) as \xNN. What is already
 * quoted stays as it is. Legal content of a JSON string and of XML, once these have
 * escaped their own delimiters. */
void clean_text(struct buf *out, const char *text);
void clean_octets(struct buf *out, struct octets text);

/* clean_text between double quotes, with \" and \\ as JSON and YAML read them. */
void clean_string(struct buf *out, const char *text);

/* A cleaned copy; NUL-terminated, owned by arena. */
const char *clean_copy(struct arena *arena, const char *text);

#endif
