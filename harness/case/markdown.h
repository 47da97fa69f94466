/* SPDX-License-Identifier: MIT */
/* The blocks of a Markdown file that matter to us, with exact places. */
#ifndef INTERIM_CASE_MARKDOWN_H
#define INTERIM_CASE_MARKDOWN_H

#include "case/source.h"

#include <stdbool.h>
#include <stddef.h>

enum block_kind {
    BLOCK_HEADING,
    BLOCK_PARAGRAPH,
    BLOCK_FENCE,
    BLOCK_INDENTED, /* indented code: no step, and most likely meant to be one */
    BLOCK_NESTED,   /* a list or quote with code in it: likewise */
    BLOCK_OTHER     /* lists, quotes, HTML, rules: for people */
};

struct block {
    enum block_kind kind;
    int line, last_line; /* of a fence: those of its content; last < line: none */
    int level;           /* of a heading */
    int indent;          /* of a fence: spaces taken off each line of content */
    bool closed;         /* a fence */
    struct text text;    /* what a heading says; what stands behind a fence's marks */
    const char *plain;   /* a paragraph as one line of plain text */
};

struct markdown {
    const struct block *blocks;
    size_t count;
};

/* Reads source with libcmark. Everything is in the arena or borrows from source. */
void markdown_read(struct markdown *markdown, const struct source *source,
                   struct arena *arena);

/* Line number n (of the file) of a fence's content, its indentation taken off. */
struct text block_line(const struct block *fence, const struct source *source, int n);

#endif
