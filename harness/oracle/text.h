/* SPDX-License-Identifier: MIT */
/* Runs of octets of one kind at the start of a view. */
#ifndef INTERIM_ORACLE_TEXT_H
#define INTERIM_ORACLE_TEXT_H

#include "base/octets.h"

#include <stddef.h>

/* How many octets at the start of view may stand in a token (RFC 9110 section 5.6.2).
 */
size_t token_run(struct octets view);

/* How many octets at the start of view may stand in a field value or a reason phrase:
 * VCHAR, obs-text, SP, HTAB. */
size_t text_run(struct octets view);

#endif
