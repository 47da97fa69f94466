/* SPDX-License-Identifier: MIT */
/* What a script shows that a target needs: forms of a client, a server's trigger. */
#include "case/compile.h"

/* What a client needs to send this request. */
static unsigned needs_of_request(const struct exchange *exchange)
{
    unsigned needs = 0;
    const struct octets method = exchange->method;
    if (octets_equal(method, OCTETS("HEAD")) && !exchange->content)
        needs |= NEED_BIT(HEAD);
    else if (octets_equal(method, OCTETS("POST")) && exchange->content)
        needs |= exchange->expect_continue ? NEED_BIT(EXPECT) : NEED_BIT(POST);
    else if (!octets_equal(method, OCTETS("GET")) || exchange->content ||
             exchange->expect_continue)
        needs |= NEED_BIT(METHOD);
    if (exchange->extra_fields)
        needs |= NEED_BIT(FIELDS);
    return needs;
}

static unsigned needs_of_client(const struct compile *compile)
{
    unsigned needs = 0;
    for (size_t at = 0; at < compile->exchange_count; at++) {
        const struct exchange *exchange = &compile->exchanges[at];
        needs |= needs_of_request(exchange);
        if (exchange->ordinal > 0)
            needs |= NEED_BIT(REUSE);
        if (exchange->lane > 0)
            needs |= NEED_BIT(CONCURRENT);
    }
    return needs;
}

static bool counts_in_timers(const struct compile *compile)
{
    bool any = false;
    for (size_t at = 0; at < compile->step_count; at++)
        any |= compile->steps[at].of_timer;
    return any;
}

void derive_needs(struct compile *compile)
{
    const unsigned said = compile->properties.needs;
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        compile->needs[role] |= said | compile->uses;
    }
    if (counts_in_timers(compile))
        for (enum role role = 0; role < ROLE_COUNT; role++)
            compile->needs[role] |= NEED_BIT(READ_TIMER);
    compile->needs[ROLE_CLIENT] |= needs_of_client(compile);
    if (compile->properties.limit_ms > 0)
        compile->needs[ROLE_CLIENT] |= NEED_BIT(LIMIT);
}
