/* SPDX-License-Identifier: MIT */
/* Which cases of a catalogue to run: globs over ids, a role. */
#ifndef INTERIM_CASE_SELECT_H
#define INTERIM_CASE_SELECT_H

#include "case/catalogue.h"

#include <stdbool.h>

/* Globs as of fnmatch(3), matched against the case's id, its requirement and its name;
 * NULL-terminated lists, NULL: none. Borrowed. */
struct selection {
    const char *const *only;
    const char *const *skip;
    enum role role; /* ROLE_COUNT: any */
};

bool selection_has(const struct selection *selection, const struct test_case *test);

#endif
