/* SPDX-License-Identifier: MIT */
/* Names of roles and sides, and who plays what. */
#include "case/role.h"

#include "base/ensure.h"

static const char *const ROLE_NAMES[ROLE_COUNT] = {
    [ROLE_SERVER] = "server",
    [ROLE_CLIENT] = "client",
    [ROLE_GATEWAY] = "gateway",
    [ROLE_PROXY] = "proxy",
};

static const char *const SIDE_NAMES[SIDE_COUNT] = {
    [SIDE_CLIENT] = "client",
    [SIDE_ORIGIN] = "origin",
};

static const bool PLAYED[ROLE_COUNT][SIDE_COUNT] = {
    [ROLE_SERVER] = {[SIDE_CLIENT] = true},
    [ROLE_CLIENT] = {[SIDE_ORIGIN] = true},
    [ROLE_GATEWAY] = {[SIDE_CLIENT] = true, [SIDE_ORIGIN] = true},
    [ROLE_PROXY] = {[SIDE_CLIENT] = true, [SIDE_ORIGIN] = true},
};

const char *role_name(enum role role)
{
    ENSURE(role < ROLE_COUNT);
    return ROLE_NAMES[role];
}

enum role role_find(struct octets name)
{
    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (octets_equal(name, octets_of(ROLE_NAMES[role])))
            return role;
    return ROLE_COUNT;
}

const char *side_name(enum side side)
{
    ENSURE(side < SIDE_COUNT);
    return SIDE_NAMES[side];
}

bool role_plays(enum role role, enum side side)
{
    ENSURE(role < ROLE_COUNT && side < SIDE_COUNT);
    return PLAYED[role][side];
}
