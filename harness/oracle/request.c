/* SPDX-License-Identifier: MIT */
/* The request reader: a state machine over octets, and over runs of them within a word,
 * a name or a value. It holds one word, one name and one list element, and hands
 * content on as it comes.
 *
 * It is lenient on purpose: bare LF ends a line, a line without a colon is passed over,
 * white space around a field name is dropped. It gives up (REQUEST_INVALID) only where
 * nobody could say where the request ends. */
#include "oracle/request.h"

#include "base/octets.h"
#include "oracle/text.h"

#include <limits.h>
#include <string.h>

enum {
    AT_START, /* before a request line; empty lines are passed over (RFC 9112 §2.2) */
    IN_REQUEST_LINE,
    AT_FIELD, /* at the start of a line behind the request line */
    IN_NAME,
    IN_VALUE,
    IN_CONTENT,
    IN_CHUNK_SIZE,
    IN_CHUNK_EXTENSION,
    IN_CHUNK,
    BEHIND_CHUNK, /* the CRLF that ends a chunk */
    IN_TUNNEL,
    GIVEN_UP
};

void request_reader_init(struct request_reader *reader, request_sink *sink, void *user)
{
    memset(reader, 0, sizeof *reader);
    reader->sink = sink;
    reader->user = user;
}

static struct request_event new_event(const struct request_reader *reader,
                                      enum request_event_kind kind, uint64_t end)
{
    return (struct request_event){
        .kind = kind, .offset = reader->start, .end = end, .reason = ""};
}

static void give_up(struct request_reader *reader, const char *reason)
{
    struct request_event event = new_event(reader, REQUEST_INVALID, reader->offset);
    event.offset = reader->offset;
    event.request.invalid = true;
    event.reason = reason;
    reader->state = GIVEN_UP;
    reader->sink(reader->user, &event);
}

static struct octets held_word(const struct request_reader *reader)
{
    return (struct octets){reader->word, reader->word_len};
}

static void end_word(struct request_reader *reader)
{
    if (reader->words == 0) {
        reader->is_head = octets_equal(held_word(reader), OCTETS("HEAD"));
        reader->is_connect = octets_equal(held_word(reader), OCTETS("CONNECT"));
    }
    if (reader->words < UINT8_MAX)
        reader->words++;
    reader->word_len = 0;
}

static void end_request_line(struct request_reader *reader)
{
    struct octets version = held_word(reader);
    if (version.len > 0 && version.ptr[version.len - 1] == '\r')
        version.len--;
    if (reader->words < 2 || version.len != 8 ||
        !octets_starts_with(version, OCTETS("HTTP/"))) {
        give_up(reader, "a request line is METHOD SP TARGET SP HTTP/1.1");
        return;
    }
    reader->http10 =
        version.ptr[5] < '1' || (version.ptr[5] == '1' && version.ptr[7] == '0');
    reader->state = AT_FIELD;
    field_reset(&reader->fields, (struct octets){NULL, 0});
    field_name_start(&reader->fields);
}

static void word_octets(struct request_reader *reader, struct octets octets)
{
    const size_t room = sizeof reader->word - reader->word_len;
    const size_t len = octets.len < room ? octets.len : room;
    if (len > 0)
        memcpy(reader->word + reader->word_len, octets.ptr, len);
    reader->word_len = (uint8_t)(reader->word_len + len);
}

static void request_line_octet(struct request_reader *reader, unsigned char octet)
{
    if (octet == '\n')
        end_request_line(reader);
    else if (octet == ' ')
        end_word(reader);
    else
        word_octets(reader, (struct octets){&octet, 1});
}

static void end_request(struct request_reader *reader)
{
    const struct request_event event =
        new_event(reader, REQUEST_END, reader->offset + 1);
    reader->state = AT_START;
    reader->trailers = false; /* or the next request's fields would pass for them */
    reader->sink(reader->user, &event);
}

/* The empty line behind the header section. */
static void end_head(struct request_reader *reader)
{
    const unsigned flags = reader->fields.flags;
    const bool chunked = flags & FACT_CHUNKED;
    if ((flags & FACT_CODING) && !chunked) {
        give_up(reader, "a Transfer-Encoding whose last coding is not chunked");
        return;
    }
    if (!chunked && (flags & FACT_LENGTH_BAD)) {
        give_up(reader, "a Content-Length that is no number");
        return;
    }
    const uint64_t length = chunked ? 0 : reader->fields.content_length;
    struct request_event event = new_event(reader, REQUEST_HEAD, reader->offset + 1);
    event.request = (struct oracle_request){
        .method = reader->is_head      ? ORACLE_METHOD_HEAD
                  : reader->is_connect ? ORACLE_METHOD_CONNECT
                                       : ORACLE_METHOD_OTHER,
        .http10 = reader->http10,
        .expect_continue = flags & FACT_CONTINUE,
        .content_follows = chunked || length > 0,
        .close = (flags & FACT_CLOSE) || (reader->http10 && !(flags & FACT_KEEP_ALIVE)),
    };
    reader->left = length;
    reader->digits = 0;
    reader->sink(reader->user, &event);
    if (reader->is_connect)
        reader->state = IN_TUNNEL;
    else if (chunked)
        reader->state = IN_CHUNK_SIZE;
    else if (length > 0)
        reader->state = IN_CONTENT;
    else
        end_request(reader);
}

static void end_field_section(struct request_reader *reader)
{
    if (reader->trailers)
        end_request(reader);
    else
        end_head(reader);
}

static void field_octet(struct request_reader *reader, unsigned char octet)
{
    if (octet == '\n') {
        end_field_section(reader);
    } else if (octet == ' ' || octet == '\t') {
        reader->state = IN_VALUE; /* folded: goes on with the value before it */
    } else if (octet != '\r') {
        field_name_start(&reader->fields);
        field_name_octets(&reader->fields, (struct octets){&octet, 1});
        reader->state = IN_NAME;
    }
}

static void name_octet(struct request_reader *reader, unsigned char octet)
{
    if (octet == '\n') {
        reader->state = AT_FIELD;
    } else if (octet == ':') {
        const enum field_id id = field_name_end(&reader->fields);
        field_value_start(&reader->fields, reader->trailers ? FIELD_OTHER : id);
        reader->state = IN_VALUE;
    } else if (octet != ' ' && octet != '\t' && octet != '\r') {
        field_name_octets(&reader->fields, (struct octets){&octet, 1});
    }
}

static void value_octet(struct request_reader *reader, unsigned char octet)
{
    if (octet == '\n') {
        field_value_end(&reader->fields);
        reader->state = AT_FIELD;
    } else if (octet != '\r') {
        field_value_octets(&reader->fields, (struct octets){&octet, 1}, reader->offset);
    }
}

static int hex_digit(unsigned char octet)
{
    if (octet >= '0' && octet <= '9')
        return octet - '0';
    octet |= 0x20;
    return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

static void end_chunk_size(struct request_reader *reader)
{
    if (reader->digits == 0) {
        give_up(reader, "a chunk size is hexadecimal digits");
    } else if (reader->left > 0) {
        reader->state = IN_CHUNK;
    } else {
        reader->trailers = true;
        reader->state = AT_FIELD;
    }
}

static void chunk_size_octet(struct request_reader *reader, unsigned char octet)
{
    const int digit = hex_digit(octet);
    if (digit >= 0 && reader->digits < 15) {
        reader->left = reader->left << 4 | (unsigned)digit;
        reader->digits++;
    } else if (octet == '\n') {
        end_chunk_size(reader);
    } else if (octet == ';') {
        reader->state = IN_CHUNK_EXTENSION;
    } else if (octet != '\r' && octet != ' ' && octet != '\t') {
        give_up(reader, "a chunk size is hexadecimal digits");
    }
}

static void behind_chunk_octet(struct request_reader *reader, unsigned char octet)
{
    if (octet == '\n') {
        reader->state = IN_CHUNK_SIZE;
        reader->digits = 0;
        reader->left = 0;
    } else if (octet != '\r') {
        give_up(reader, "a chunk ends in CRLF");
    }
}

static void one_octet(struct request_reader *reader, unsigned char octet)
{
    switch (reader->state) {
    case AT_START:
        if (octet == '\r' || octet == '\n')
            break;
        reader->start = reader->offset;
        reader->words = 0;
        reader->word_len = 0;
        reader->state = IN_REQUEST_LINE;
        request_line_octet(reader, octet);
        break;
    case IN_REQUEST_LINE:
        request_line_octet(reader, octet);
        break;
    case AT_FIELD:
        field_octet(reader, octet);
        break;
    case IN_NAME:
        name_octet(reader, octet);
        break;
    case IN_VALUE:
        value_octet(reader, octet);
        break;
    case IN_CHUNK_SIZE:
        chunk_size_octet(reader, octet);
        break;
    case IN_CHUNK_EXTENSION:
        if (octet == '\n')
            end_chunk_size(reader);
        break;
    default:
        behind_chunk_octet(reader, octet);
        break;
    }
}

/* Content that lies in view; returns how many octets of it that is. */
static size_t content(struct request_reader *reader, struct octets view)
{
    const size_t len = view.len < reader->left ? view.len : (size_t)reader->left;
    struct request_event event =
        new_event(reader, REQUEST_CONTENT, reader->offset + len);
    event.offset = reader->offset;
    event.content = octets_slice(view, 0, len);
    reader->left -= len;
    reader->sink(reader->user, &event);
    if (reader->left > 0) {
        reader->offset += len;
        return len;
    }
    reader->offset += len - 1; /* end_request counts from its last octet */
    if (reader->state == IN_CONTENT)
        end_request(reader);
    else
        reader->state = BEHIND_CHUNK;
    reader->offset++;
    return len;
}

static void tunnel(struct request_reader *reader, size_t len)
{
    struct request_event event =
        new_event(reader, REQUEST_TUNNEL, reader->offset + len);
    event.offset = reader->offset;
    reader->state = GIVEN_UP;
    reader->sink(reader->user, &event);
}

static size_t word_run(struct octets view)
{
    size_t at = 0;
    while (at < view.len && view.ptr[at] != ' ' && view.ptr[at] != '\n')
        at++;
    return at;
}

/* The octets at the start of view that change nothing but what is being held, taken at
 * once; returns how many they are. */
static size_t take_run(struct request_reader *reader, struct octets view)
{
    struct octets run = {view.ptr, 0};
    if (reader->state == IN_VALUE) {
        run.len = text_run(view);
        field_value_octets(&reader->fields, run, reader->offset);
    } else if (reader->state == IN_NAME) {
        run.len = token_run(view);
        field_name_octets(&reader->fields, run);
    } else if (reader->state == IN_REQUEST_LINE) {
        run.len = word_run(view);
        word_octets(reader, run);
    }
    reader->offset += run.len;
    return run.len;
}

void request_reader_feed(struct request_reader *reader, struct octets octets)
{
    size_t at = 0;
    while (at < octets.len && reader->state != GIVEN_UP) {
        const struct octets view = {octets.ptr + at, octets.len - at};
        if (reader->state == IN_CONTENT || reader->state == IN_CHUNK) {
            at += content(reader, view);
        } else if (reader->state == IN_TUNNEL) {
            tunnel(reader, view.len);
        } else {
            at += take_run(reader, view);
            if (at == octets.len)
                return;
            one_octet(reader, octets.ptr[at++]);
            reader->offset++;
        }
    }
}

bool request_reader_idle(const struct request_reader *reader)
{
    return reader->state == AT_START;
}
