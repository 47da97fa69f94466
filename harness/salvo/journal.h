/* SPDX-License-Identifier: MIT */
/* What a run leaves on disk: the journal, from which the same inputs can be made in the
 * same order; the input that is being sent; inputs that showed something new; findings.
 *
 * A line of the journal says how an input came to be, and is written before the input
 * is sent: "g SEED" generated, "m PARENT SEED" mutated, "x PARENT OTHER SEED" crossed.
 * PARENT counts the inputs that were kept, from 0; "k INPUT" keeps an input, counted
 * from 0. So a journal needs nothing but the same version of the program, and makes the
 * same inputs however many of them were on their way at a time. */
#ifndef INTERIM_SALVO_JOURNAL_H
#define INTERIM_SALVO_JOURNAL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { JOURNAL_SENDING = 16 };

struct journal {
    char folder[512];
    int claim;                              /* of the folder (salvo/claim.h) */
    unsigned before;                        /* where findings of an earlier run are:
                                             * before-N; 0: there were none */
    int log;                                /* the journal */
    struct buf lines;                       /* of it, not written yet */
    unsigned char *inputs[JOURNAL_SENDING]; /* the files of the inputs that are being
                                             * sent, mapped when first needed */
    FILE *read;                             /* a journal that is replayed; NULL */
    unsigned line;                          /* of it, that was read last */
    bool failed;    /* a file cannot be written, or a line of the
                     * journal that is replayed cannot be read: */
    struct err err; /* which one, and why */
};

enum recipe_kind {
    RECIPE_GENERATE,
    RECIPE_MUTATE,
    RECIPE_CROSS,
    RECIPE_KEEP, /* no input: the one with the number `seed` is kept */
    RECIPE_END
};
struct recipe {
    enum recipe_kind kind;
    size_t parent, other; /* among the inputs that were kept */
    uint64_t seed;
};

struct journal_plan {
    const char *folder;
    const char *title;  /* one line about the run */
    const char *inputs; /* what the generator makes: a journal that is replayed has to
                         * have been written of the same */
    const char *replay; /* a journal to read; NULL */
};

/* One that is not open; it may be closed. */
void journal_init(struct journal *journal);

/* Claims the folder, and makes in it journal, corpus/ and findings/. False with err,
 * also where `replay` is no journal of this version, or one of other inputs. */
bool journal_open(struct journal *journal, const struct journal_plan *plan,
                  struct err *err);
/* Whether it failed, and why, is there afterwards. */
void journal_close(struct journal *journal);

/* true where the file begins as a journal does, of whatever version. */
bool journal_is_one(const char *path);

/* How the next input comes to be, or which one is kept: adds a line. */
void journal_recipe(struct journal *journal, const struct recipe *recipe);

/* Before an input is sent, one of several at the same time (place: 0 to
 * JOURNAL_SENDING - 1): all lines are written, and its octets are in the file "input"
 * ("input-PLACE" behind the first). */
void journal_input(struct journal *journal, size_t place, struct octets input);

/* The input that was kept as number `index`, for people and other fuzzers. */
void journal_keep(struct journal *journal, size_t index, struct octets input);

/* The next recipe of the journal that is replayed; RECIPE_END at its end, and where a
 * line cannot be read: then it has failed. */
void journal_next(struct journal *journal, struct recipe *recipe);

/* Writes a file FOLDER/name; where that fails, the journal has failed. */
void journal_write(struct journal *journal, const char *name, struct octets octets);

#endif
