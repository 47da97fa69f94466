/* SPDX-License-Identifier: MIT */
/* Views into a complete header section. */
#include "oracle/head.h"

#include <stdint.h>

/* The line at *at without its line end; moves *at behind it. False at the end. */
static bool next_line(struct octets head, size_t *at, struct octets *line)
{
    if (*at >= head.len)
        return false;
    const struct octets rest = octets_slice(head, *at, head.len);
    const size_t end = octets_find(rest, OCTETS("\n"));
    *line = octets_slice(rest, 0, end);
    *at = end == SIZE_MAX ? head.len : *at + end + 1;
    if (line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

struct octets head_start_line(struct octets head)
{
    struct octets line = {NULL, 0};
    size_t at = 0;
    next_line(head, &at, &line);
    return line;
}

struct octets head_word(struct octets head, unsigned n)
{
    struct octets line = head_start_line(head);
    for (; n > 0; n--) {
        const size_t space = octets_find(line, OCTETS(" "));
        if (space == SIZE_MAX)
            return (struct octets){NULL, 0};
        line = octets_slice(line, space + 1, line.len);
    }
    return octets_slice(line, 0, octets_find(line, OCTETS(" ")));
}

unsigned head_status(struct octets head)
{
    const struct octets word = head_word(head, 1);
    uint64_t status = 0;
    if (word.len != 3 || !octets_starts_with(head, OCTETS("HTTP/")) ||
        !octets_to_u64(word, &status))
        return 0;
    return (unsigned)status;
}

/* The next field line at or behind *at. */
static bool next_field(struct octets head, size_t *at, struct octets *name,
                       struct octets *value)
{
    struct octets line;
    while (next_line(head, at, &line)) {
        const size_t colon = octets_find(line, OCTETS(":"));
        if (line.len == 0)
            return false;
        if (colon == SIZE_MAX)
            continue;
        *name = octets_trim(octets_slice(line, 0, colon));
        *value = octets_trim(octets_slice(line, colon + 1, line.len));
        return true;
    }
    return false;
}

static size_t behind_start_line(struct octets head)
{
    struct octets line;
    size_t at = 0;
    next_line(head, &at, &line);
    return at;
}

bool head_field(struct octets head, unsigned n, struct octets *name,
                struct octets *value)
{
    size_t at = behind_start_line(head);
    while (next_field(head, &at, name, value))
        if (n-- == 0)
            return true;
    return false;
}

bool head_find(struct octets head, struct octets name, struct octets *value)
{
    size_t at = behind_start_line(head);
    struct octets found_name;
    struct octets found;
    while (next_field(head, &at, &found_name, &found)) {
        if (octets_equal_nocase(found_name, name)) {
            *value = found;
            return true;
        }
    }
    return false;
}

/* true where one element of this comma-separated list equals token. */
static bool list_has(struct octets list, struct octets token)
{
    while (list.len > 0) {
        const size_t comma = octets_find(list, OCTETS(","));
        const struct octets element = octets_slice(list, 0, comma);
        const size_t end = octets_find(element, OCTETS(";"));
        if (octets_equal_nocase(octets_trim(octets_slice(element, 0, end)), token))
            return true;
        if (comma == SIZE_MAX)
            break;
        list = octets_slice(list, comma + 1, list.len);
    }
    return false;
}

bool head_has_token(struct octets head, struct octets name, struct octets token)
{
    size_t at = behind_start_line(head);
    struct octets found_name;
    struct octets value;
    while (next_field(head, &at, &found_name, &value))
        if (octets_equal_nocase(found_name, name) && list_has(value, token))
            return true;
    return false;
}

size_t head_length(struct octets stream)
{
    size_t at = 0;
    for (;;) {
        const size_t start = at;
        const size_t end =
            octets_find(octets_slice(stream, at, stream.len), OCTETS("\n"));
        if (end == SIZE_MAX)
            return 0;
        at += end + 1;
        const bool empty = end == 0 || (end == 1 && stream.ptr[start] == '\r');
        if (empty && start > 0)
            return at;
    }
}
