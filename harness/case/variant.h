/* SPDX-License-Identifier: MIT */
/* A script made smaller: fewer interim responses, less filling, shorter waits, other
 * segments. For whoever looks for the least that still fails. */
#ifndef INTERIM_CASE_VARIANT_H
#define INTERIM_CASE_VARIANT_H

#include "base/arena.h"
#include "case/script.h"

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

enum variant_cuts {
    CUTS_AS_WRITTEN,
    CUTS_NONE, /* each send in one segment */
    CUTS_ONE,  /* of the cuts of all sends the one number `cut`, from 0 */
    CUTS_APART /* each response in a segment of its own, with a pause before it */
};

/* What is kept of a script. */
struct variant {
    uint64_t interims; /* the first so many */
    uint64_t fill;     /* octets of each {fill:N} of an interim response, at most */
    unsigned wait_ms;  /* of each pause and gap, at most */
    enum variant_cuts cuts;
    size_t cut;
};
#define VARIANT_WHOLE                                                                  \
    ((struct variant){.interims = UINT64_MAX, .fill = UINT64_MAX, .wait_ms = UINT_MAX})

/* How much of each there is: in what the harness sends to a target of this role (the
 * origin's fences, of a server the query of its trigger). */
struct variant_sizes {
    uint64_t interims, fill;
    unsigned wait_ms;
    size_t cuts;
    size_t neighbours; /* responses that follow another one in its segment */
};
void variant_measure(const struct script *script, enum role role,
                     struct variant_sizes *sizes);

/* A case of one round, that of script with no more than variant keeps. What is left out
 * of interim responses is in its script's omissions, so that its patterns still fit.
 * Memory from arena; borrows from test and script. */
void variant_make(struct arena *arena, const struct test_case *test,
                  const struct script *script, enum role role,
                  const struct variant *variant, struct test_case *out);

/* Offset of the cut number `cut` in its send; SIZE_MAX where there is none. */
size_t variant_cut_offset(const struct script *script, size_t cut);

#endif
