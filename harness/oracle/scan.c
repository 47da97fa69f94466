/* SPDX-License-Identifier: MIT */
/* The scanner, a state machine over single octets.
 *
 * A step looks at one octet (or a run of them) in its state, names a defect, and
 * decides what the parser gets: spans of names and values go to it untouched, straight
 * from the octets fed (`span` is where the current one begins); what is defective is
 * withheld; status lines and line ends are given in their canonical form. A field that
 * must not act on the parser (any framing field of an interim response; Content-Length,
 * which is handed over once, when all of them are known) gets an `x` at the end of its
 * name.
 *
 * So the parser only ever sees clean grammar and parsing goes on behind a defect. Where
 * nobody can say what follows, the state is LOST and nothing more is judged. */
#include "oracle/scan.h"

#include "base/attr.h"
#include "oracle/plain.h"
#include "oracle/text.h"
#include "oracle/wire.h"

#include <stdio.h>
#include <string.h>

enum scan_state {
    BETWEEN,      /* before the first octet of a response */
    BETWEEN_CR,   /* ... behind a CR */
    VERSION,      /* in "HTTP/1.1 " */
    CODE,         /* in the status code */
    BEHIND_CODE,  /* at the space behind it */
    REASON,       /* in the reason phrase */
    LINE_CR,      /* behind a CR in a line; `back` is where it stood */
    LINE_START,   /* at the first octet of a field line, or of the empty line */
    NAME,         /* in a field name */
    NAME_SPACE,   /* in white space in or behind it */
    VALUE,        /* in a field value */
    SKIPPED_LINE, /* in a line that begins with white space, behind the status line */
    END_CR,       /* behind the CR of the empty line */
    CONTENT,      /* the parser reads */
    SEARCH,       /* behind what is no status line: looks for the next one */
    TUNNEL,       /* behind a 101: does HTTP go on all the same? */
    NOT_HTTP,     /* in a tunnel */
    LOST
};

struct cursor {
    struct oracle *oracle;
    struct octets octets;
    size_t at;   /* the octet looked at */
    size_t span; /* where what is not yet given to the parser begins */
};

static const struct octets VERSION_TEXT = {(const unsigned char *)"HTTP/1.1 ", 9};

static uint64_t offset_of(const struct cursor *cursor)
{
    return cursor->oracle->offset + cursor->at;
}

static unsigned char octet_at(const struct cursor *cursor)
{
    return cursor->octets.ptr[cursor->at];
}

static bool is_space(unsigned char octet)
{
    return octet == ' ' || octet == '\t';
}

static bool is_digit(unsigned char octet)
{
    return octet >= '0' && octet <= '9';
}

static void go(struct cursor *cursor, enum scan_state state)
{
    cursor->oracle->state = (uint8_t)state;
}

static void find(struct cursor *cursor, enum requirement requirement, uint64_t offset,
                 const char *detail)
{
    exchange_find_once(cursor->oracle, requirement, offset, detail);
}

/* Gives the parser the span that ends before the octet looked at. */
static void flush(struct cursor *cursor)
{
    if (cursor->at > cursor->span)
        wire_head(cursor->oracle, octets_slice(cursor->octets, cursor->span,
                                               cursor->at - cursor->span));
    cursor->span = cursor->at;
}

/* Flushes, and keeps the octet looked at from the parser. */
static void withhold(struct cursor *cursor)
{
    flush(cursor);
    cursor->at++;
    cursor->span = cursor->at;
}

static void insert(struct cursor *cursor, struct octets octets)
{
    flush(cursor);
    wire_head(cursor->oracle, octets);
}

static void lose(struct cursor *cursor, enum requirement requirement,
                 const char *detail)
{
    find(cursor, requirement, offset_of(cursor), detail);
    exchange_lost(cursor->oracle, offset_of(cursor));
    go(cursor, LOST);
}

/* A CR: the end of the line, if LF follows. */
static void carriage_return(struct cursor *cursor, enum scan_state back)
{
    cursor->oracle->cr_offset = offset_of(cursor);
    cursor->oracle->back = (uint8_t)back;
    withhold(cursor);
    go(cursor, LINE_CR);
}

static void judge_size(struct oracle *oracle, uint64_t end)
{
    const struct response *response = &oracle->response;
    const unsigned limit = oracle->limits->interim_octets;
    if (UNLIKELY(response->interim && limit > 0 && end - response->offset > limit))
        exchange_find_once(
            oracle, REQUIREMENT_INTERIM_SIZE, response->offset + limit,
            "an interim response larger than clients and gateways put up "
            "with");
}

/* The field line before this one is over: it was not folded. */
static void finish_field(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    if (!oracle->line_end_due)
        return;
    oracle->line_end_due = false;
    field_value_end(&oracle->fields);
    if (oracle->response.interim && oracle->response.status != 101 &&
        (oracle->fields.flags & FACT_CLOSE))
        find(cursor, REQUIREMENT_INTERIM_NO_CLOSE, oracle->fields.close_offset,
             "close in an interim response, whose sender owes a final one");
    insert(cursor, OCTETS("\r\n"));
}

/* A line ends with the LF looked at. */
static void end_line(struct cursor *cursor, enum scan_state line)
{
    struct oracle *oracle = cursor->oracle;
    if (line == REASON) {
        wire_start(oracle);
        wire_status_line(oracle);
    }
    if (line == NAME || line == NAME_SPACE) {
        find(cursor, REQUIREMENT_FIELD_NAME, offset_of(cursor),
             "a field line without a colon");
        insert(cursor, OCTETS("x:")); /* it may be empty as well */
        field_value_start(&oracle->fields, FIELD_OTHER);
    }
    oracle->line_end_due = true;
    withhold(cursor);
    judge_size(oracle, offset_of(cursor));
    go(cursor, LINE_START);
}

static void bare_lf(struct cursor *cursor, enum scan_state line)
{
    find(cursor, REQUIREMENT_LINE_CRLF, offset_of(cursor), "LF without a CR before it");
    flush(cursor);
    end_line(cursor, line);
}

static void at_line_cr(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const enum scan_state line = (enum scan_state)oracle->back;
    cursor->span = cursor->at;
    if (octet_at(cursor) == '\n') {
        end_line(cursor, line);
        return;
    }
    find(cursor, REQUIREMENT_LINE_CRLF, oracle->cr_offset,
         "CR without an LF behind it");
    go(cursor, line);
}

/* Between two responses, and the status line. */

static void start_response(struct cursor *cursor, uint64_t offset)
{
    exchange_start(cursor->oracle, offset);
    cursor->oracle->matched = 0;
    cursor->oracle->line_end_due = false;
    cursor->oracle->fields.id = FIELD_OTHER;
    go(cursor, VERSION);
}

static void garbage(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    oracle->matched = 0;
    if (exchange_garbage(oracle, oracle->response.offset, offset_of(cursor)))
        go(cursor, SEARCH);
    else
        go(cursor, LOST);
}

static void stray_line(struct cursor *cursor, uint64_t offset)
{
    exchange_between(cursor->oracle);
    find(cursor, REQUIREMENT_INTERIM_NO_STRAY_CRLF, offset,
         "an empty line where a status line was due");
    cursor->at++;
    go(cursor, BETWEEN);
}

static void end_content(struct cursor *cursor, uint64_t end)
{
    exchange_done(cursor->oracle, end);
    go(cursor, BETWEEN);
}

/* Content follows a plain header section: the parser frames it, and needs no more of
 * the header section than that. */
static void begin_content(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    wire_framing(oracle);
    if (oracle->response.complete)
        end_content(cursor, offset_of(cursor));
    else
        go(cursor, CONTENT);
}

/* A header section that is plain and lies whole in this piece: no step by step. */
static bool take_plain(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    struct plain plain;
    const struct octets view = octets_slice(cursor->octets, cursor->at, SIZE_MAX);
    const size_t len = plain_head(view, &plain);
    const unsigned limit = oracle->limits->interim_octets;
    if (len == 0 || (plain.status < 200 && len > limit && limit > 0))
        return false;
    const uint64_t offset = offset_of(cursor);
    exchange_start(oracle, offset);
    oracle->line_end_due = false;
    oracle->response.major = 1;
    oracle->response.minor = 1;
    oracle->response.status = (uint16_t)plain.status;
    exchange_status(oracle);
    for (size_t row = 0; row < plain.count; row++) {
        field_value_start(&oracle->fields, plain.fields[row].id);
        field_value_octets(&oracle->fields, plain.fields[row].value, offset);
        field_value_end(&oracle->fields);
    }
    cursor->at += len;
    const enum framing framing = exchange_head(oracle, offset_of(cursor));
    if (framing == FRAMING_NONE && !oracle->response.interim)
        end_content(cursor, offset_of(cursor));
    else if (framing == FRAMING_CONTENT)
        begin_content(cursor);
    else if (framing != FRAMING_NONE)
        go(cursor, framing == FRAMING_TUNNEL ? NOT_HTTP : LOST);
    return true;
}

static void at_between(struct cursor *cursor)
{
    if (LIKELY(take_plain(cursor)))
        return;
    if (octet_at(cursor) == '\n') {
        stray_line(cursor, offset_of(cursor));
    } else if (octet_at(cursor) == '\r') {
        cursor->oracle->cr_offset = offset_of(cursor);
        cursor->at++;
        go(cursor, BETWEEN_CR);
    } else {
        start_response(cursor, offset_of(cursor));
    }
}

static void at_between_cr(struct cursor *cursor)
{
    if (octet_at(cursor) == '\n') {
        stray_line(cursor, cursor->oracle->cr_offset);
        return;
    }
    start_response(cursor, cursor->oracle->cr_offset);
    garbage(cursor);
}

static void at_version(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const unsigned char octet = octet_at(cursor);
    const unsigned matched = oracle->matched;
    if (matched == 8) {
        if (octet != ' ' && octet != '\t') {
            lose(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR,
                 "a space was due behind the version");
            return;
        }
        if (octet == '\t')
            find(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, offset_of(cursor),
                 "a tab where a space was due");
        oracle->matched = 0;
        oracle->response.line_offset = offset_of(cursor) + 1;
        go(cursor, CODE);
    } else if (matched == 5 && is_digit(octet)) {
        oracle->response.major = (uint8_t)(octet - '0');
    } else if (matched == 7 && is_digit(octet)) {
        oracle->response.minor = (uint8_t)(octet - '0');
    } else if (octet != VERSION_TEXT.ptr[matched] || matched == 5 || matched == 7) {
        garbage(cursor);
        return;
    }
    if (matched < 8)
        oracle->matched++;
    cursor->at++;
}

static void at_code(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const unsigned char octet = octet_at(cursor);
    if (oracle->matched == 0 && is_space(octet)) {
        find(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, offset_of(cursor),
             "more than one space behind the version");
        oracle->response.line_offset = offset_of(cursor) + 1;
        cursor->at++;
        return;
    }
    if (!is_digit(octet)) {
        lose(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, "a status code is three digits");
        return;
    }
    oracle->response.status = (uint16_t)(oracle->response.status * 10 + (octet - '0'));
    cursor->at++;
    if (++oracle->matched == 3) {
        exchange_status(oracle);
        go(cursor, BEHIND_CODE);
    }
}

static void at_behind_code(struct cursor *cursor)
{
    const unsigned char octet = octet_at(cursor);
    if (is_digit(octet)) {
        lose(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, "a status code is three digits");
        return;
    }
    if (octet != ' ')
        find(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, offset_of(cursor),
             "a space was due behind the status code, also before an empty reason");
    else
        cursor->at++;
    go(cursor, REASON);
}

static void at_reason(struct cursor *cursor)
{
    cursor->at += text_run(octets_slice(cursor->octets, cursor->at, SIZE_MAX));
    cursor->span = cursor->at;
    if (cursor->at == cursor->octets.len)
        return;
    if (octet_at(cursor) == '\r') {
        carriage_return(cursor, REASON);
    } else if (octet_at(cursor) == '\n') {
        bare_lf(cursor, REASON);
    } else {
        find(cursor, REQUIREMENT_STATUS_LINE_GRAMMAR, offset_of(cursor),
             "a control character in the reason phrase");
        withhold(cursor);
    }
}

/* The header section. */

/* The empty line is complete; the octet looked at is the first behind it. */
static void end_head(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const uint64_t end = offset_of(cursor);
    judge_size(oracle, end);
    if (oracle->response.trailers) {
        insert(cursor, OCTETS("\r\n"));
        end_content(cursor, end);
        return;
    }
    const enum framing framing = exchange_head(oracle, end);
    if (framing == FRAMING_TUNNEL) {
        oracle->cr_offset = end;
        oracle->matched = 0;
        go(cursor,
           oracle->response.interim && !(oracle->fields.flags & FACT_SPEAKS_HTTP)
               ? TUNNEL
               : NOT_HTTP);
        return;
    }
    if (framing == FRAMING_LOST) {
        go(cursor, LOST);
        return;
    }
    oracle->response.skip = framing == FRAMING_NONE;
    if (framing == FRAMING_CONTENT)
        wire_length(oracle);
    insert(cursor, OCTETS("\r\n"));
    if (oracle->response.interim)
        go(cursor, BETWEEN);
    else if (oracle->response.complete)
        end_content(cursor, end);
    else
        go(cursor, CONTENT);
}

static void at_leading_space(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    if (!oracle->response.fields) {
        find(cursor, REQUIREMENT_LINE_NO_LEADING_SPACE, offset_of(cursor),
             "white space between the status line and the first field");
        go(cursor, SKIPPED_LINE);
        return;
    }
    find(cursor, REQUIREMENT_FIELD_NO_OBS_FOLD, offset_of(cursor),
         "a line that goes on with the field value before it");
    oracle->line_end_due = false;
    insert(cursor, OCTETS(" "));
    field_value_octets(&oracle->fields, OCTETS(" "), offset_of(cursor));
    go(cursor, VALUE);
    withhold(cursor);
}

static void at_line_start(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const unsigned char octet = octet_at(cursor);
    cursor->span = cursor->at;
    if (is_space(octet) && !(oracle->response.trailers && !oracle->response.fields)) {
        at_leading_space(cursor);
        return;
    }
    finish_field(cursor);
    if (octet == '\r') {
        oracle->cr_offset = offset_of(cursor);
        withhold(cursor);
        go(cursor, END_CR);
    } else if (octet == '\n') {
        find(cursor, REQUIREMENT_LINE_CRLF, offset_of(cursor),
             "LF without a CR before it");
        withhold(cursor);
        end_head(cursor);
    } else {
        oracle->response.line_offset = offset_of(cursor);
        oracle->response.fields = true;
        oracle->name_bad = false;
        field_name_start(&oracle->fields);
        go(cursor, NAME);
    }
}

static void at_end_cr(struct cursor *cursor)
{
    cursor->span = cursor->at;
    if (octet_at(cursor) == '\n') {
        withhold(cursor);
        end_head(cursor);
        return;
    }
    find(cursor, REQUIREMENT_LINE_CRLF, cursor->oracle->cr_offset,
         "CR without an LF behind it");
    go(cursor, LINE_START);
}

static void at_skipped_line(struct cursor *cursor)
{
    if (octet_at(cursor) == '\n')
        go(cursor, LINE_START);
    cursor->at++;
}

static void judge_interim_field(struct cursor *cursor, enum field_id id)
{
    const struct response *response = &cursor->oracle->response;
    const uint64_t offset = response->line_offset;
    if (id == FIELD_CONTENT_LENGTH)
        find(cursor, REQUIREMENT_INTERIM_NO_CONTENT_LENGTH, offset,
             "Content-Length in an interim response");
    else if (id == FIELD_TRANSFER_ENCODING)
        find(cursor, REQUIREMENT_INTERIM_NO_TRANSFER_ENCODING, offset,
             "Transfer-Encoding in an interim response");
    else if (id == FIELD_REPRESENTATION && response->status != 103 &&
             response->status != 101)
        find(cursor, REQUIREMENT_INTERIM_NO_REPRESENTATION, offset,
             "a field that describes a representation, of which there is none");
}

/* The colon behind a name. */
static void end_name(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const struct response *response = &oracle->response;
    enum field_id id = field_name_end(&oracle->fields);
    if (oracle->fields.name_len == 0) {
        find(cursor, REQUIREMENT_FIELD_NAME, offset_of(cursor), "an empty field name");
        oracle->name_bad = true;
    }
    const bool acts = id != FIELD_OTHER && id != FIELD_REPRESENTATION;
    if (oracle->name_bad || id == FIELD_CONTENT_LENGTH ||
        (acts && (response->trailers || response->interim)))
        insert(cursor, OCTETS("x"));
    if (oracle->name_bad || response->trailers)
        id = FIELD_OTHER;
    if (response->interim)
        judge_interim_field(cursor, id);
    field_value_start(&oracle->fields, id);
    cursor->at++;
    go(cursor, VALUE);
}

/* A status line stands where a field line or the empty line was due: the interim
 * response before it was not ended. Its "HTTP/" has been read. */
static bool is_unended(const struct cursor *cursor)
{
    const struct oracle *oracle = cursor->oracle;
    return octet_at(cursor) == '/' && oracle->response.interim &&
           oracle->response.status != 101 &&
           offset_of(cursor) == oracle->response.line_offset + 4 &&
           memcmp(oracle->fields.name, "HTTP", 4) == 0;
}

static void end_unended(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const uint64_t offset = oracle->response.line_offset;
    find(cursor, REQUIREMENT_FIELD_NAME, offset_of(cursor),
         "a status line before the empty line that ends the interim response");
    exchange_head(oracle, offset);
    start_response(cursor, offset);
    oracle->matched = 5;
    cursor->at++;
    cursor->span = cursor->at;
}

static void at_name(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const struct octets run =
        octets_slice(cursor->octets, cursor->at,
                     token_run(octets_slice(cursor->octets, cursor->at, SIZE_MAX)));
    field_name_octets(&oracle->fields, run);
    cursor->at += run.len;
    if (cursor->at == cursor->octets.len)
        return;
    const unsigned char octet = octet_at(cursor);
    if (octet == ':') {
        end_name(cursor);
    } else if (octet == '\r') {
        carriage_return(cursor, NAME);
    } else if (octet == '\n') {
        bare_lf(cursor, NAME);
    } else if (is_space(octet)) {
        find(cursor, REQUIREMENT_FIELD_NAME, offset_of(cursor),
             "white space in or behind a field name");
        withhold(cursor);
        go(cursor, NAME_SPACE);
    } else if (is_unended(cursor)) {
        end_unended(cursor);
    } else {
        find(cursor, REQUIREMENT_FIELD_NAME, offset_of(cursor),
             "an octet that no field name may hold");
        oracle->name_bad = true;
        withhold(cursor);
    }
}

static void at_name_space(struct cursor *cursor)
{
    const unsigned char octet = octet_at(cursor);
    cursor->span = cursor->at;
    if (is_space(octet)) {
        withhold(cursor);
        return;
    }
    if (octet != ':' && octet != '\r' && octet != '\n')
        cursor->oracle->name_bad = true;
    go(cursor, NAME);
}

static void at_value(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const struct octets run =
        octets_slice(cursor->octets, cursor->at,
                     text_run(octets_slice(cursor->octets, cursor->at, SIZE_MAX)));
    field_value_octets(&oracle->fields, run, offset_of(cursor));
    cursor->at += run.len;
    if (cursor->at == cursor->octets.len)
        return;
    if (octet_at(cursor) == '\r') {
        carriage_return(cursor, VALUE);
    } else if (octet_at(cursor) == '\n') {
        bare_lf(cursor, VALUE);
    } else {
        find(cursor, REQUIREMENT_FIELD_VALUE, offset_of(cursor),
             "a control character in a field value");
        withhold(cursor);
    }
}

/* Behind the header section. */

/* The parser stops at a defect of chunked framing, or (which would be a bug of ours) in
 * a header section. */
static void refuse(struct cursor *cursor)
{
    char detail[120];
    if (wire_lacks_cr(cursor->oracle)) {
        cursor->at--; /* it stands behind the LF */
        lose(cursor, REQUIREMENT_LINE_CRLF,
             "LF without a CR before it, in the chunked framing of the content");
        cursor->at++;
        return;
    }
    snprintf(detail, sizeof detail, "the content has no readable end (%.60s)",
             wire_reason(cursor->oracle));
    lose(cursor, REQUIREMENT_EXCHANGE_COMPLETE, detail);
}

static void at_content(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    struct response *response = &oracle->response;
    cursor->at += wire_content(
        oracle, octets_slice(cursor->octets, cursor->at, SIZE_MAX), offset_of(cursor));
    if (response->complete) {
        end_content(cursor, offset_of(cursor));
    } else if (response->last_chunk && !response->trailers) {
        response->trailers = true;
        response->fields = false;
        oracle->line_end_due = false;
        go(cursor, LINE_START);
    }
}

/* Looks for "HTTP/1.", a digit and a space. H stands at its start alone, so a mismatch
 * never hides a match that has begun. */
static void at_search(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    const unsigned char octet = octet_at(cursor);
    const unsigned matched = oracle->matched;
    const bool fits =
        matched == 7 ? is_digit(octet) : octet == VERSION_TEXT.ptr[matched];
    cursor->at++;
    if (!fits) {
        oracle->matched = octet == 'H';
        return;
    }
    if (matched == 7)
        oracle->back = (uint8_t)(octet - '0');
    if (++oracle->matched < VERSION_TEXT.len)
        return;
    const uint8_t minor = oracle->back;
    start_response(cursor, offset_of(cursor) - VERSION_TEXT.len);
    oracle->response.major = 1;
    oracle->response.minor = minor;
    oracle->response.line_offset = offset_of(cursor);
    go(cursor, CODE);
}

static void at_tunnel(struct cursor *cursor)
{
    struct oracle *oracle = cursor->oracle;
    if (octet_at(cursor) != VERSION_TEXT.ptr[oracle->matched]) {
        go(cursor, NOT_HTTP);
        return;
    }
    cursor->at++;
    if (++oracle->matched < VERSION_TEXT.len)
        return;
    find(cursor, REQUIREMENT_SWITCHING_LAST, oracle->cr_offset,
         "HTTP/1.1 goes on behind a 101 that named another protocol");
    go(cursor, NOT_HTTP);
}

static void at_nothing(struct cursor *cursor)
{
    cursor->at = cursor->octets.len;
}

typedef void step(struct cursor *cursor);

static step *const STEPS[] = {
    [BETWEEN] = at_between,
    [BETWEEN_CR] = at_between_cr,
    [VERSION] = at_version,
    [CODE] = at_code,
    [BEHIND_CODE] = at_behind_code,
    [REASON] = at_reason,
    [LINE_CR] = at_line_cr,
    [LINE_START] = at_line_start,
    [NAME] = at_name,
    [NAME_SPACE] = at_name_space,
    [VALUE] = at_value,
    [SKIPPED_LINE] = at_skipped_line,
    [END_CR] = at_end_cr,
    [CONTENT] = at_content,
    [SEARCH] = at_search,
    [TUNNEL] = at_tunnel,
    [NOT_HTTP] = at_nothing,
    [LOST] = at_nothing,
};

void scan_feed(struct oracle *oracle, struct octets octets)
{
    struct cursor cursor = {.oracle = oracle, .octets = octets};
    while (cursor.at < octets.len) {
        STEPS[oracle->state](&cursor);
        if (UNLIKELY(oracle->response.failed) && oracle->state != LOST)
            refuse(&cursor);
    }
    if (oracle->state == NAME || oracle->state == VALUE)
        flush(&cursor);
    oracle->offset += octets.len;
}

enum cut scan_end(struct oracle *oracle, enum oracle_end how)
{
    switch ((enum scan_state)oracle->state) {
    case BETWEEN:
    case BETWEEN_CR:
    case SEARCH:
        return CUT_BETWEEN;
    case TUNNEL:
    case NOT_HTTP:
    case LOST:
        return CUT_NOT_JUDGED;
    case CONTENT:
        if (!oracle->response.close_delimited || how != ORACLE_CLOSED)
            return CUT_RESPONSE;
        wire_finish(oracle);
        exchange_done(oracle, oracle->offset);
        oracle->state = BETWEEN;
        return CUT_BETWEEN;
    case VERSION:
    case CODE:
        return CUT_STATUS_LINE;
    case BEHIND_CODE:
    case REASON:
    case LINE_CR:
    case LINE_START:
    case NAME:
    case NAME_SPACE:
    case VALUE:
    case SKIPPED_LINE:
    case END_CR:
        break;
    }
    if (how != ORACLE_OPEN)
        judge_size(oracle, oracle->offset);
    return CUT_RESPONSE;
}
