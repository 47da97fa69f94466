/* SPDX-License-Identifier: MIT */
/* What the steps of the scanner share. */
#include "base/attr.h"
#include "oracle/exchange.h"
#include "oracle/finding.h"
#include "oracle/scan_state.h"

void scan_find(struct cursor *cursor, enum requirement requirement, uint64_t offset,
               const char *detail)
{
    finding_add_once(cursor->oracle, requirement, offset, detail);
}

void scan_lose(struct cursor *cursor, enum requirement requirement, const char *detail)
{
    scan_find(cursor, requirement, scan_offset(cursor), detail);
    exchange_lost(cursor->oracle, scan_offset(cursor));
    scan_go(cursor, LOST);
}

/* A CR: the end of the line, if LF follows. */
void scan_carriage_return(struct cursor *cursor, enum scan_state back)
{
    cursor->oracle->cr_offset = scan_offset(cursor);
    cursor->oracle->back = (uint8_t)back;
    cursor->at++;
    scan_go(cursor, LINE_CR);
}

void scan_judge_size(struct oracle *oracle, uint64_t end)
{
    const struct response *response = &oracle->response;
    const unsigned limit = oracle->limits->interim_octets;
    if (UNLIKELY(response->interim && limit > 0 && end - response->offset > limit))
        finding_add_once(oracle, REQUIREMENT_INTERIM_SIZE, response->offset + limit,
                         "an interim response larger than clients and gateways put up "
                         "with");
}
