/* SPDX-License-Identifier: MIT */
/* libcmark says which lines are which block; the octets come from the lines themselves,
 * so that every column is the file's own. */
#include "case/markdown.h"

#include "base/buf.h"
#include "base/ensure.h"

#include <cmark.h>

enum { FENCE_INDENT_MAX = 3, FENCE_MARKS_MIN = 3 };

static size_t run_of(struct octets line, size_t start, unsigned char octet)
{
    size_t at = start;
    while (at < line.len && line.ptr[at] == octet)
        at++;
    return at - start;
}

/* The opening marks of a fence: how far it is indented, which mark, how many. */
struct marks {
    size_t indent, count;
    unsigned char mark;
};

static bool fence_marks(struct octets line, struct marks *marks)
{
    marks->indent = run_of(line, 0, ' ');
    if (marks->indent > FENCE_INDENT_MAX || marks->indent >= line.len)
        return false;
    marks->mark = line.ptr[marks->indent];
    marks->count = run_of(line, marks->indent, marks->mark);
    return (marks->mark == '`' || marks->mark == '~') &&
           marks->count >= FENCE_MARKS_MIN;
}

static bool closes(struct octets line, const struct marks *opening)
{
    struct marks marks;
    if (!fence_marks(line, &marks) || marks.mark != opening->mark ||
        marks.count < opening->count)
        return false;
    const struct octets rest = octets_slice(line, marks.indent + marks.count, line.len);
    return octets_trim(rest).len == 0;
}

static void read_fence(struct block *block, const struct source *source)
{
    struct marks marks;
    const struct text opening = source_line(source, block->line);
    if (!fence_marks(opening.octets, &marks)) {
        block->kind = BLOCK_INDENTED;
        return;
    }
    const size_t skip = marks.indent + marks.count;
    block->text = text_trim(text_slice(opening, skip, opening.octets.len - skip));
    block->indent = (int)marks.indent;
    block->line++;
    int line = block->line;
    while (line <= source->line_count &&
           !closes(source_line(source, line).octets, &marks))
        line++;
    block->closed = line <= source->line_count;
    block->last_line = line - 1;
}

/* `## text ##`; the line itself where it is underlined instead. */
static void read_heading(struct block *block, const struct source *source)
{
    struct text text = text_trim(source_line(source, block->line));
    const size_t marks = run_of(text.octets, 0, '#');
    if (marks > 0) {
        text = text_trim(text_slice(text, marks, text.octets.len));
        size_t end = text.octets.len;
        while (end > 0 && text.octets.ptr[end - 1] == '#')
            end--;
        if (end == 0 || text.octets.ptr[end - 1] == ' ')
            text = text_trim(text_slice(text, 0, end));
    }
    block->text = text;
}

static const char *plain_text(cmark_node *paragraph, struct arena *arena)
{
    struct buf out;
    buf_init(&out, SOURCE_MAX_OCTETS * 4);
    cmark_iter *iter = cmark_iter_new(paragraph);
    for (cmark_event_type event = cmark_iter_next(iter); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iter)) {
        cmark_node *node = cmark_iter_get_node(iter);
        const cmark_node_type type = cmark_node_get_type(node);
        if (event != CMARK_EVENT_ENTER)
            continue;
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE ||
            type == CMARK_NODE_HTML_INLINE)
            buf_add_text(&out, cmark_node_get_literal(node));
        else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
            buf_add_octet(&out, ' ');
    }
    cmark_iter_free(iter);
    const char *copy = arena_text(arena, buf_view(&out));
    buf_fini(&out);
    return copy;
}

static bool holds_code(cmark_node *node)
{
    bool found = false;
    cmark_iter *iter = cmark_iter_new(node);
    while (!found && cmark_iter_next(iter) != CMARK_EVENT_DONE)
        found = cmark_node_get_type(cmark_iter_get_node(iter)) == CMARK_NODE_CODE_BLOCK;
    cmark_iter_free(iter);
    return found;
}

static enum block_kind kind_of(cmark_node_type type)
{
    if (type == CMARK_NODE_HEADING)
        return BLOCK_HEADING;
    if (type == CMARK_NODE_PARAGRAPH)
        return BLOCK_PARAGRAPH;
    return type == CMARK_NODE_CODE_BLOCK ? BLOCK_FENCE : BLOCK_OTHER;
}

static void read_block(struct block *block, cmark_node *node,
                       const struct source *source, struct arena *arena)
{
    block->kind = kind_of(cmark_node_get_type(node));
    block->line = cmark_node_get_start_line(node);
    block->last_line = cmark_node_get_end_line(node);
    if (block->kind == BLOCK_FENCE) {
        read_fence(block, source);
    } else if (block->kind == BLOCK_HEADING) {
        block->level = cmark_node_get_heading_level(node);
        read_heading(block, source);
    } else if (block->kind == BLOCK_PARAGRAPH) {
        block->plain = plain_text(node, arena);
    } else if (holds_code(node)) {
        block->kind = BLOCK_NESTED;
    }
    if (block->kind != BLOCK_FENCE && block->kind != BLOCK_HEADING)
        block->text = source_line(source, block->line);
}

void markdown_read(struct markdown *markdown, const struct source *source,
                   struct arena *arena)
{
    cmark_node *document = cmark_parse_document((const char *)source->octets.ptr,
                                                source->octets.len, CMARK_OPT_DEFAULT);
    ENSURE(document != NULL);
    size_t count = 0;
    for (cmark_node *node = cmark_node_first_child(document); node;
         node = cmark_node_next(node))
        count++;
    struct block *blocks = ARENA_ARRAY(arena, struct block, count);
    size_t at = 0;
    for (cmark_node *node = cmark_node_first_child(document); node;
         node = cmark_node_next(node))
        read_block(&blocks[at++], node, source, arena);
    cmark_node_free(document);
    *markdown = (struct markdown){blocks, count};
}

struct text block_line(const struct block *fence, const struct source *source, int n)
{
    const struct text line = source_line(source, n);
    size_t indent = run_of(line.octets, 0, ' ');
    if (indent > (size_t)fence->indent)
        indent = (size_t)fence->indent;
    return text_slice(line, indent, line.octets.len);
}
