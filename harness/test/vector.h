/* SPDX-License-Identifier: MIT */
/* Vectors of the oracle: literate Markdown, one file a requirement. The format is
 * described in vectors/README.md. */
#ifndef INTERIM_TEST_VECTOR_H
#define INTERIM_TEST_VECTOR_H

#include "base/arena.h"
#include "base/octets.h"
#include "oracle/oracle.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VECTOR_MAX_STEPS = 16 };

struct vector_step {
    bool is_request;
    int64_t at_ns;
    struct octets octets; /* decoded */
};

struct vector {
    const char *file;
    int line;
    struct octets name;
    struct octets why;
    struct vector_step steps[VECTOR_MAX_STEPS];
    size_t step_count;
    enum oracle_end end;
    int64_t end_ns;
    struct octets expect; /* the fence's text */
    struct vector *next;
};

/* All vectors below the folder, in the order of file names, linked. Aborts with a
 * message where a file cannot be read: they are our own. */
struct vector *vectors_load(struct arena *arena, const char *folder);

#endif
