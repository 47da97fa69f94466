/* SPDX-License-Identifier: MIT */
/* The table as an array. */
#include "report/deciding.h"

#include "base/ensure.h"

static const struct deciding ROWS[REQUIREMENT_COUNT] = {
#define DECIDES(name, section, says, mend) [REQUIREMENT_##name] = {section, says, mend},
#include "report/deciding.def"
#undef DECIDES
};

const struct deciding *deciding_of(enum requirement requirement)
{
    ENSURE(requirement < REQUIREMENT_COUNT);
    return &ROWS[requirement];
}
