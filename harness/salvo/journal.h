/* SPDX-License-Identifier: MIT */
/* What a run leaves on disk: the journal, from which the same inputs can be made in the
 * same order; the input that is being sent; inputs that showed something new; findings.
 *
 * A line of the journal says how an input came to be, and is written before the input
 * is sent: "g SEED" generated, "m PARENT SEED" mutated, "x PARENT OTHER SEED" crossed.
 * PARENT counts the inputs that were kept; "k" keeps the input of the line before it.
 * So a journal needs nothing but the same version of the program. */
#ifndef INTERIM_SALVO_JOURNAL_H
#define INTERIM_SALVO_JOURNAL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct journal {
    char folder[512];
    int log;              /* the journal */
    unsigned char *input; /* the file of the input that is being sent, mapped */
    FILE *read;           /* a journal that is replayed; NULL */
};

enum recipe_kind { RECIPE_GENERATE, RECIPE_MUTATE, RECIPE_CROSS, RECIPE_END };
struct recipe {
    enum recipe_kind kind;
    size_t parent, other; /* among the inputs that were kept */
    uint64_t seed;
};

/* Makes the folder, and in it journal, input, corpus/ and findings/. A journal that is
 * there is replaced. title: one line about the run. replay: a journal to read, or NULL.
 */
bool journal_open(struct journal *journal, const char *folder, const char *title,
                  const char *replay, struct err *err);
void journal_close(struct journal *journal);

/* true where the file begins as a journal does. */
bool journal_is_one(const char *path);

/* Before an input is sent: its recipe and its octets. */
void journal_input(struct journal *journal, const struct recipe *recipe,
                   struct octets input);

/* The input of the last recipe is kept as number `index`. */
void journal_keep(struct journal *journal, size_t index, struct octets input);

/* The next recipe of the journal that is replayed; *keeps: a "k" stood behind the one
 * before it. RECIPE_END at its end. */
void journal_next(struct journal *journal, struct recipe *recipe, bool *keeps);

/* Writes a file FOLDER/name; false with err. */
bool journal_write(const struct journal *journal, const char *name,
                   struct octets octets, struct err *err);

#endif
