/* SPDX-License-Identifier: MIT */
/* Role: what the target is. Side: which end of an exchange a step belongs to. */
#ifndef INTERIM_CASE_ROLE_H
#define INTERIM_CASE_ROLE_H

#include "base/octets.h"

#include <stdbool.h>

enum role { ROLE_SERVER, ROLE_CLIENT, ROLE_GATEWAY, ROLE_PROXY, ROLE_COUNT };

enum side { SIDE_CLIENT, SIDE_ORIGIN, SIDE_COUNT };

/* "server", "client", "gateway", "proxy". */
const char *role_name(enum role role);

/* The role of this name, or ROLE_COUNT. */
enum role role_find(struct octets name);

/* "client", "origin". */
const char *side_name(enum side side);

/* true where the harness performs the steps of this side against a target of this role:
 * the origin's against clients, the client's against servers, both against gateways and
 * proxies. */
bool role_plays(enum role role, enum side side);

#endif
