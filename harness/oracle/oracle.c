/* SPDX-License-Identifier: MIT */
/* The oracle's public functions: they join the scanner and the exchange state machine.
 */
#include "oracle/oracle.h"

#include "base/ensure.h"
#include "oracle/exchange.h"
#include "oracle/scan.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

const struct oracle_limits ORACLE_LIMITS = {
    .interim_count = 10,
    .interim_octets = 8192,
    .gap_ms = 30000,
    .pace_ms = 20000,
    .continue_ms = 5000,
};

void oracle_init(struct oracle *oracle, const struct oracle_limits *limits,
                 const struct oracle_sink *sink)
{
    memset(oracle, 0, offsetof(struct oracle, parser));
    oracle->limits = limits ? limits : &ORACLE_LIMITS;
    oracle->sink = *sink;
    oracle->response.exchange = UINT_MAX;
    oracle->arrival_ns = INT64_MIN;
}

bool oracle_request(struct oracle *oracle, const struct oracle_request *request)
{
    if (oracle->outstanding == ORACLE_MAX_OUTSTANDING)
        return false;
    exchange_add(oracle, request);
    return true;
}

void oracle_content_sent(struct oracle *oracle, unsigned exchange, int64_t at_ns)
{
    exchange_content_sent(oracle, exchange, at_ns);
}

void oracle_feed(struct oracle *oracle, struct octets octets, int64_t at_ns)
{
    if (octets.len == 0)
        return;
    oracle->now_ns = at_ns;
    exchange_arrival(oracle);
    oracle->arrival_ns = at_ns;
    scan_feed(oracle, octets);
}

void oracle_end(struct oracle *oracle, enum oracle_end how, int64_t at_ns)
{
    oracle->now_ns = at_ns;
    exchange_end(oracle, how, scan_end(oracle, how));
}

unsigned oracle_outstanding(const struct oracle *oracle)
{
    return oracle->outstanding;
}
