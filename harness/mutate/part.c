/* SPDX-License-Identifier: MIT */
/* Finding messages between marks. */
#include "mutate/part.h"

#include "mutate/capture.h"

#include <string.h>

static bool is_digit(unsigned char octet)
{
    return octet >= '0' && octet <= '9';
}

static bool starts_response(struct octets rest)
{
    return rest.len > 5 && rest.ptr[0] == 'H' && memcmp(rest.ptr, "HTTP/", 5) == 0 &&
           is_digit(rest.ptr[5]);
}

/* The rest begins with a line that holds " HTTP/", before any mark. */
static bool starts_request(struct octets rest)
{
    size_t len = 0;
    while (len < rest.len && rest.ptr[len] != '\n' && rest.ptr[len] != CAPTURE_MARK)
        len++;
    const size_t version = octets_find(octets_slice(rest, 0, len), OCTETS(" HTTP/"));
    return version != SIZE_MAX && version > 0;
}

static enum part_kind response_kind(struct octets rest)
{
    const struct octets code = octets_slice(rest, 9, 3);
    return code.len == 3 && code.ptr[0] == '1' && is_digit(code.ptr[1]) &&
                   is_digit(code.ptr[2])
               ? PART_INTERIM
               : PART_FINAL;
}

/* Behind the first empty line of what lies between start and end. */
static size_t find_head_end(struct octets text, size_t start, size_t end)
{
    const struct octets message = octets_slice(text, start, end - start);
    const size_t at = octets_find(message, OCTETS("\r\n\r\n"));
    return at == SIZE_MAX ? end : start + at + 4;
}

struct finder {
    struct parts *parts;
    struct octets text;
    struct part *open; /* NULL: none */
    bool requests;     /* the direction */
    bool line_start;
};

static void close_part(struct finder *finder, size_t at)
{
    struct part *part = finder->open;
    if (!part)
        return;
    part->end = at;
    part->head_end = find_head_end(finder->text, part->start, at);
    finder->open = NULL;
}

static void open_part(struct finder *finder, enum part_kind kind, size_t at)
{
    close_part(finder, at);
    if (finder->parts->count == PARTS_MAX)
        return;
    finder->open = &finder->parts->list[finder->parts->count++];
    *finder->open = (struct part){.kind = kind, .start = at};
}

static struct octets rest_of(const struct finder *finder, size_t at)
{
    return octets_slice(finder->text, at, finder->text.len);
}

static void begin_message(struct finder *finder, size_t at)
{
    const struct octets rest = rest_of(finder, at);
    if (finder->requests) {
        if (finder->line_start && starts_request(rest))
            open_part(finder, PART_REQUEST, at);
    } else if (starts_response(rest)) {
        open_part(finder, response_kind(rest), at);
    }
    finder->line_start = rest.ptr[0] == '\n';
}

/* A mark at `at`. Returns false where the capture ends with it. */
static bool pass_mark(struct finder *finder, size_t at)
{
    const unsigned char letter =
        at + 1 < finder->text.len ? finder->text.ptr[at + 1] : CAPTURE_MARK;
    const bool requests = letter == '>' || (letter != '<' && finder->requests);
    const bool same = (letter == '>' || letter == '<') && requests == finder->requests;
    finder->parts->end = at;
    if (letter == CAPTURE_MARK)
        return true;
    if (!same || starts_response(rest_of(finder, at + 2)) ||
        (requests && starts_request(rest_of(finder, at + 2))))
        close_part(finder, at);
    finder->requests = requests;
    finder->line_start = true;
    return letter != '.' && letter != '!' && letter != '_';
}

void parts_find(struct parts *parts, struct octets text)
{
    struct finder finder = {.parts = parts, .text = text, .line_start = true};
    parts->count = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (text.ptr[at] != CAPTURE_MARK) {
            begin_message(&finder, at);
            continue;
        }
        if (!pass_mark(&finder, at))
            return;
        at++; /* the mark's letter */
    }
    close_part(&finder, text.len);
    parts->end = text.len;
}
