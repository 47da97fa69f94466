/* SPDX-License-Identifier: MIT */
/* Findings: what, where, and of which exchange. */
#include "oracle/finding.h"

#include "base/attr.h"
#include "oracle/pending.h"

#include <stdio.h>

_Static_assert(REQUIREMENT_PROCESSING_STATUS_URI < 64,
               "response.reported is a set of 64 bits");

ATTR_NOINLINE void finding_add(struct oracle *oracle, enum requirement requirement,
                               uint64_t offset, const char *detail)
{
    const struct oracle_finding finding = {.requirement = requirement,
                                           .offset = offset,
                                           .exchange = oracle->response.exchange,
                                           .detail = detail};
    if (oracle->sink.finding)
        oracle->sink.finding(oracle->sink.user, &finding);
}

ATTR_NOINLINE void finding_add_once(struct oracle *oracle, enum requirement requirement,
                                    uint64_t offset, const char *detail)
{
    const uint64_t bit = (uint64_t)1 << requirement;
    if (oracle->response.reported & bit)
        return;
    oracle->response.reported |= bit;
    finding_add(oracle, requirement, offset, detail);
}

void finding_add_status(struct oracle *oracle, enum requirement requirement,
                        const char *before, const char *behind)
{
    char detail[160];
    snprintf(detail, sizeof detail, "%s%u%s", before, oracle->response.status, behind);
    finding_add(oracle, requirement, oracle->response.offset, detail);
}

void finding_add_waiting(struct oracle *oracle, enum requirement requirement,
                         const char *detail)
{
    const unsigned exchange = oracle->response.exchange;
    oracle->response.exchange = pending_ordinal(oracle);
    finding_add(oracle, requirement, oracle->offset, detail);
    oracle->response.exchange = exchange;
}

bool finding_is_first(struct oracle *oracle, enum told told)
{
    if (oracle->progress.told & told)
        return false;
    oracle->progress.told = (uint8_t)(oracle->progress.told | told);
    return true;
}
