/* SPDX-License-Identifier: MIT */
/* What is broken where the canary did not get its answer. */
#include "play/round.h"

/* Requirements about what becomes of resources, not of the framing. */
static bool is_about_resources(enum requirement requirement)
{
    const struct octets id = octets_of(requirement_row(requirement)->id);
    return octets_starts_with(id, OCTETS("webdav."));
}

enum requirement judge_canary_requirement(const struct round *round,
                                          enum requirement own)
{
    static const enum requirement OF_ROLE[ROLE_COUNT] = {
        [ROLE_SERVER] = REQUIREMENT_EXCHANGE_ORDER,
        [ROLE_CLIENT] = REQUIREMENT_CLIENT_OWN_ANSWER,
        [ROLE_GATEWAY] = REQUIREMENT_PROXY_DESYNC,
        [ROLE_PROXY] = REQUIREMENT_PROXY_DESYNC};
    const enum role role = round->config->role;
    const bool binds = outcome_of_breach(own, role) == OUTCOME_FAIL;
    return binds && !is_about_resources(own) ? own : OF_ROLE[role];
}
