/* SPDX-License-Identifier: MIT */
/* Globs over ids: fnmatch(3), in which * matches a slash, too. */
#include "case/select.h"

#include <fnmatch.h>

static bool matches(const char *glob, const struct test_case *test)
{
    return fnmatch(glob, test->id, 0) == 0 ||
           fnmatch(glob, test->requirement, 0) == 0 ||
           fnmatch(glob, test->name, 0) == 0;
}

static bool any_matches(const char *const *globs, const struct test_case *test)
{
    for (; globs && *globs; globs++)
        if (matches(*globs, test))
            return true;
    return false;
}

bool selection_has(const struct selection *selection, const struct test_case *test)
{
    if (selection->role != ROLE_COUNT && !(test->roles & 1U << selection->role))
        return false;
    if (selection->only && *selection->only && !any_matches(selection->only, test))
        return false;
    return !any_matches(selection->skip, test);
}
