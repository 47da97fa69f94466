/* SPDX-License-Identifier: MIT */
/* The only file that calls llhttp.
 *
 * The parser pauses itself at the end of each response and behind the last chunk, so
 * that the scanner gets the octets behind: the next status line, or the trailers. It is
 * never reset across responses, because lengths of the one before would leak (all of
 * that is measured, not documented). */
#include "oracle/wire.h"

#include "oracle/exchange.h"

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
