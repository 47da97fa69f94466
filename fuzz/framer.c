/* SPDX-License-Identifier: MIT */
/* Framing by RFC 9112: sections 4 (status line), 5 (field lines), 6.3 (length of the
 * content), 7.1 (chunked). Every function reads at framer->at and moves it; what it
 * returns is whether the grammar went on. `part` says that it only ran out of octets.
 */
#include "fuzz/framer.h"

#include <string.h>

struct framer {
    struct octets octets;
    size_t at;
    bool part, unsure, asked_for;
    /* of the header section being read */
    unsigned status;
    bool has_coding, coding_bad, chunked, has_length, length_bad;
    uint64_t length;
    /* of the content being read */
    uint64_t content_start, content_end, hash;
};

static bool is_digit(int octet)
{
    return octet >= '0' && octet <= '9';
}

/* RFC 9110 section 5.6.2. */
static const char MARKS[] = "!#$%&'*+-.^_`|~";

static bool is_token_octet(int octet)
{
    return is_digit(octet) || (octet >= 'a' && octet <= 'z') ||
           (octet >= 'A' && octet <= 'Z') ||
           (octet > 0 && memchr(MARKS, octet, sizeof MARKS - 1));
}

/* HTAB / SP / VCHAR / obs-text. */
static bool is_text_octet(int octet)
{
    return octet == '\t' || (octet >= 0x20 && octet != 0x7f);
}

static bool is_space(int octet)
{
    return octet == ' ' || octet == '\t';
}

/* The octet at this place, -1 behind the last one. */
static int peek(const struct framer *framer)
{
    return framer->at < framer->octets.len ? framer->octets.ptr[framer->at] : -1;
}

static bool refuse(struct framer *framer)
{
    framer->part = framer->at == framer->octets.len;
    return false;
}

static bool take(struct framer *framer, const char *literal)
{
    for (; *literal; literal++, framer->at++)
        if (peek(framer) != *literal)
            return refuse(framer);
    return true;
}

static struct octets take_while(struct framer *framer, bool (*is)(int octet))
{
    const size_t start = framer->at;
    while (peek(framer) >= 0 && is(peek(framer)))
        framer->at++;
    return octets_slice(framer->octets, start, framer->at - start);
}

/* status-line = HTTP-version SP status-code SP [ reason-phrase ] CRLF */
static bool status_line(struct framer *framer)
{
    framer->status = 0;
    if (!take(framer, "HTTP/1."))
        return false;
    if (!is_digit(peek(framer)))
        return refuse(framer);
    framer->at++;
    if (!take(framer, " "))
        return false;
    for (unsigned digit = 0; digit < 3; digit++, framer->at++) {
        if (!is_digit(peek(framer)))
            return refuse(framer);
        framer->status = framer->status * 10 + (unsigned)(peek(framer) - '0');
    }
    if (framer->status < 100 || framer->status > 599)
        return false;
    if (!take(framer, " "))
        return false;
    take_while(framer, is_text_octet);
    return take(framer, "\r\n");
}

/* ---------------------------------------------------------------- fields */

/* The next element of a list, without white space; false at its end. */
static bool next_element(struct octets *list, struct octets *element)
{
    if (list->len == 0)
        return false;
    const size_t comma = octets_find(*list, OCTETS(","));
    *element = octets_trim(octets_slice(*list, 0, comma));
    *list = octets_slice(*list, comma == SIZE_MAX ? list->len : comma + 1, list->len);
    return true;
}

/* Section 6.3 rule 5: a number, or a list of equal ones, over all field lines. */
static void length_field(struct framer *framer, struct octets value)
{
    struct octets element;
    bool any = false;
    while (next_element(&value, &element)) {
        uint64_t length = 0;
        if (element.len == 0)
            continue;
        any = true;
        if (!octets_to_u64(element, &length) ||
            (framer->has_length && length != framer->length))
            framer->length_bad = true;
        framer->has_length = true;
        framer->length = length;
    }
    framer->length_bad = framer->length_bad || !any;
}

/* Section 6.1: whether chunked is the final coding. Parameters, repetitions and what is
 * no token leave it unsure: the grammar forbids them, and no rule says what follows. */
static void coding_field(struct framer *framer, struct octets value)
{
    struct octets element;
    bool any = false;
    while (next_element(&value, &element)) {
        if (element.len == 0)
            continue;
        any = true;
        for (size_t at = 0; at < element.len; at++)
            framer->coding_bad = framer->coding_bad || !is_token_octet(element.ptr[at]);
        framer->coding_bad = framer->coding_bad || framer->chunked;
        framer->chunked = octets_equal_nocase(element, OCTETS("chunked"));
    }
    framer->has_coding = true;
    framer->coding_bad = framer->coding_bad || !any;
}

/* field-line = field-name ":" OWS field-value OWS CRLF */
static bool field_line(struct framer *framer, bool trailer)
{
    const struct octets name = take_while(framer, is_token_octet);
    if (name.len == 0)
        return refuse(framer);
    if (!take(framer, ":"))
        return false;
    const struct octets value = take_while(framer, is_text_octet);
    if (!take(framer, "\r\n"))
        return false;
    if (!trailer && octets_equal_nocase(name, OCTETS("Content-Length")))
        length_field(framer, octets_trim(value));
    if (!trailer && octets_equal_nocase(name, OCTETS("Transfer-Encoding")))
        coding_field(framer, octets_trim(value));
    return true;
}

/* *( field-line ) CRLF */
static bool section(struct framer *framer, bool trailer)
{
    while (peek(framer) != '\r')
        if (!field_line(framer, trailer))
            return false;
    return take(framer, "\r\n");
}

static bool head(struct framer *framer)
{
    framer->has_coding = framer->coding_bad = framer->chunked = false;
    framer->has_length = framer->length_bad = false;
    framer->content_start = framer->content_end = 0;
    framer->hash = OBSERVED_HASH_START;
    return status_line(framer) && section(framer, false);
}

/* ---------------------------------------------------------------- content */

static bool content(struct framer *framer, uint64_t len)
{
    const struct octets piece =
        octets_slice(framer->octets, framer->at,
                     len < framer->octets.len ? (size_t)len : framer->octets.len);
    if (piece.len < len) {
        framer->at = framer->octets.len;
        return refuse(framer);
    }
    if (piece.len > 0) {
        if (framer->content_end == 0)
            framer->content_start = framer->at;
        framer->at += piece.len;
        framer->content_end = framer->at;
        framer->hash = observed_hash(framer->hash, piece);
    }
    return true;
}

static bool quoted_string(struct framer *framer)
{
    if (!take(framer, "\""))
        return false;
    while (peek(framer) != '"') {
        if (peek(framer) == '\\')
            framer->at++;
        if (peek(framer) < 0 || !is_text_octet(peek(framer)))
            return refuse(framer);
        framer->at++;
    }
    return take(framer, "\"");
}

/* chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ). White
 * space but behind the size is refused: no sender may generate it (RFC 9110
 * section 5.6.3), and llhttp does not take it. */
static bool extensions(struct framer *framer)
{
    for (bool any = false;; any = true) {
        if (take_while(framer, is_space).len > 0 && any)
            return refuse(framer);
        if (peek(framer) != ';')
            return true;
        framer->at++;
        if (take_while(framer, is_token_octet).len == 0)
            return refuse(framer);
        if (peek(framer) != '=')
            continue;
        framer->at++;
        if (peek(framer) == '"') {
            if (!quoted_string(framer))
                return false;
        } else if (take_while(framer, is_token_octet).len == 0) {
            return refuse(framer);
        }
    }
}

static int hex_value(int octet)
{
    if (is_digit(octet))
        return octet - '0';
    if (octet >= 'a' && octet <= 'f')
        return octet - 'a' + 10;
    return octet >= 'A' && octet <= 'F' ? octet - 'A' + 10 : -1;
}

static bool chunk_line(struct framer *framer, uint64_t *size)
{
    *size = 0;
    if (hex_value(peek(framer)) < 0)
        return refuse(framer);
    for (; hex_value(peek(framer)) >= 0; framer->at++) {
        if (*size >> 60)
            return false;
        *size = *size << 4 | (uint64_t)hex_value(peek(framer));
    }
    if (extensions(framer))
        return take(framer, "\r\n");
    framer->unsure = true; /* llhttp takes some of what the grammar forbids there */
    return false;
}

static bool chunked(struct framer *framer)
{
    uint64_t size;
    while (chunk_line(framer, &size)) {
        if (size == 0)
            return section(framer, true);
        if (!content(framer, size) || !take(framer, "\r\n"))
            return false;
    }
    return false;
}

/* ---------------------------------------------------------------- messages */

static void tell(struct observation *observation, const struct framer *framer,
                 enum oracle_event_kind kind, uint64_t start, unsigned exchange)
{
    observation_add(observation, &(struct observed){
                                     .kind = (uint8_t)kind,
                                     .code = (uint16_t)framer->status,
                                     .exchange = exchange,
                                     .offset = start,
                                     .end = framer->at,
                                 });
}

static void tell_done(struct observation *observation, const struct framer *framer,
                      uint64_t start, unsigned exchange)
{
    if (framer->content_end > 0)
        observation_add(observation,
                        &(struct observed){.kind = ORACLE_CONTENT,
                                           .code = (uint16_t)framer->status,
                                           .exchange = exchange,
                                           .offset = framer->content_start,
                                           .end = framer->content_end,
                                           .hash = framer->hash});
    tell(observation, framer, ORACLE_DONE, start, exchange);
}

/* The content behind a final header section, by section 6.3. */
static bool body(struct framer *framer, enum oracle_method method, bool closed)
{
    if (method == ORACLE_METHOD_HEAD || framer->status == 204 || framer->status == 304)
        return true;
    if (framer->has_coding && framer->coding_bad) {
        framer->unsure = true;
        return false;
    }
    if (framer->has_coding && framer->chunked)
        return chunked(framer);
    if (!framer->has_coding && framer->length_bad)
        return false;
    if (!framer->has_coding && framer->has_length)
        return content(framer, framer->length);
    content(framer, framer->octets.len - framer->at);
    framer->part = !closed;
    return closed;
}

enum framed framer_run(struct observation *observation, const struct capture *capture,
                       const struct asked *asked)
{
    struct framer framer = {.octets = buf_view(&capture->responses)};
    size_t next = 0;
    observation->count = 0;
    while (framer.at < framer.octets.len) {
        const uint64_t start = framer.at;
        const bool due = next < asked->count && asked->list[next].sent_at <= start;
        const unsigned exchange = due ? (unsigned)next : UINT32_MAX;
        const enum oracle_method method =
            due ? asked->list[next].method : ORACLE_METHOD_OTHER;
        if (start + 1 == framer.octets.len && peek(&framer) == '\r' &&
            capture->end == CAPTURE_OPEN)
            return FRAMED_PART; /* of an empty line, perhaps */
        framer.asked_for = due;
        if (!head(&framer))
            break;
        const bool interim = framer.status < 200;
        tell(observation, &framer, interim ? ORACLE_INTERIM : ORACLE_FINAL, start,
             exchange);
        const bool tunnel = framer.status == 101 || (method == ORACLE_METHOD_CONNECT &&
                                                     framer.status / 100 == 2);
        if (!interim && !tunnel &&
            !body(&framer, method, capture->end == CAPTURE_CLOSED))
            break;
        if (!interim)
            tell_done(observation, &framer, start, exchange);
        if (tunnel) {
            tell(observation, &framer, ORACLE_TUNNEL, framer.at, exchange);
            return FRAMED_ALL;
        }
        next += due && !interim;
        if (framer.at == framer.octets.len)
            return FRAMED_ALL;
    }
    if (framer.octets.len == 0)
        return FRAMED_ALL;
    /* A 408 that nobody asked for announces a close (RFC 9110 section 15.5.9): where
     * that cuts it off, nothing is lost. */
    framer.unsure = framer.unsure || (framer.status == 408 && !framer.asked_for);
    return framer.unsure ? FRAMED_UNSURE : framer.part ? FRAMED_PART : FRAMED_BAD;
}
