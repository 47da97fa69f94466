/* SPDX-License-Identifier: MIT */
/* `for:` lines: variables, their values, the rounds that they make, and putting a
 * round's values in the place of {name}. */
#ifndef INTERIM_CASE_VARIABLE_H
#define INTERIM_CASE_VARIABLE_H

#include "case/source.h"

#include <stdbool.h>
#include <stddef.h>

enum { VARIABLES_MAX = 4, ROUNDS_MAX = 2000 };

struct variable {
    struct text name;
    struct octets *values;
    size_t count;
    size_t now; /* index of this round's value */
    bool used;  /* {name} was met */
};

struct variables {
    struct variable list[VARIABLES_MAX];
    size_t count;
};

/* Reads what stands behind `for:`: NAME = VALUE, VALUE except VALUE, VALUE. */
bool variable_read(struct variables *variables, struct text text, struct arena *arena,
                   struct mistakes *mistakes);

/* How many rounds the variables make: 1 where there is none; more than ROUNDS_MAX where
 * there are too many. */
size_t variables_rounds(const struct variables *variables);

/* Sets the values of round number n (from 0); the last variable changes fastest. */
void variables_choose(struct variables *variables, size_t n);

/* "code=102 cut=3", in the arena. */
const char *variables_label(const struct variables *variables, struct arena *arena);

/* text with this round's values in place. Where text is `of_octets`, {{ is passed over;
 * elsewhere {{name}} is a brace around a value. What becomes too long is told and cut.
 */
struct text variables_replace(struct variables *variables, struct text text,
                              bool of_octets, struct arena *arena,
                              struct mistakes *mistakes);

#endif
