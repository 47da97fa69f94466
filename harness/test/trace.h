/* SPDX-License-Identifier: MIT */
/* Plays a vector into the oracle and writes down what it says, a line each. */
#ifndef INTERIM_TEST_TRACE_H
#define INTERIM_TEST_TRACE_H

#include "base/buf.h"
#include "test/vector.h"

#include <stddef.h>

/* Feeds the vector's responses in pieces: cut after so many octets of all of them, and
 * in pieces of at most `piece` octets (SIZE_MAX: whole). Every piece lies in a heap
 * block of its exact size. Appends the trace in the format of an expect fence. */
void trace_vector(const struct vector *vector, size_t cut, size_t piece,
                  struct buf *trace);

#endif
