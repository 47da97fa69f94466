/* SPDX-License-Identifier: MIT */
/* One function a requirement, made of the table. */
#include "fuzz/breach.h"

#include <stdio.h>
#include <stdlib.h>

static void tell(const char *what, enum requirement requirement, const char *detail)
{
    const struct requirement_row *row = requirement_row(requirement);
    fprintf(stderr, "interim: %s: %s (%s, %s): %s\n", what, row->id,
            level_name(row->level), row->source, detail);
}

typedef void last_function(const char *detail);

/* Each has its own number in it, so that no linker folds them into one. */
#define REQUIREMENT(name, id, level, gateway, basis, source, harm, seen, sentence)     \
    ATTR_NORETURN ATTR_NOINLINE static void breach_##name(const char *detail)          \
    {                                                                                  \
        tell("broken", REQUIREMENT_##name, detail);                                    \
        abort();                                                                       \
    }                                                                                  \
    ATTR_NORETURN ATTR_NOINLINE static void missed_##name(const char *detail)          \
    {                                                                                  \
        tell("missed", REQUIREMENT_##name, detail);                                    \
        abort();                                                                       \
    }
#include "oracle/requirement.def"
#undef REQUIREMENT

static last_function *const BREACH[] = {
#define REQUIREMENT(name, id, level, gateway, basis, source, harm, seen, sentence)     \
    breach_##name,
#include "oracle/requirement.def"
#undef REQUIREMENT
};

static last_function *const MISSED[] = {
#define REQUIREMENT(name, id, level, gateway, basis, source, harm, seen, sentence)     \
    missed_##name,
#include "oracle/requirement.def"
#undef REQUIREMENT
};

void breach(enum requirement requirement, const char *detail)
{
    BREACH[requirement](detail);
    abort();
}

void breach_missed(enum requirement requirement, const char *detail)
{
    MISSED[requirement](detail);
    abort();
}
