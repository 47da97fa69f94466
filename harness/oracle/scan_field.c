/* SPDX-License-Identifier: MIT */
/* Steps in field lines, those of the trailer section among them. */
#include "oracle/exchange.h"
#include "oracle/scan_state.h"
#include "oracle/text.h"

/* The field line is over: it is not folded. */
static void end_field(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    field_value_end(&oracle->fields);
    if (!oracle->response.interim || oracle->response.status == 101)
        return;
    if (oracle->fields.flags & FACT_URI_BAD)
        scan_find(cursor, REQUIREMENT_PROCESSING_STATUS_URI, oracle->fields.uri_offset,
                  "a Status-URI that is no list of status codes and <absolute URIs>");
    if (oracle->fields.flags & FACT_CLOSE)
        scan_find(cursor, REQUIREMENT_INTERIM_NO_CLOSE, oracle->fields.close_offset,
                  "close in an interim response, whose sender owes a final one");
}

/* The same, found out at the first octet of the next line. */
static void finish_field(struct cursor *cursor)
{
    if (!cursor->oracle->line_ended)
        return;
    cursor->oracle->line_ended = false;
    end_field(cursor);
}

/* A line ends with the LF looked at. */
static void end_line(struct cursor *cursor, enum scan_state line)
{
    struct oracle *oracle = cursor->oracle;
    if (line == NAME || line == NAME_SPACE) {
        scan_find(cursor, REQUIREMENT_FIELD_NAME, scan_offset(cursor),
                  "a field line without a colon");
        field_value_start(&oracle->fields, FIELD_OTHER);
    }
    oracle->line_ended = true;
    cursor->at++;
    scan_judge_size(oracle, scan_offset(cursor));
    scan_go(cursor, LINE_START);
}

void scan_bare_lf(struct cursor *cursor, enum scan_state line)
{
    scan_find(cursor, REQUIREMENT_LINE_CRLF, scan_offset(cursor),
              "LF without a CR before it");
    end_line(cursor, line);
}

void scan_at_line_cr(struct cursor *cursor)
{
    const struct oracle *oracle = cursor->oracle;
    const enum scan_state line = (enum scan_state)oracle->back;
    if (scan_octet(cursor) == '\n') {
        end_line(cursor, line);
        return;
    }
    scan_find(cursor, REQUIREMENT_LINE_CRLF, oracle->cr_offset,
              "CR without an LF behind it");
    scan_go(cursor, line);
}

/* The empty line is complete; the octet looked at is the first behind it. */
static void end_section(struct cursor *cursor)
{
    scan_judge_size(cursor->oracle, scan_offset(cursor));
    if (cursor->oracle->response.trailers)
        scan_end_content(cursor);
    else
        scan_end_head(cursor);
}

static void at_leading_space(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    if (!oracle->response.fields) {
        scan_find(cursor, REQUIREMENT_LINE_NO_LEADING_SPACE, scan_offset(cursor),
                  "white space between the status line and the first field");
        scan_go(cursor, SKIPPED_LINE);
        return;
    }
    scan_find(cursor, REQUIREMENT_FIELD_NO_OBS_FOLD, scan_offset(cursor),
              "a line that goes on with the field value before it");
    oracle->line_ended = false;
    field_value_octets(&oracle->fields, OCTETS(" "), scan_offset(cursor));
    scan_go(cursor, VALUE);
    cursor->at++;
}

void scan_at_line_start(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const unsigned char octet = scan_octet(cursor);
    if (scan_is_space(octet) &&
        !(oracle->response.trailers && !oracle->response.fields)) {
        at_leading_space(cursor);
        return;
    }
    finish_field(cursor);
    if (octet == '\r') {
        oracle->cr_offset = scan_offset(cursor);
        cursor->at++;
        scan_go(cursor, END_CR);
    } else if (octet == '\n') {
        scan_find(cursor, REQUIREMENT_LINE_CRLF, scan_offset(cursor),
                  "LF without a CR before it");
        cursor->at++;
        end_section(cursor);
    } else {
        oracle->response.line_offset = scan_offset(cursor);
        oracle->response.fields = true;
        oracle->name_bad = false;
        field_name_start(&oracle->fields);
        scan_go(cursor, NAME);
    }
}

void scan_at_end_cr(struct cursor *cursor)
{
    if (scan_octet(cursor) == '\n') {
        cursor->at++;
        end_section(cursor);
        return;
    }
    scan_find(cursor, REQUIREMENT_LINE_CRLF, cursor->oracle->cr_offset,
              "CR without an LF behind it");
    scan_go(cursor, LINE_START);
}

void scan_at_skipped_line(struct cursor *cursor)
{
    if (scan_octet(cursor) == '\n')
        scan_go(cursor, LINE_START);
    cursor->at++;
}

static void judge_interim_field(struct cursor *cursor, enum field_id id)
{
    const struct response *response = &cursor->oracle->response;
    const uint64_t offset = response->line_offset;
    if (id == FIELD_CONTENT_LENGTH)
        scan_find(cursor, REQUIREMENT_INTERIM_NO_CONTENT_LENGTH, offset,
                  "Content-Length in an interim response");
    else if (id == FIELD_TRANSFER_ENCODING)
        scan_find(cursor, REQUIREMENT_INTERIM_NO_TRANSFER_ENCODING, offset,
                  "Transfer-Encoding in an interim response");
    else if (id == FIELD_REPRESENTATION && response->status != 103 &&
             response->status != 101)
        scan_find(cursor, REQUIREMENT_INTERIM_NO_REPRESENTATION, offset,
                  "a field that describes a representation, of which there is none");
}

/* The colon behind a name. */
static void end_name(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const struct response *response = &oracle->response;
    enum field_id id = field_name_end(&oracle->fields);
    if (oracle->fields.name_len == 0) {
        scan_find(cursor, REQUIREMENT_FIELD_NAME, scan_offset(cursor),
                  "an empty field name");
        oracle->name_bad = true;
    }
    if (oracle->name_bad || response->trailers)
        id = FIELD_OTHER;
    if (response->interim)
        judge_interim_field(cursor, id);
    field_value_start(&oracle->fields, id);
    cursor->at++;
    scan_go(cursor, VALUE);
}

/* A status line stands where a field line or the empty line was due: the interim
 * response before it was not ended. Its "HTTP/" has been read. */
static bool is_unended(const struct cursor *cursor)
{
    const struct oracle *oracle = cursor->oracle;
    return scan_octet(cursor) == '/' && oracle->response.interim &&
           oracle->response.status != 101 &&
           scan_offset(cursor) == oracle->response.line_offset + 4 &&
           octets_equal((struct octets){oracle->fields.name, oracle->fields.name_len},
                        OCTETS("HTTP"));
}

static void end_unended(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const uint64_t offset = oracle->response.line_offset;
    scan_find(cursor, REQUIREMENT_FIELD_NAME, scan_offset(cursor),
              "a status line before the empty line that ends the interim response");
    exchange_head(oracle, offset);
    scan_start_response(cursor, offset);
    oracle->matched = 5;
    cursor->at++;
}

void scan_at_name(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    struct octets run = scan_rest(cursor);
    run.len = token_run(run);
    field_name_octets(&oracle->fields, run);
    cursor->at += run.len;
    if (cursor->at == cursor->octets.len)
        return;
    const unsigned char octet = scan_octet(cursor);
    if (octet == ':') {
        end_name(cursor);
    } else if (octet == '\r') {
        scan_carriage_return(cursor, NAME);
    } else if (octet == '\n') {
        scan_bare_lf(cursor, NAME);
    } else if (scan_is_space(octet)) {
        scan_find(cursor, REQUIREMENT_FIELD_NAME, scan_offset(cursor),
                  "white space in or behind a field name");
        cursor->at++;
        scan_go(cursor, NAME_SPACE);
    } else if (is_unended(cursor)) {
        end_unended(cursor);
    } else {
        scan_find(cursor, REQUIREMENT_FIELD_NAME, scan_offset(cursor),
                  "an octet that no field name may hold");
        oracle->name_bad = true;
        cursor->at++;
    }
}

void scan_at_name_space(struct cursor *cursor)
{
    const unsigned char octet = scan_octet(cursor);
    if (scan_is_space(octet)) {
        cursor->at++;
        return;
    }
    if (octet != ':' && octet != '\r' && octet != '\n')
        cursor->oracle->name_bad = true;
    scan_go(cursor, NAME);
}

void scan_at_value(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    struct octets run = scan_rest(cursor);
    run.len = text_run(run);
    field_value_octets(&oracle->fields, run, scan_offset(cursor));
    cursor->at += run.len;
    if (cursor->at == cursor->octets.len)
        return;
    if (scan_octet(cursor) == '\r') {
        scan_carriage_return(cursor, VALUE);
    } else if (scan_octet(cursor) == '\n') {
        scan_bare_lf(cursor, VALUE);
    } else {
        scan_find(cursor, REQUIREMENT_FIELD_VALUE, scan_offset(cursor),
                  "a control character in a field value");
        cursor->at++;
    }
}
