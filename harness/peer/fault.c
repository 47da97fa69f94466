/* SPDX-License-Identifier: MIT */
/* The faults of the reference peers as a table. */
#include "peer/fault.h"

#include "base/ensure.h"
#include "base/octets.h"

#include <string.h>

static const struct fault_row ROWS[FAULT_COUNT] = {
#define FAULT(name, role, id, breaks, sentence) {role, id, breaks, sentence},
#include "peer/fault.def"
#undef FAULT
};

const struct fault_row *fault_row(enum fault fault)
{
    ENSURE(fault < FAULT_COUNT);
    return &ROWS[fault];
}

enum fault fault_find(enum role role, const char *id)
{
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++)
        if (ROWS[fault].role == role && strcmp(ROWS[fault].id, id) == 0)
            return (enum fault)fault;
    return FAULT_NONE;
}

/* true where pattern is "*", "area.*" with requirement in it, or the requirement. */
static bool covers(struct octets pattern, struct octets requirement)
{
    const struct octets area = octets_slice(pattern, 0, pattern.len - 1);
    if (pattern.len == 0 || pattern.ptr[pattern.len - 1] != '*')
        return octets_equal(pattern, requirement);
    return octets_starts_with(requirement, area);
}

bool fault_may_break(enum fault fault, const char *requirement)
{
    const struct octets wanted = octets_of(requirement);
    struct octets rest = octets_of(fault_row(fault)->breaks);
    while (rest.len > 0) {
        const size_t len = octets_find(rest, OCTETS(" "));
        if (covers(octets_slice(rest, 0, len), wanted))
            return true;
        if (len >= rest.len)
            break;
        rest = octets_slice(rest, len + 1, rest.len);
    }
    return false;
}
