/* SPDX-License-Identifier: MIT */
/* What can only be said when a whole round, or a whole case, has been read. */
#include "case/compile.h"

static unsigned roles_that_play(enum side side)
{
    unsigned roles = 0;
    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (role_plays(role, side))
            roles |= 1U << role;
    return roles;
}

static void references_exist(struct compile *compile)
{
    for (size_t at = 0; at < compile->reference_count; at++) {
        const struct reference *reference = &compile->references[at];
        const unsigned begun = compile->lanes[reference->lane].begun;
        if (reference->ordinal > begun)
            text_mistake(compile->mistakes, reference->place,
                         "expected an exchange of lane %u (it has %u), found %u",
                         reference->lane + 1, begun, reference->ordinal);
    }
}

static void lanes_begin(struct compile *compile)
{
    for (unsigned number = 0; number < compile->lane_count; number++) {
        const struct lane *lane = &compile->lanes[number];
        const struct text place = lane->used[SIDE_ORIGIN] ? lane->first_use[SIDE_ORIGIN]
                                  : lane->used[SIDE_CLIENT]
                                      ? lane->first_use[SIDE_CLIENT]
                                      : compile->heading;
        if (lane->begun == 0)
            text_mistake(compile->mistakes, place,
                         "expected a client fence with a request line in lane %u, "
                         "found none",
                         number + 1);
    }
}

static void roles_fit_sides(struct compile *compile)
{
    const unsigned roles = compile->properties.roles;
    for (unsigned number = 0; number < compile->lane_count; number++) {
        const struct lane *lane = &compile->lanes[number];
        if (lane->used[SIDE_ORIGIN] && roles && !(roles & roles_that_play(SIDE_ORIGIN)))
            text_mistake(compile->mistakes, lane->first_use[SIDE_ORIGIN],
                         "expected client steps alone: with the role server the target "
                         "is the origin, nobody performs this");
        if (!lane->used[SIDE_ORIGIN] && lane->begun > 0 && (roles & 1U << ROLE_CLIENT))
            text_mistake(compile->mistakes, lane->first_use[SIDE_CLIENT],
                         "expected `origin waits request` and an origin fence in lane "
                         "%u for the role client, found none",
                         number + 1);
    }
}

/* Only an intermediary waits for a next hop. */
static void timers_have_owners(struct compile *compile)
{
    const unsigned forwarders = 1U << ROLE_GATEWAY | 1U << ROLE_PROXY;
    for (size_t at = 0; at < compile->step_count; at++)
        if (compile->steps[at].of_timer && (compile->properties.roles & ~forwarders)) {
            text_mistake(compile->mistakes, compile->heading,
                         "expected the roles gateway and proxy alone where a time is a "
                         "share of the target's read timer");
            return;
        }
}

/* One limit is searched for at a time. */
static void one_range_is_searched(struct compile *compile)
{
    unsigned ranges = 0;
    for (size_t at = 0; at < compile->step_count; at++)
        ranges += compile->steps[at].repeat_least > 0;
    if (ranges > 0) /* what the target uses meanwhile is measured where it is alone */
        compile->maybe_outside = true;
    if (ranges > 1)
        text_mistake(compile->mistakes, compile->heading,
                     "expected one fence whose repeat= is a range, found %u", ranges);
}

static void roles_are_expected(struct compile *compile)
{
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        unsigned lanes = 0;
        if (!(compile->properties.roles & 1U << role))
            continue;
        for (size_t at = 0; at < compile->expectation_count; at++)
            if (compile->expectations[at].role == role)
                lanes |= 1U << compile->expectations[at].lane;
        for (unsigned lane = 0; lane < compile->lane_count; lane++) {
            if (lanes & 1U << lane)
                continue;
            if (compile->lane_count == 1)
                text_mistake(
                    compile->mistakes, compile->heading,
                    "expected a line `%s: pass ...` in the expect fence, found "
                    "none",
                    role_name(role));
            else
                text_mistake(compile->mistakes, compile->heading,
                             "expected a line `%s %u: pass ...` in the expect fence, "
                             "found none",
                             role_name(role), lane + 1);
        }
    }
}

void rules_of_round(struct compile *compile)
{
    if (compile->step_count == 0)
        text_mistake(compile->mistakes, compile->heading,
                     "expected a client fence, found none");
    references_exist(compile);
    lanes_begin(compile);
    roles_fit_sides(compile);
    timers_have_owners(compile);
    one_range_is_searched(compile);
    /* Clients that meet on the target's pooled connections may want it for themselves.
     */
    if (compile->lane_count > 1)
        compile->maybe_outside = true;
    if (!compile->has_expect)
        text_mistake(compile->mistakes, compile->heading,
                     "expected an expect fence, found none");
    else
        roles_are_expected(compile);
}

static void alone_is_needed(struct compile *compile)
{
    const struct properties *properties = &compile->properties;
    if (properties->alone && !compile->outside && !compile->maybe_outside)
        text_mistake(
            compile->mistakes, properties->alone_at,
            "expected no `alone: yes`: no origin fence is outside an exchange, "
            "and no two clients meet");
}

static void variables_are_used(struct compile *compile)
{
    const struct variables *variables = &compile->properties.variables;
    for (size_t at = 0; at < variables->count; at++)
        if (!variables->list[at].used)
            text_mistake(compile->mistakes, variables->list[at].name,
                         "expected {%s} in a fence, found none",
                         text_shown(variables->list[at].name, compile->scratch));
}

static void faults_are_claimed(struct compile *compile)
{
    if (!compile->names || !compile->names->binding)
        return;
    for (enum role role = 0; role < ROLE_COUNT; role++)
        if ((compile->properties.roles & ~compile->claimed & 1U << role) &&
            compile->names->binding(role, compile->test->requirement))
            text_mistake(
                compile->mistakes, compile->heading,
                "expected `faults: %s FAULT` in the expect fence: %s binds the "
                "role %s, so a fault must show that the case can fail",
                role_name(role), compile->test->requirement, role_name(role));
}

void rules_of_case(struct compile *compile)
{
    alone_is_needed(compile);
    variables_are_used(compile);
    if (compile->has_expect)
        faults_are_claimed(compile);
}
