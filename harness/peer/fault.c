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

bool fault_may_break(enum fault fault, const char *requirement)
{
    const struct octets wanted = octets_of(requirement);
    struct octets rest = octets_of(fault_row(fault)->breaks);
    while (rest.len > 0) {
        size_t len = octets_find(rest, OCTETS(" "));
        if (len > rest.len)
            len = rest.len;
        if (octets_equal(octets_slice(rest, 0, len), wanted))
            return true;
        rest = octets_slice(rest, len + 1, rest.len);
    }
    return false;
}
