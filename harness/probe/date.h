/* SPDX-License-Identifier: MIT */
/* The Date of a message as a number (RFC 9110 section 5.6.7). */
#ifndef INTERIM_PROBE_DATE_H
#define INTERIM_PROBE_DATE_H

#include "base/octets.h"

#include <stdbool.h>
#include <stdint.h>

/* Reads an IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT", the one form that is sent
 * today, as seconds since 1970. False where it is none. */
bool date_read(struct octets text, int64_t *seconds);

#endif
