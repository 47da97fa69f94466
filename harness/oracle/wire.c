/* SPDX-License-Identifier: MIT */
/* The only file that calls llhttp.
 *
 * The parser pauses itself at the end of each response and behind the last chunk, so
 * that the scanner gets the octets behind: the next status line, or the trailers. It is
 * never reset across responses, because lengths of the one before would leak (all of
 * that is measured, not documented). */
#include "oracle/wire.h"

#include "oracle/exchange.h"

#include <string.h>

static int on_headers_complete(llhttp_t *parser)
{
    const struct oracle *oracle = parser->data;
    return oracle->response.skip ? 1 : 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t len)
{
    struct oracle *oracle = parser->data;
    const unsigned char *ptr = (const unsigned char *)at;
    exchange_content(oracle, (struct octets){ptr, len},
                     oracle->piece_offset + (uint64_t)(ptr - oracle->piece));
    return 0;
}

static int on_chunk_header(llhttp_t *parser)
{
    struct oracle *oracle = parser->data;
    if (parser->content_length != 0)
        return 0;
    oracle->response.last_chunk = true;
    return HPE_PAUSED;
}

static int on_message_complete(llhttp_t *parser)
{
    struct oracle *oracle = parser->data;
    oracle->response.complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t SETTINGS = {
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_chunk_header = on_chunk_header,
    .on_message_complete = on_message_complete,
};

void wire_start(struct oracle *oracle)
{
    llhttp_init(&oracle->parser, HTTP_RESPONSE, &SETTINGS);
    oracle->parser.data = oracle;
    llhttp_set_lenient_spaces_after_chunk_size(&oracle->parser, 1);
}

/* Lines to be given to the parser in place of others. */
struct lines {
    size_t len;
    unsigned char octets[80];
};

static void add(struct lines *lines, struct octets octets)
{
    memcpy(lines->octets + lines->len, octets.ptr, octets.len);
    lines->len += octets.len;
}

static void add_status_line(struct lines *lines, unsigned status)
{
    const unsigned char code[] = {
        (unsigned char)('0' + (status < 100 ? 5 : status / 100)),
        (unsigned char)('0' + status / 10 % 10), (unsigned char)('0' + status % 10),
        ' '};
    add(lines, OCTETS("HTTP/1.1 "));
    add(lines, (struct octets){code, sizeof code});
}

static void add_digits(struct lines *lines, uint64_t number)
{
    unsigned char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (unsigned char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    add(lines, (struct octets){digits + at, sizeof digits - at});
}

static bool framed_by_length(const struct field_reader *fields)
{
    return (fields->flags & FACT_LENGTH) && !(fields->flags & FACT_CODING);
}

void wire_status_line(struct oracle *oracle)
{
    struct lines lines = {.len = 0};
    add_status_line(&lines, oracle->response.status);
    wire_head(oracle, (struct octets){lines.octets, lines.len});
}

void wire_framing_field(struct oracle *oracle)
{
    struct lines lines = {.len = 0};
    if (framed_by_length(&oracle->fields)) {
        add(&lines, OCTETS("Content-Length: "));
        add_digits(&lines, oracle->fields.content_length);
        add(&lines, OCTETS("\r\n"));
    } else if (oracle->fields.flags & FACT_CHUNKED) {
        add(&lines, OCTETS("Transfer-Encoding: chunked\r\n"));
    }
    wire_head(oracle, (struct octets){lines.octets, lines.len});
}

void wire_framing(struct oracle *oracle)
{
    struct lines lines = {.len = 0};
    if (framed_by_length(&oracle->fields)) {
        oracle->parser = oracle->before_length;
        add_digits(&lines, oracle->fields.content_length);
        add(&lines, OCTETS("\r\n\r\n"));
    } else {
        wire_start(oracle);
        add_status_line(&lines, oracle->response.status);
        add(&lines, oracle->fields.flags & FACT_CHUNKED
                        ? OCTETS("\r\nTransfer-Encoding: chunked\r\n\r\n")
                        : OCTETS("\r\n\r\n"));
    }
    wire_head(oracle, (struct octets){lines.octets, lines.len});
}

void wire_prepare(struct oracle *oracle)
{
    wire_start(oracle);
    wire_head(oracle, OCTETS("HTTP/1.1 200 \r\nContent-Length: "));
    oracle->before_length = oracle->parser;
}

static llhttp_errno_t execute(struct oracle *oracle, struct octets octets)
{
    if (octets.len == 0)
        return HPE_OK;
    return llhttp_execute(&oracle->parser, (const char *)octets.ptr, octets.len);
}

void wire_head(struct oracle *oracle, struct octets octets)
{
    const llhttp_errno_t code = execute(oracle, octets);
    if (code != HPE_OK && !(code == HPE_PAUSED && oracle->response.complete))
        oracle->response.failed = true;
}

size_t wire_content(struct oracle *oracle, struct octets octets, uint64_t offset)
{
    oracle->piece = octets.ptr;
    oracle->piece_offset = offset;
    const llhttp_errno_t code = execute(oracle, octets);
    if (code == HPE_OK)
        return octets.len;
    const char *stop = llhttp_get_error_pos(&oracle->parser);
    if (code == HPE_PAUSED)
        llhttp_resume(&oracle->parser);
    else
        oracle->response.failed = true;
    return (size_t)((const unsigned char *)stop - octets.ptr);
}

void wire_finish(struct oracle *oracle)
{
    llhttp_finish(&oracle->parser);
}

bool wire_lacks_cr(const struct oracle *oracle)
{
    return llhttp_get_errno(&oracle->parser) == HPE_CR_EXPECTED;
}

const char *wire_reason(const struct oracle *oracle)
{
    const char *reason = llhttp_get_error_reason(&oracle->parser);
    return reason ? reason : "";
}
