/* SPDX-License-Identifier: MIT */
/* Looking names of case files up in the tables of later layers. */
#include "peer/names.h"

#include "oracle/requirement.h"
#include "peer/fault.h"

static bool is_requirement(const char *id)
{
    return requirement_find(octets_of(id)) != REQUIREMENT_NONE;
}

static bool is_fault(enum role role, const char *id)
{
    return fault_find(role, id) != FAULT_NONE;
}

static bool is_binding(enum role role, const char *id)
{
    const enum requirement requirement = requirement_find(octets_of(id));
    if (requirement == REQUIREMENT_NONE)
        return false;
    const struct requirement_row *row = requirement_row(requirement);
    return level_is_binding(role == ROLE_GATEWAY ? row->gateway : row->level);
}

const struct catalogue_names CASE_NAMES = {is_requirement, is_fault, is_binding};
