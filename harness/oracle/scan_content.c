/* SPDX-License-Identifier: MIT */
/* Steps behind the header section: content, tunnels, and the search for a status line.
 */
#include "oracle/exchange.h"
#include "oracle/scan_state.h"
#include "oracle/wire.h"

#include <stdio.h>

void scan_end_content(struct cursor *cursor, uint64_t end)
{
    exchange_done(cursor->oracle, end);
    scan_go(cursor, BETWEEN);
}

/* Content follows a plain header section: the parser frames it, and needs no more of
 * the header section than that. */
void scan_begin_content(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    wire_framing(oracle);
    if (oracle->response.complete)
        scan_end_content(cursor, scan_offset(cursor));
    else
        scan_go(cursor, CONTENT);
}

/* Behind the header section. */

/* The parser stops at a defect of chunked framing, or (which would be a bug of ours) in
 * a header section. */
void scan_refuse(struct cursor *cursor)
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

void scan_at_content(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    struct response *response = &oracle->response;
    cursor->at +=
        wire_content(oracle, octets_slice(cursor->octets, cursor->at, SIZE_MAX),
                     scan_offset(cursor));
    if (response->complete) {
        scan_end_content(cursor, scan_offset(cursor));
    } else if (response->last_chunk && !response->trailers) {
        response->trailers = true;
        response->fields = false;
        cursor->span = cursor->at;
        oracle->line_end_due = false;
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
