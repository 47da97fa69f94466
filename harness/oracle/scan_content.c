/* SPDX-License-Identifier: MIT */
/* Steps behind the header section: content, tunnels, and the search for a status line.
 */
#include "oracle/exchange.h"
#include "oracle/scan_state.h"
#include "oracle/wire.h"

#include <stdio.h>

void scan_end_content(struct cursor *cursor)
{
    exchange_done(cursor->oracle, scan_offset(cursor));
    scan_go(cursor, BETWEEN);
}

/* The parser stops at a defect of the framing. */
static void refuse(struct cursor *cursor)
{
    char detail[120];
    if (wire_lacks_cr(cursor->oracle)) {
        cursor->at--; /* it stands behind the LF */
        scan_lose(cursor, REQUIREMENT_LINE_CRLF,
                  "LF without a CR before it, in the chunked framing of the content");
        cursor->at++;
        return;
    }
    snprintf(detail, sizeof detail, "the content has no readable end (%.60s)",
             wire_reason(cursor->oracle));
    scan_lose(cursor, REQUIREMENT_EXCHANGE_COMPLETE, detail);
}

static void begin_content(struct cursor *cursor)
{
    const struct response *response = &cursor->oracle->response;
    scan_go(cursor, CONTENT);
    wire_start(cursor->oracle);
    if (response->failed)
        refuse(cursor);
    else if (response->complete)
        scan_end_content(cursor);
}

static enum scan_state behind_tunnel(struct oracle *oracle, uint64_t end)
{
    if (!oracle->response.interim || (oracle->fields.flags & FACT_SPEAKS_HTTP))
        return NOT_HTTP;
    oracle->cr_offset = end;
    oracle->matched = 0;
    return TUNNEL;
}

void scan_end_head(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const uint64_t end = scan_offset(cursor);
    switch (exchange_head(oracle, end)) {
    case FRAMING_CONTENT:
        begin_content(cursor);
        break;
    case FRAMING_NONE:
        if (oracle->response.interim)
            scan_go(cursor, BETWEEN);
        else
            scan_end_content(cursor);
        break;
    case FRAMING_TUNNEL:
        scan_go(cursor, behind_tunnel(oracle, end));
        break;
    case FRAMING_LOST:
        scan_go(cursor, LOST);
        break;
    }
}

void scan_at_content(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    struct response *response = &oracle->response;
    cursor->at += wire_content(oracle, scan_rest(cursor), scan_offset(cursor));
    if (response->failed) {
        refuse(cursor);
    } else if (response->complete) {
        scan_end_content(cursor);
    } else if (response->last_chunk) {
        response->trailers = true;
        response->fields = false;
        oracle->line_ended = false;
        scan_go(cursor, LINE_START);
    }
}

/* Looks for "HTTP/1.", a digit and a space. H stands at its start alone, so a mismatch
 * never hides a match that has begun. */
void scan_at_search(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const unsigned char octet = scan_octet(cursor);
    const unsigned matched = oracle->matched;
    const bool fits =
        matched == 7 ? scan_is_digit(octet) : octet == SCAN_VERSION.ptr[matched];
    cursor->at++;
    if (!fits) {
        oracle->matched = octet == 'H';
        return;
    }
    if (matched == 7)
        oracle->back = (uint8_t)(octet - '0');
    if (++oracle->matched < SCAN_VERSION.len)
        return;
    const uint8_t minor = oracle->back;
    scan_start_response(cursor, scan_offset(cursor) - SCAN_VERSION.len);
    oracle->response.major = 1;
    oracle->response.minor = minor;
    oracle->response.line_offset = scan_offset(cursor);
    scan_go(cursor, CODE);
}

void scan_at_tunnel(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    if (scan_octet(cursor) != SCAN_VERSION.ptr[oracle->matched]) {
        scan_go(cursor, NOT_HTTP);
        return;
    }
    cursor->at++;
    if (++oracle->matched < SCAN_VERSION.len)
        return;
    scan_find(cursor, REQUIREMENT_SWITCHING_LAST, oracle->cr_offset,
              "HTTP/1.1 goes on behind a 101 that named another protocol");
    scan_go(cursor, NOT_HTTP);
}

void scan_at_nothing(struct cursor *cursor)
{
    cursor->at = cursor->octets.len;
}
