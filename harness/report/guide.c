/* SPDX-License-Identifier: MIT */
/* A document line by line: what a line is, and how each style has it. */
#include "report/guide.h"

#include <string.h>

enum { WIDTH = 78, LINE_MAX_OCTETS = 1 << 16, MAX_CELLS = 8 };

/* ---------------------------------------------------------------- within a line */

/* One octet of text, as a manual page has to spell it. */
static void add_octet(struct buf *out, unsigned char octet, enum guide_style style)
{
    if (style == GUIDE_MANUAL && octet == '\\')
        buf_add_text(out, "\\e");
    else if (style == GUIDE_MANUAL && (octet == '-' || octet == '\''))
        buf_add_text(out, octet == '-' ? "\\-" : "\\(aq");
    else
        buf_add_octet(out, octet);
}

static void add_all(struct buf *out, struct octets text, enum guide_style style)
{
    for (size_t at = 0; at < text.len; at++)
        add_octet(out, text.ptr[at], style);
}

/* What stands between two marks, in a font of its own. Returns the octets taken; 0
 * where text does not begin with the mark, or has no second one. */
static size_t add_marked(struct buf *out, struct octets text, struct octets mark,
                         const char *font, enum guide_style style)
{
    if (!octets_starts_with(text, mark))
        return 0;
    const struct octets behind = octets_slice(text, mark.len, text.len);
    const size_t end = octets_find(behind, mark);
    if (end == SIZE_MAX || end == 0)
        return 0;
    buf_add_text(out, style == GUIDE_MANUAL ? font : "");
    add_all(out, octets_slice(behind, 0, end), style);
    buf_add_text(out, style == GUIDE_MANUAL ? "\\fR" : "");
    return end + 2 * mark.len;
}

/* [text](address): the text, and an address on the web behind it. */
static size_t add_link(struct buf *out, struct octets text, enum guide_style style)
{
    const size_t middle = octets_find(text, OCTETS("]("));
    const size_t end = octets_find(text, OCTETS(")"));
    if (text.ptr[0] != '[' || middle == SIZE_MAX || end == SIZE_MAX || end < middle)
        return 0;
    const struct octets address = octets_slice(text, middle + 2, end - middle - 2);
    add_all(out, octets_slice(text, 1, middle - 1), style);
    if (octets_starts_with(address, OCTETS("http"))) {
        buf_add_text(out, " (");
        add_all(out, address, style);
        buf_add_text(out, ")");
    }
    return end + 1;
}

static void add_inline(struct buf *out, struct octets text, enum guide_style style)
{
    while (text.len > 0) {
        size_t taken = add_marked(out, text, OCTETS("`"), "\\fB", style);
        taken = taken ? taken : add_marked(out, text, OCTETS("**"), "\\fB", style);
        taken = taken ? taken : add_marked(out, text, OCTETS("*"), "\\fI", style);
        taken = taken ? taken : add_link(out, text, style);
        if (taken == 0) {
            const bool escaped = text.ptr[0] == '\\' && text.len > 1 &&
                                 (text.ptr[1] == '|' || text.ptr[1] == '*');
            taken = escaped ? 2 : 1;
            add_octet(out, text.ptr[taken - 1], style);
        }
        text = octets_slice(text, taken, text.len);
    }
}

/* Breaks text into lines. A line of a manual page that begins like a request is told
 * from one. */
static void add_wrapped(struct buf *out, struct octets text, size_t indent,
                        enum guide_style style)
{
    struct buf line;
    size_t column = 0;
    buf_init(&line, LINE_MAX_OCTETS);
    add_inline(&line, text, style);
    struct octets rest = buf_view(&line);
    while (rest.len > 0) {
        const size_t space = octets_find(rest, OCTETS(" "));
        const struct octets word = octets_slice(rest, 0, space);
        rest = octets_slice(rest, space == SIZE_MAX ? rest.len : space + 1, rest.len);
        if (word.len == 0)
            continue;
        const bool first = column == 0 || column + 1 + word.len > WIDTH;
        if (first) {
            buf_printf(out, "%s%*s", column > 0 ? "\n" : "", (int)indent, "");
            if (style == GUIDE_MANUAL && (word.ptr[0] == '.' || word.ptr[0] == '\''))
                buf_add_text(out, "\\&");
        }
        buf_add_text(out, first ? "" : " ");
        buf_add(out, word);
        column = (first ? indent : column + 1) + word.len;
    }
    buf_add_octet(out, '\n');
    buf_fini(&line);
}

/* ---------------------------------------------------------------- lines */

/* A heading of a manual page begins a paragraph by itself. */
static void begin_paragraph(struct buf *out)
{
    size_t start = out->len > 0 ? out->len - 1 : 0;
    while (start > 0 && out->ptr[start - 1] != '\n')
        start--;
    if (!octets_starts_with(octets_slice(buf_view(out), start, out->len), OCTETS(".S")))
        buf_add_text(out, ".PP\n");
}

void guide_paragraph(struct buf *out, struct octets text, enum guide_style style)
{
    if (style == GUIDE_MANUAL)
        begin_paragraph(out);
    else
        buf_add_octet(out, '\n');
    add_wrapped(out, text, 0, style);
}

void guide_entry(struct buf *out, struct octets term, struct octets text,
                 enum guide_style style)
{
    const size_t indent = style == GUIDE_MANUAL ? 0 : 2;
    buf_add_text(out, style == GUIDE_MANUAL ? ".TP\n" : "");
    add_wrapped(out, term.len > 0 ? term : OCTETS("\\-"), indent, style);
    if (text.len > 0)
        add_wrapped(out, text, 3 * indent, style);
}

void guide_heading(struct buf *out, struct octets text, unsigned level,
                   enum guide_style style)
{
    buf_add_text(out, style == GUIDE_TEXT ? "\n" : level == 1 ? ".SH " : ".SS ");
    if (style == GUIDE_MANUAL)
        buf_add_octet(out, '"');
    add_inline(out, text, style);
    buf_add_text(out, style == GUIDE_MANUAL ? "\"\n" : "\n");
}

/* The cells of a line of a table between its outer bars. */
static size_t split_cells(struct octets line, struct octets cells[MAX_CELLS])
{
    size_t count = 0;
    size_t start = 1;
    for (size_t at = 1; at < line.len && count < MAX_CELLS; at++) {
        if (line.ptr[at] != '|' || line.ptr[at - 1] == '\\')
            continue;
        cells[count++] = octets_trim(octets_slice(line, start, at - start));
        start = at + 1;
    }
    return count;
}

static void add_row(struct buf *out, struct octets line, enum guide_style style)
{
    struct octets cells[MAX_CELLS];
    struct buf text;
    const size_t count = split_cells(line, cells);
    buf_init(&text, LINE_MAX_OCTETS);
    for (size_t cell = 1; cell < count; cell++) {
        buf_add_text(&text, cell > 1 && cells[cell].len > 0 ? "; " : "");
        buf_add(&text, cells[cell]);
    }
    if (count > 0)
        guide_entry(out, cells[0], buf_view(&text), style);
    buf_fini(&text);
}

static void add_item(struct buf *out, struct octets line, enum guide_style style)
{
    if (style == GUIDE_MANUAL) {
        buf_add_text(out, ".IP \\(bu 2\n");
        add_wrapped(out, octets_slice(line, 2, line.len), 0, style);
    } else {
        add_wrapped(out, line, 2, style);
    }
}

/* ---------------------------------------------------------------- a document */

enum block { BLOCK_NONE, BLOCK_CODE, BLOCK_FENCE, BLOCK_TABLE_HEAD, BLOCK_TABLE };

struct walk {
    struct buf *out;
    enum guide_style style;
    enum block block;
    size_t blank; /* empty lines of code that are still to be written */
};

static void begin_block(struct walk *walk, enum block block)
{
    const bool was = walk->block == BLOCK_CODE || walk->block == BLOCK_FENCE;
    const bool is = block == BLOCK_CODE || block == BLOCK_FENCE;
    if (was && !is && walk->style == GUIDE_MANUAL)
        buf_add_text(walk->out, ".fi\n.RE\n");
    if (is && !was && walk->style == GUIDE_MANUAL) {
        begin_paragraph(walk->out);
        buf_add_text(walk->out, ".RS 4\n.nf\n");
    } else if (is && !was) {
        buf_add_octet(walk->out, '\n');
    }
    if (block == BLOCK_TABLE_HEAD && walk->style == GUIDE_TEXT)
        buf_add_octet(walk->out, '\n');
    walk->block = block;
    walk->blank = 0;
}

static void add_code(struct walk *walk, struct octets line)
{
    for (; walk->blank > 0; walk->blank--)
        buf_add_octet(walk->out, '\n');
    if (walk->style == GUIDE_TEXT)
        buf_add_text(walk->out, "    ");
    else if (line.len > 0 && (line.ptr[0] == '.' || line.ptr[0] == '\''))
        buf_add_text(walk->out, "\\&");
    add_all(walk->out, line, walk->style);
    buf_add_octet(walk->out, '\n');
}

/* The level of a heading, 0 for any other line. */
static unsigned heading_level(struct octets line)
{
    unsigned level = 0;
    while (level < line.len && line.ptr[level] == '#')
        level++;
    return level < line.len && line.ptr[level] == ' ' ? level : 0;
}

static void add_table_line(struct walk *walk, struct octets line)
{
    if (octets_starts_with(line, OCTETS("| --")) ||
        octets_starts_with(line, OCTETS("|--")))
        walk->block = BLOCK_TABLE;
    else if (walk->block == BLOCK_TABLE)
        add_row(walk->out, line, walk->style);
    else
        begin_block(walk, BLOCK_TABLE_HEAD); /* its line is left out */
}

/* A line that is no code. */
static void add_plain(struct walk *walk, struct octets line)
{
    const unsigned level = heading_level(line);
    if (line.len > 0 && line.ptr[0] == '|') {
        add_table_line(walk, line);
        return;
    }
    begin_block(walk, BLOCK_NONE);
    if (level > 0)
        guide_heading(walk->out, octets_slice(line, level + 1, line.len), 2,
                      walk->style);
    else if (octets_starts_with(line, OCTETS("- ")))
        add_item(walk->out, line, walk->style);
    else
        guide_paragraph(walk->out, line, walk->style);
}

static void add_line(struct walk *walk, struct octets line)
{
    if (octets_starts_with(line, OCTETS("```")))
        begin_block(walk, walk->block == BLOCK_FENCE ? BLOCK_NONE : BLOCK_FENCE);
    else if (walk->block == BLOCK_FENCE)
        add_code(walk, line);
    else if (line.len == 0)
        walk->blank++;
    else if (octets_starts_with(line, OCTETS("    "))) {
        const size_t blank = walk->blank;
        if (walk->block != BLOCK_CODE)
            begin_block(walk, BLOCK_CODE);
        else
            walk->blank = blank;
        add_code(walk, octets_slice(line, 4, line.len));
    } else
        add_plain(walk, line);
}

/* The line at *at, without its end; moves *at behind it. */
static struct octets line_at(struct octets document, size_t *at)
{
    const struct octets rest = octets_slice(document, *at, document.len);
    const struct octets line = octets_slice(rest, 0, octets_find(rest, OCTETS("\n")));
    *at += line.len + 1;
    return line;
}

/* Where the section under a heading begins and ends. */
static bool find_section(struct octets document, const char *heading, size_t *begin,
                         size_t *end)
{
    unsigned level = 0;
    bool code = false;
    for (size_t at = 0; at < document.len;) {
        const size_t start = at;
        const struct octets line = line_at(document, &at);
        code ^= octets_starts_with(line, OCTETS("```"));
        const unsigned found = code ? 0 : heading_level(line);
        if (found == 0)
            continue;
        if (level > 0 && (found <= level || level == 1)) {
            *end = start;
            return true;
        }
        if (level == 0 &&
            octets_equal(octets_slice(line, found + 1, line.len), octets_of(heading))) {
            level = found;
            *begin = at;
        }
    }
    *end = document.len;
    return level > 0;
}

bool guide_section(struct buf *out, struct octets document, const char *heading,
                   enum guide_style style)
{
    struct walk walk = {.out = out, .style = style};
    size_t at = 0;
    size_t end = document.len;
    if (heading && !find_section(document, heading, &at, &end))
        return false;
    if (!heading) /* its title is the reader's to write */
        line_at(document, &at);
    while (at < end)
        add_line(&walk, line_at(document, &at));
    begin_block(&walk, BLOCK_NONE);
    return true;
}

void guide_code(struct buf *out, struct octets text, enum guide_style style)
{
    struct walk walk = {.out = out, .style = style};
    begin_block(&walk, BLOCK_FENCE);
    for (size_t at = 0; at < text.len;)
        add_code(&walk, line_at(text, &at));
    begin_block(&walk, BLOCK_NONE);
}
