/* SPDX-License-Identifier: MIT */
/* The catalogue: all case files of a folder, loaded, checked, in a fixed order. */
#ifndef INTERIM_CASE_CATALOGUE_H
#define INTERIM_CASE_CATALOGUE_H

#include "base/arena.h"
#include "base/err.h"
#include "case/script.h"

#include <stdbool.h>
#include <stddef.h>

/* Owns everything that its cases point to. */
struct catalogue {
    struct arena arena;
    const struct test_case *cases; /* sorted by file, then as they stand in it */
    size_t case_count;
    const struct test_case *const *by_id; /* the same, sorted by id */
};

/* Is this the id of a requirement, or of a fault of this role? Does the requirement of
 * this id bind (must, must-not) a target of this role, so that its cases need a fault
 * for it? Given by the caller, because the tables live in later layers. Each may be
 * NULL: not checked. */
struct catalogue_names {
    bool (*requirement)(const char *id);
    bool (*fault)(enum role role, const char *id);
    bool (*binding)(enum role role, const char *id);
};

/* Receives every mistake found; return false to stop at this one. */
typedef bool catalogue_complaint(void *user, const struct err *mistake);

/* Loads one file, or every *.md below a folder but README.md. Every mistake is told to
 * complain (may be NULL). Returns false where there was one, and err holds the first.
 * catalogue_fini is due in either case. */
bool catalogue_load(struct catalogue *catalogue, const char *path,
                    const struct catalogue_names *names, catalogue_complaint *complain,
                    void *user, struct err *err);

/* The same from text in memory; file is the name used in messages, and for the
 * requirement. For tests and fuzzing. */
bool catalogue_load_text(struct catalogue *catalogue, const char *file,
                         struct octets text, const struct catalogue_names *names,
                         catalogue_complaint *complain, void *user, struct err *err);

void catalogue_fini(struct catalogue *catalogue);

/* The case of this id, or NULL. */
const struct test_case *catalogue_find(const struct catalogue *catalogue,
                                       const char *id);

#endif
