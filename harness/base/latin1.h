/* SPDX-License-Identifier: MIT */
/* Octets as text: one character of ISO 8859-1 for each octet, in UTF-8, and back. */
#ifndef INTERIM_BASE_LATIN1_H
#define INTERIM_BASE_LATIN1_H

#include "base/buf.h"
#include "base/octets.h"

/* Appends octets as UTF-8, one or two octets for each; any input is well-formed text.
 */
void latin1_to_utf8(struct buf *out, struct octets octets);

/* Appends text in UTF-8, a character up to U+00FF as its octet; what is beyond stays.
 */
void latin1_from_utf8(struct buf *out, struct octets text);

#endif
