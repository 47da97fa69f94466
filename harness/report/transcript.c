/* SPDX-License-Identifier: MIT */
/* Two passes over the lines of a transcript: one counts them and finds the mark, one
 * tells those worth telling. */
#include "report/transcript.h"

#include "base/quote.h"

#include <stdio.h>

enum {
    ENOUGH_LINES = 44, /* a transcript of so many is told whole */
    HEAD_LINES = 22,
    TAIL_LINES = 14,
    MARK_LINES = 3, /* to either side of the mark */
    LINE_MAX_OCTETS = 1024
};

/* One line of the wire, or one event. */
struct wire_line {
    const struct tap_entry *entry;
    struct octets octets; /* empty for events, and for what was left out */
    uint64_t offset;
    size_t number;
    bool starts; /* the first of its entry: shows time and side */
    bool gap;    /* tells what the tap left out */
};

struct teller {
    const struct outcome *outcome;
    transcript_line *tell;
    void *user;
    size_t total;
    size_t marked;  /* number of the line with the mark; SIZE_MAX: none */
    size_t skipped; /* since the last line told */
    bool lanes;     /* more than one: name them */
};

typedef void visit_line(struct teller *teller, const struct wire_line *line);

static bool carries_octets(const struct tap_entry *entry)
{
    return entry->kind == TAP_SENT || entry->kind == TAP_RECEIVED;
}

const char *transcript_kind_name(enum tap_kind kind)
{
    static const char *const NAMES[] = {
        [TAP_SENT] = "sent",     [TAP_RECEIVED] = "received",
        [TAP_OPENED] = "opened", [TAP_HALF_CLOSED] = "half-closed",
        [TAP_CLOSED] = "closed", [TAP_RESET] = "reset",
        [TAP_NOTE] = "note",
    };
    return NAMES[kind];
}

/* ---------------------------------------------------------------- walking */

static void walk_octets(struct teller *teller, struct wire_line *line,
                        visit_line *visit)
{
    struct octets left = line->entry->octets;
    while (left.len > 0) {
        const size_t end = octets_find(left, OCTETS("\n"));
        line->octets = octets_slice(left, 0, end == SIZE_MAX ? left.len : end + 1);
        visit(teller, line);
        line->number++;
        line->starts = false;
        line->offset += line->octets.len;
        left = octets_slice(left, line->octets.len, left.len);
    }
    if (line->entry->left_out > 0) {
        line->gap = true;
        visit(teller, line);
        line->number++;
        line->gap = false;
    }
}

static size_t walk(struct teller *teller, visit_line *visit)
{
    struct wire_line line = {.number = 0};
    for (size_t at = 0; at < teller->outcome->transcript_count; at++) {
        line.entry = &teller->outcome->transcript[at];
        line.octets = (struct octets){NULL, 0};
        line.offset = line.entry->offset;
        line.starts = true;
        if (carries_octets(line.entry)) {
            walk_octets(teller, &line, visit);
            continue;
        }
        visit(teller, &line);
        line.number++;
    }
    return line.number;
}

static bool has_mark(const struct outcome *outcome, const struct wire_line *line)
{
    const enum side side = outcome->role == ROLE_CLIENT ? SIDE_ORIGIN : SIDE_CLIENT;
    return outcome->has_mark && line->entry->kind == TAP_RECEIVED &&
           line->entry->side == side && line->entry->lane == outcome->mark_lane &&
           outcome->mark_offset >= line->offset &&
           outcome->mark_offset < line->offset + line->octets.len;
}

static void look(struct teller *teller, const struct wire_line *line)
{
    if (teller->marked == SIZE_MAX && has_mark(teller->outcome, line))
        teller->marked = line->number;
    if (line->entry->lane > 0)
        teller->lanes = true;
}

/* ---------------------------------------------------------------- telling */

static bool is_told(const struct teller *teller, size_t number)
{
    if (teller->total <= ENOUGH_LINES || number < HEAD_LINES ||
        number + TAIL_LINES >= teller->total)
        return true;
    return teller->marked != SIZE_MAX && number + MARK_LINES >= teller->marked &&
           number <= teller->marked + MARK_LINES;
}

static const char *event_text(const struct tap_entry *entry)
{
    switch (entry->kind) {
    case TAP_OPENED:
        return "connects";
    case TAP_HALF_CLOSED:
        return "ends its sending direction";
    case TAP_CLOSED:
        return "closes";
    case TAP_RESET:
        return "resets the connection";
    case TAP_SENT:
    case TAP_RECEIVED:
    case TAP_NOTE:
        break;
    }
    return "";
}

/* '>': from the harness; '<': from the target; '#': a note of ours. */
static char arrow(const struct tap_entry *entry)
{
    if (entry->kind == TAP_NOTE)
        return '#';
    if (entry->kind == TAP_OPENED)
        return entry->side == SIDE_CLIENT ? '>' : '<';
    return entry->kind == TAP_RECEIVED || entry->theirs ? '<' : '>';
}

/* Time, side and arrow; each line of an entry has the arrow, its first has all. */
static void add_margin(struct buf *out, const struct teller *teller,
                       const struct wire_line *line)
{
    char side[24] = "";
    if (line->starts)
        buf_printf(out, "%9.2f ms  ", (double)line->entry->at_ns / 1e6);
    else
        buf_add_text(out, "              ");
    if (line->starts && teller->lanes)
        snprintf(side, sizeof side, "%s %u", side_name(line->entry->side),
                 line->entry->lane + 1);
    else if (line->starts)
        snprintf(side, sizeof side, "%s", side_name(line->entry->side));
    buf_printf(out, "%-*s %c ", teller->lanes ? 8 : 6, side, arrow(line->entry));
}

static void tell_mark(struct teller *teller, size_t column)
{
    struct buf out;
    buf_init(&out, LINE_MAX_OCTETS);
    buf_printf(&out, "%*s^ octet %llu", (int)column, "",
               (unsigned long long)teller->outcome->mark_offset);
    teller->tell(teller->user, buf_text(&out));
    buf_fini(&out);
}

static void tell_skipped(struct teller *teller)
{
    struct buf out;
    buf_init(&out, LINE_MAX_OCTETS);
    if (teller->skipped > 0)
        buf_printf(&out, "              ... %zu lines left out ...", teller->skipped);
    if (out.len > 0)
        teller->tell(teller->user, buf_text(&out));
    teller->skipped = 0;
    buf_fini(&out);
}

static void tell_line(struct teller *teller, const struct wire_line *line)
{
    struct buf out;
    size_t caret = 0;
    if (!is_told(teller, line->number)) {
        teller->skipped++;
        return;
    }
    tell_skipped(teller);
    const bool marked = line->number == teller->marked;
    buf_init(&out, LINE_MAX_OCTETS);
    add_margin(&out, teller, line);
    const size_t margin = out.len;
    if (line->gap)
        buf_printf(&out, "... %llu octets left out ...",
                   (unsigned long long)line->entry->left_out);
    else if (line->entry->kind == TAP_NOTE)
        transcript_quote(&out, line->entry->octets, SIZE_MAX, &caret);
    else if (carries_octets(line->entry))
        transcript_quote(&out, line->octets,
                         marked ? (size_t)(teller->outcome->mark_offset - line->offset)
                                : SIZE_MAX,
                         &caret);
    else
        buf_add_text(&out, event_text(line->entry));
    teller->tell(teller->user, buf_text(&out));
    if (marked)
        tell_mark(teller, margin + caret);
    buf_fini(&out);
}

void transcript_tell(const struct outcome *outcome, transcript_line *tell, void *user)
{
    struct teller teller = {
        .outcome = outcome, .tell = tell, .user = user, .marked = SIZE_MAX};
    teller.total = walk(&teller, look);
    walk(&teller, tell_line);
}
