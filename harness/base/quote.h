/* SPDX-License-Identifier: MIT */
/* Visible octets: the one way in which wire data is printed, and read back. */
#ifndef INTERIM_BASE_QUOTE_H
#define INTERIM_BASE_QUOTE_H

#include "base/buf.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends octets as printable ASCII: \r \n \t \0 \\ and \xNN (two lower-case hex
 * digits) for what is not 0x20 to 0x7e. Nothing else is escaped, so that the result of
 * any input is one line. */
void quote_encode(struct buf *out, struct octets octets);

/* How many characters quote_encode writes for this octet (1, 2 or 4). */
size_t quote_width(unsigned char octet);

/* Reads one escape at the start of text, whose first octet is a backslash: \r \n \t \0
 * \\ or \xNN. Returns its length in characters (2 or 4) and sets *octet; 0 where it is
 * none of these. */
size_t quote_decode(struct octets text, unsigned char *octet);

#endif
