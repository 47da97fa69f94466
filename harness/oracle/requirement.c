/* SPDX-License-Identifier: MIT */
/* The requirement table and the words of its columns. */
#include "oracle/requirement.h"

#include "base/ensure.h"

static const struct requirement_row ROWS[] = {
#define REQUIREMENT(name, id, level, gateway, basis, source, harm, seen, sentence)     \
    {id, level, gateway, basis, source, harm, seen, sentence},
#include "oracle/requirement.def"
#undef REQUIREMENT
};

static const char *const LEVELS[] = {
    [LEVEL_MUST] = "must",     [LEVEL_MUST_NOT] = "must-not",
    [LEVEL_SHOULD] = "should", [LEVEL_SHOULD_NOT] = "should-not",
    [LEVEL_MAY] = "may",       [LEVEL_ADVICE] = "advice",
};

static const char *const BASES[] = {
    [BASIS_EXPLICIT] = "explicit",
    [BASIS_GRAMMAR] = "grammar",
    [BASIS_DERIVED] = "derived",
    [BASIS_NONE] = "none",
};

static const char *const HARMS[] = {
    [HARM_LEAK] = "leak", [HARM_WRONG_ANSWER] = "wrong-answer", [HARM_HANG] = "hang",
    [HARM_LOST] = "lost", [HARM_COSMETIC] = "cosmetic",
};

const struct requirement_row *requirement_row(enum requirement requirement)
{
    ENSURE((unsigned)requirement < REQUIREMENT_COUNT);
    return &ROWS[requirement];
}

enum requirement requirement_find(struct octets id)
{
    for (unsigned row = 0; row < REQUIREMENT_COUNT; row++)
        if (octets_equal(octets_of(ROWS[row].id), id))
            return (enum requirement)row;
    return REQUIREMENT_NONE;
}

const char *level_name(enum level level)
{
    ENSURE((unsigned)level < LEVEL_COUNT);
    return LEVELS[level];
}

const char *basis_name(enum basis basis)
{
    ENSURE((unsigned)basis < BASIS_COUNT);
    return BASES[basis];
}

const char *harm_name(enum harm harm)
{
    ENSURE((unsigned)harm < HARM_COUNT);
    return HARMS[harm];
}

bool level_is_binding(enum level level)
{
    return level == LEVEL_MUST || level == LEVEL_MUST_NOT;
}
