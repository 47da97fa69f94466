/* SPDX-License-Identifier: MIT */
/* The mistakes found in one case file: collected, then told in the order of the file.
 */
#ifndef INTERIM_CASE_MISTAKE_H
#define INTERIM_CASE_MISTAKE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "case/catalogue.h"

#include <stdbool.h>
#include <stddef.h>

/* More than this in one file are not told. */
enum { MISTAKES_MAX = 200 };

struct mistake {
    int line, column;
    size_t order; /* of telling */
    const char *text;
};

struct mistakes {
    const char *file; /* borrowed */
    size_t root;      /* so many octets of it name what was given: behind them stand the
                       * folder of an area, and the file */
    struct arena *arena;  /* where texts go; borrowed */
    struct mistake *list; /* MISTAKES_MAX of them, in the arena */
    size_t count;
    size_t known; /* a mistake at the place of one of list[repeated_from..known) is one
                   * that an earlier round of the same case had, too: not added again */
    size_t repeated_from;
};

void mistakes_init(struct mistakes *mistakes, const char *file, struct arena *arena);

/* Adds a mistake: what was expected and what was found. Returns false always. */
bool mistake_at(struct mistakes *mistakes, int line, int column, const char *format,
                ...) ATTR_PRINTF(4, 5);

/* A new case begins; a new round of the same case begins. */
void mistakes_new_case(struct mistakes *mistakes);
void mistakes_new_round(struct mistakes *mistakes);

/* Tells complain (may be NULL) all mistakes by line and column, until it returns false,
 * and fills first (may be NULL) with the first where there is any. Returns false where
 * complain did. */
bool mistakes_tell(struct mistakes *mistakes, catalogue_complaint *complain, void *user,
                   struct err *first);

#endif
