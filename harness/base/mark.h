/* SPDX-License-Identifier: MIT */
/* Visible octets with one of them marked: a window around an offset, as two lines. */
#ifndef INTERIM_BASE_MARK_H
#define INTERIM_BASE_MARK_H

#include "base/buf.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends two lines, each after indent spaces and ended by a newline: octets as
 * quote_encode prints them, and below a caret under the octet with index mark (mark ==
 * octets.len: under the place behind the last one). No line is longer than width
 * columns, indent included (at least 40 behind it): what does not fit is cut off around
 * the mark, and three dots stand for it. cut_before, cut_behind: more came before and
 * behind octets on the wire, which is shown in the same way. */
struct mark {
    struct octets octets;
    size_t mark;
    bool cut_before, cut_behind;
};
void mark_print(struct buf *out, const struct mark *mark, size_t indent, size_t width);

#endif
