/* SPDX-License-Identifier: MIT */
/* Looking into a complete header section (start line, field lines, empty line): views
 * for reports, peers and expectations. It finds; it does not judge. */
#ifndef INTERIM_ORACLE_HEAD_H
#define INTERIM_ORACLE_HEAD_H

#include "base/octets.h"

#include <stdbool.h>

/* The start line without its line end. All views borrow from head. */
struct octets head_start_line(struct octets head);

/* Word number n (from 0) of the start line, split at single spaces: method, target and
 * version of a request; version, status and first word of the reason of a response.
 * Empty where there is none. */
struct octets head_word(struct octets head, unsigned n);

/* The status code of a response head, 0 where it has none. */
unsigned head_status(struct octets head);

/* Field line number n (from 0): name and trimmed value. Returns false past the last.
 * Lines without a colon are passed over. */
bool head_field(struct octets head, unsigned n, struct octets *name,
                struct octets *value);

/* The value of the first field with this name (any case). False where it is absent. */
bool head_find(struct octets head, struct octets name, struct octets *value);

/* true where a comma-separated element of any field with this name equals token, in any
 * case, parameters (after ";") ignored. */
bool head_has_token(struct octets head, struct octets name, struct octets token);

/* Octets of the first complete header section in stream, with its empty line; 0 where
 * it is not complete yet. Accepts bare LF as a line end. */
size_t head_length(struct octets stream);

#endif
