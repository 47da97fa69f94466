/* SPDX-License-Identifier: MIT */
/* Lines left out of the header sections of interim responses. */
#include "salvo/control.h"

#include "mutate/part.h"

static bool frames(struct octets line)
{
    const struct octets name = octets_slice(line, 0, octets_find(line, OCTETS(":")));
    return octets_equal_nocase(name, OCTETS("Content-Length")) ||
           octets_equal_nocase(name, OCTETS("Transfer-Encoding"));
}

/* Copies a header section; true where a line was left out. */
static bool copy_head(struct octets head, struct buf *out)
{
    bool left_out = false;
    while (head.len > 0) {
        const size_t end = octets_find(head, OCTETS("\n"));
        const size_t len = end < head.len ? end + 1 : head.len;
        const struct octets line = octets_slice(head, 0, len);
        if (frames(line))
            left_out = true;
        else
            buf_add(out, line);
        head = octets_slice(head, len, head.len);
    }
    return left_out;
}

bool control_of(struct octets input, struct buf *out)
{
    struct parts parts;
    size_t at = 0;
    bool left_out = false;
    buf_clear(out);
    parts_find(&parts, input);
    for (size_t row = 0; row < parts.count; row++) {
        const struct part *part = &parts.list[row];
        if (part->kind != PART_INTERIM || part->start < at)
            continue;
        buf_add(out, octets_slice(input, at, part->start - at));
        left_out |= copy_head(
            octets_slice(input, part->start, part->head_end - part->start), out);
        at = part->head_end;
    }
    buf_add(out, octets_slice(input, at, input.len));
    return left_out;
}
