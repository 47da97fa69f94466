/* SPDX-License-Identifier: MIT */
/* The only file that calls llhttp.
 *
 * The parser gets a header section of ours that frames the content as the scanner read
 * it: releases of llhttp differ in what they refuse in a header section. It pauses
 * itself at the end of the content and behind the last chunk, so that the scanner gets
 * the octets behind: the next status line, or the trailers. It is never reset, because
 * lengths of the response before would leak (all of that is measured, not documented):
 * each content has a parser of its own, a copy of one that has read such a section. */
#include "oracle/wire.h"

#include "base/ensure.h"
#include "oracle/exchange.h"

#include <pthread.h>

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
    .on_body = on_body,
    .on_chunk_header = on_chunk_header,
    .on_message_complete = on_message_complete,
};

/* By what the content is framed, and the header section that says so; of a length, as
 * far as the number. */
enum framed { BY_CLOSE, BY_LENGTH, BY_CHUNKS, FRAMED_COUNT };
static const char *const HEADS[FRAMED_COUNT] = {
    [BY_CLOSE] = "HTTP/1.1 200 \r\n\r\n",
    [BY_LENGTH] = "HTTP/1.1 200 \r\nContent-Length: ",
    [BY_CHUNKS] = "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n",
};

static enum framed framed(const struct oracle *oracle)
{
    const unsigned flags = oracle->fields.flags;
    if (flags & FACT_CODING)
        return flags & FACT_CHUNKED ? BY_CHUNKS : BY_CLOSE;
    return flags & FACT_LENGTH ? BY_LENGTH : BY_CLOSE;
}

static llhttp_errno_t execute(llhttp_t *parser, struct octets octets)
{
    return llhttp_execute(parser, (const char *)octets.ptr, octets.len);
}

/* Parsers that have read these header sections, once a process. */
static llhttp_t READY[FRAMED_COUNT];
static pthread_once_t MADE_READY = PTHREAD_ONCE_INIT;

static void make_ready(void)
{
    for (enum framed by = 0; by < FRAMED_COUNT; by++) {
        llhttp_init(&READY[by], HTTP_RESPONSE, &SETTINGS);
        llhttp_set_lenient_spaces_after_chunk_size(&READY[by], 1);
        ENSURE(execute(&READY[by], octets_of(HEADS[by])) == HPE_OK);
    }
}

/* The number, and the empty line behind it. */
static void tell_length(struct oracle *oracle)
{
    unsigned char line[24];
    size_t at = sizeof line;
    uint64_t number = oracle->fields.content_length;
    for (size_t n = 0; n < 2; n++) {
        line[--at] = '\n';
        line[--at] = '\r';
    }
    do {
        line[--at] = (unsigned char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    const llhttp_errno_t code =
        execute(&oracle->parser, (struct octets){line + at, sizeof line - at});
    oracle->response.failed = code != HPE_OK && code != HPE_PAUSED;
}

void wire_start(struct oracle *oracle)
{
    const enum framed by = framed(oracle);
    pthread_once(&MADE_READY, make_ready);
    oracle->parser = READY[by];
    oracle->parser.data = oracle;
    if (by == BY_LENGTH)
        tell_length(oracle);
}

size_t wire_content(struct oracle *oracle, struct octets octets, uint64_t offset)
{
    oracle->piece = octets.ptr;
    oracle->piece_offset = offset;
    const llhttp_errno_t code = execute(&oracle->parser, octets);
    if (code == HPE_OK)
        return octets.len;
    const char *stop = llhttp_get_error_pos(&oracle->parser);
    oracle->response.failed = code != HPE_PAUSED;
    return (size_t)((const unsigned char *)stop - octets.ptr);
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
