/* SPDX-License-Identifier: MIT */
/* Choosing the window around a marked octet. */
#include "base/mark.h"

#include "base/ensure.h"
#include "base/quote.h"

static const char DOTS[] = "...";
enum { DOTS_WIDTH = sizeof DOTS - 1, MIN_WIDTH = 40 };

static void spaces(struct buf *out, size_t count)
{
    for (; count > 0; count--)
        buf_add_octet(out, ' ');
}

static size_t width_at(const struct mark *mark, size_t at)
{
    return at < mark->octets.len ? quote_width(mark->octets.ptr[at]) : 1;
}

/* The first octet shown: as far before the mark as half the room allows, further where
 * what is behind the mark leaves room. */
static size_t window_start(const struct mark *mark, size_t room)
{
    size_t behind = 0;
    for (size_t at = mark->mark; at < mark->octets.len && behind < room / 2; at++)
        behind += width_at(mark, at);
    if (behind > room / 2)
        behind = room / 2;
    if (behind == 0)
        behind = 1;
    size_t start = mark->mark;
    size_t before = 0;
    while (start > 0 && before + width_at(mark, start - 1) <= room - behind - 4)
        before += width_at(mark, --start);
    return start;
}

void mark_print(struct buf *out, const struct mark *mark, size_t indent, size_t width)
{
    ENSURE(mark->mark <= mark->octets.len && width >= indent + MIN_WIDTH);
    const size_t room = width - indent - 2 * (size_t)DOTS_WIDTH;
    const size_t start = window_start(mark, room);
    size_t column = indent;
    size_t caret = 0;
    size_t used = 0;
    size_t at = start;

    spaces(out, indent);
    if (start > 0 || mark->cut_before) {
        buf_add_text(out, DOTS);
        column += DOTS_WIDTH;
    }
    for (; at < mark->octets.len && used + width_at(mark, at) <= room; at++) {
        if (at == mark->mark)
            caret = column + used;
        quote_encode(out, octets_slice(mark->octets, at, 1));
        used += width_at(mark, at);
    }
    if (mark->mark >= at)
        caret = column + used;
    if (at < mark->octets.len || mark->cut_behind)
        buf_add_text(out, DOTS);
    buf_add_octet(out, '\n');
    spaces(out, caret);
    buf_add_text(out, "^\n");
}
