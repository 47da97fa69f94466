/* SPDX-License-Identifier: MIT */
/* One finding, for people and for tools. */
#include "base/mark.h"
#include "probe/trail.h"

#include <inttypes.h>
#include <limits.h>

void trail_wrapped(struct octets text, size_t indent, struct buf *out)
{
    size_t column = 0;
    while (text.len > 0) {
        const struct octets word =
            octets_slice(text, 0, octets_find(text, OCTETS(" ")));
        if (column > 0 && column + 1 + word.len > TRAIL_COLUMNS) {
            buf_add_octet(out, '\n');
            column = 0;
        }
        if (column == 0)
            buf_printf(out, "%*s", (int)indent, "");
        else
            buf_add_octet(out, ' ');
        column += (column == 0 ? indent : 1) + word.len;
        buf_add(out, word);
        text = octets_slice(text, word.len + 1, text.len);
    }
    buf_add_octet(out, '\n');
}

static void add_heading(const struct requirement_row *row, struct buf *out)
{
    buf_printf(out, "%s (%s", row->id, level_name(row->level));
    if (row->basis != BASIS_NONE)
        buf_printf(out, ", %s", basis_name(row->basis));
    if (row->source[0])
        buf_printf(out, ", %s", row->source);
    buf_printf(out, "), harm: %s\n", harm_name(row->harm));
}

void trail_text(const struct trail_finding *finding, const char *holder,
                struct buf *out)
{
    const struct requirement_row *row = requirement_row(finding->requirement);
    add_heading(row, out);
    trail_wrapped(octets_of(row->sentence), TRAIL_INDENT, out);
    buf_printf(out, "%*soctet %" PRIu64, TRAIL_INDENT, "", finding->offset);
    if (finding->exchange == UINT_MAX)
        buf_add_text(out, ", in no exchange:\n");
    else
        buf_printf(out, ", exchange %u:\n", finding->exchange + 1);
    trail_wrapped(octets_of(finding->detail), TRAIL_INDENT, out);
    if (!finding->windowed)
        return;
    if (finding->window_len == 0) { /* there is no octet to point at */
        buf_printf(out, "%*s(%s holds no octet%s)\n", 2 * TRAIL_INDENT, "", holder,
                   finding->offset > 0 ? " here" : "");
        return;
    }
    const struct mark mark = {.octets = {finding->window, finding->window_len},
                              .mark = finding->mark,
                              .cut_before = finding->cut_before,
                              .cut_behind = finding->cut_behind};
    mark_print(out, &mark, (size_t)2 * TRAIL_INDENT, TRAIL_COLUMNS);
}

json_t *trail_json(const struct trail_finding *finding)
{
    const struct requirement_row *row = requirement_row(finding->requirement);
    return json_pack("{s:s, s:s, s:I, s:s}", "requirement", row->id, "level",
                     level_name(row->level), "offset", (json_int_t)finding->offset,
                     "detail", finding->detail);
}
