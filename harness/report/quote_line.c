/* SPDX-License-Identifier: MIT */
/* One line of octets in a bounded number of columns. */
#include "base/quote.h"
#include "report/transcript.h"

enum {
    WHOLE_COLUMNS = 96, /* a line of so many is shown whole */
    HEAD_COLUMNS = 48,
    TAIL_COLUMNS = 20,
    MARK_OCTETS = 8 /* to either side of the mark */
};

/* Octets from (included) to to (excluded). */
struct range {
    size_t from, to;
};

static size_t columns(struct octets octets)
{
    size_t count = 0;
    for (size_t at = 0; at < octets.len; at++)
        count += quote_width(octets.ptr[at]);
    return count;
}

/* How many octets at the beginning fit into limit columns. */
static size_t fitting_head(struct octets octets, size_t limit)
{
    size_t at = 0;
    for (size_t used = 0; at < octets.len; at++) {
        used += quote_width(octets.ptr[at]);
        if (used > limit)
            break;
    }
    return at;
}

static size_t fitting_tail(struct octets octets, size_t limit)
{
    size_t count = 0;
    for (size_t used = 0; count < octets.len; count++) {
        used += quote_width(octets.ptr[octets.len - 1 - count]);
        if (used > limit)
            break;
    }
    return count;
}

/* Appends one range, and what was left out before it. */
static void add_range(struct buf *out, struct octets octets, struct range range,
                      size_t shown)
{
    if (range.from > shown)
        buf_printf(out, " ... %zu octets ... ", range.from - shown);
    quote_encode(out, octets_slice(octets, range.from, range.to - range.from));
}

static size_t add_ranges(struct buf *out, struct octets octets,
                         const struct range ranges[3], size_t mark)
{
    size_t shown = 0;
    size_t caret = 0;
    for (size_t at = 0; at < 3; at++) {
        struct range range = ranges[at];
        range.from = range.from < shown ? shown : range.from;
        if (range.from >= range.to)
            continue;
        add_range(out, octets, range, shown);
        if (mark >= range.from && mark < range.to)
            caret = out->len - columns(octets_slice(octets, mark, range.to - mark));
        shown = range.to;
    }
    return caret;
}

void transcript_quote(struct buf *out, struct octets octets, size_t mark, size_t *caret)
{
    const size_t start = out->len;
    struct range ranges[3] = {{0, octets.len}, {0, 0}, {0, 0}};
    if (columns(octets) > WHOLE_COLUMNS) {
        ranges[0].to = fitting_head(octets, HEAD_COLUMNS);
        ranges[2].from = octets.len - fitting_tail(octets, TAIL_COLUMNS);
        ranges[2].to = octets.len;
        if (mark < octets.len) {
            ranges[1].from = mark > MARK_OCTETS ? mark - MARK_OCTETS : 0;
            ranges[1].to =
                mark + MARK_OCTETS < octets.len ? mark + MARK_OCTETS + 1 : octets.len;
        }
    }
    const size_t column = add_ranges(out, octets, ranges, mark);
    *caret = mark < octets.len ? column - start : 0;
}
