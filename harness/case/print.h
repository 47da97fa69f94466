/* SPDX-License-Identifier: MIT */
/* A case as the text of a case file: what catalogue_load reads back. */
#ifndef INTERIM_CASE_PRINT_H
#define INTERIM_CASE_PRINT_H

#include "base/buf.h"
#include "case/script.h"

#include <stddef.h>

/* Appends a file with this one case, round number `round` (from 0) of it without `for`.
 * Reading it gives the same script; places, labels and the layout of prose are gone.
 * Where escapes hid the beginning of a message from the reader, it may be found now. */
void print_case(struct buf *out, const struct test_case *test, size_t round);

/* Appends the lines of a fence of octets. */
void print_pieces(struct buf *out, const struct piece *pieces, size_t count);

/* Appends text so that it stands for itself as prose. */
void print_prose(struct buf *out, struct octets text);

#endif
