/* SPDX-License-Identifier: MIT */
/* A case as it was understood, for people. */
#ifndef INTERIM_CASE_DESCRIBE_H
#define INTERIM_CASE_DESCRIBE_H

#include "base/buf.h"
#include "case/script.h"

/* Appends all that is known of the case, and the steps of round number `round` (from 0)
 * with visible octets. */
void describe_case(struct buf *out, const struct test_case *test, size_t round);

/* Appends one line: id, roles, the first sentence of why. */
void describe_line(struct buf *out, const struct test_case *test);

#endif
