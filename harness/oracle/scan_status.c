/* SPDX-License-Identifier: MIT */
/* Steps between two responses and in the status line. */
#include "base/attr.h"
#include "oracle/exchange.h"
#include "oracle/judge.h"
#include "oracle/plain.h"
#include "oracle/scan_state.h"
#include "oracle/text.h"

/* Between two responses, and the status line. */

void scan_start_response(struct cursor *cursor, uint64_t offset)
{
    exchange_start(cursor->oracle, offset);
    cursor->oracle->matched = 0;
    cursor->oracle->line_ended = false;
    cursor->oracle->fields.id = FIELD_OTHER;
    scan_go(cursor, VERSION);
}

static void garbage(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    oracle->matched = 0;
    if (exchange_garbage(oracle, oracle->response.offset, scan_offset(cursor)))
        scan_go(cursor, SEARCH);
    else
        scan_go(cursor, LOST);
}

static void stray_line(struct cursor *cursor, uint64_t offset)
{
    exchange_between(cursor->oracle);
    scan_find(cursor, REQUIREMENT_INTERIM_NO_STRAY_CRLF, offset,
              "an empty line where a status line was due");
    cursor->at++;
    scan_go(cursor, BETWEEN);
}

/* A header section that is plain and lies whole in this piece: no step by step. */
static bool take_plain(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    struct plain plain;
    const struct octets view = scan_rest(cursor);
    const size_t len = plain_head(view, &plain);
    const unsigned limit = oracle->limits->interim_octets;
    if (len == 0 || (plain.status < 200 && len > limit && limit > 0))
        return false;
    const uint64_t offset = scan_offset(cursor);
    exchange_start(oracle, offset);
    oracle->response.major = 1;
    oracle->response.minor = 1;
    oracle->response.status = (uint16_t)plain.status;
    judge_status(oracle);
    for (size_t row = 0; row < plain.count; row++) {
        field_value_start(&oracle->fields, plain.fields[row].id);
        field_value_octets(&oracle->fields, plain.fields[row].value, offset);
        field_value_end(&oracle->fields);
    }
    cursor->at += len;
    scan_end_head(cursor);
    return true;
}

void scan_at_between(struct cursor *cursor)
{
    if (LIKELY(take_plain(cursor)))
        return;
    if (scan_octet(cursor) == '\n') {
        stray_line(cursor, scan_offset(cursor));
    } else if (scan_octet(cursor) == '\r') {
        cursor->oracle->cr_offset = scan_offset(cursor);
        cursor->at++;
        scan_go(cursor, BETWEEN_CR);
    } else {
        scan_start_response(cursor, scan_offset(cursor));
    }
}

void scan_at_between_cr(struct cursor *cursor)
{
    if (scan_octet(cursor) == '\n') {
        stray_line(cursor, cursor->oracle->cr_offset);
        return;
    }
    scan_start_response(cursor, cursor->oracle->cr_offset);
    garbage(cursor);
}

void scan_at_version(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const unsigned char octet = scan_octet(cursor);
    const unsigned matched = oracle->matched;
    if (matched == 8) {
        if (octet != ' ' && octet != '\t') {
            scan_lose(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR,
                      "a space was due behind the version");
            return;
        }
        if (octet == '\t')
            scan_find(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, scan_offset(cursor),
                      "a tab where a space was due");
        oracle->matched = 0;
        oracle->response.line_offset = scan_offset(cursor) + 1;
        scan_go(cursor, CODE);
    } else if (matched == 5 && scan_is_digit(octet)) {
        oracle->response.major = (uint8_t)(octet - '0');
    } else if (matched == 7 && scan_is_digit(octet)) {
        oracle->response.minor = (uint8_t)(octet - '0');
    } else if (octet != SCAN_VERSION.ptr[matched] || matched == 5 || matched == 7) {
        garbage(cursor);
        return;
    }
    if (matched < 8)
        oracle->matched++;
    cursor->at++;
}

void scan_at_code(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const unsigned char octet = scan_octet(cursor);
    if (oracle->matched == 0 && scan_is_space(octet)) {
        scan_find(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, scan_offset(cursor),
                  "more than one space behind the version");
        oracle->response.line_offset = scan_offset(cursor) + 1;
        cursor->at++;
        return;
    }
    if (!scan_is_digit(octet)) {
        scan_lose(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR,
                  "a status code is three digits");
        return;
    }
    oracle->response.status = (uint16_t)(oracle->response.status * 10 + (octet - '0'));
    cursor->at++;
    if (++oracle->matched == 3) {
        judge_status(oracle);
        scan_go(cursor, BEHIND_CODE);
    }
}

void scan_at_behind_code(struct cursor *cursor)
{
    const unsigned char octet = scan_octet(cursor);
    if (scan_is_digit(octet)) {
        scan_lose(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR,
                  "a status code is three digits");
        return;
    }
    if (octet != ' ')
        scan_find(
            cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, scan_offset(cursor),
            "a space was due behind the status code, also before an empty reason");
    else
        cursor->at++;
    scan_go(cursor, REASON);
}

void scan_at_reason(struct cursor *cursor)
{
    cursor->at += text_run(scan_rest(cursor));
    if (cursor->at == cursor->octets.len)
        return;
    if (scan_octet(cursor) == '\r') {
        scan_carriage_return(cursor, REASON);
    } else if (scan_octet(cursor) == '\n') {
        scan_bare_lf(cursor, REASON);
    } else {
        scan_find(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, scan_offset(cursor),
                  "a control character in the reason phrase");
        cursor->at++;
    }
}
