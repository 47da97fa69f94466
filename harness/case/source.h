/* SPDX-License-Identifier: MIT */
/* A case file's text by lines, and views of it that know where in the file they are. */
#ifndef INTERIM_CASE_SOURCE_H
#define INTERIM_CASE_SOURCE_H

#include "base/arena.h"
#include "base/octets.h"
#include "case/mistake.h"

#include <stdbool.h>
#include <stddef.h>

enum { SOURCE_MAX_OCTETS = 1 << 20 };

/* Part of one line. Where something in it was replaced, columns has the file's column
 * for each octet and for the end; else they count up from column. */
struct text {
    struct octets octets;
    int line, column;
    const int *columns;
};

struct source {
    struct octets octets;
    const struct octets *lines; /* without their line ends */
    int line_count;
};

/* Splits octets (borrowed) into lines. Returns false, having told of it, where it is no
 * text that we read: too large, not UTF-8, NUL, or CR that ends no line. */
bool source_split(struct source *source, struct octets octets, struct arena *arena,
                  struct mistakes *mistakes);

/* Line number n, from 1; empty past the last. */
struct text source_line(const struct source *source, int n);

/* The column in the file of the octet at offset (up to and with the end). */
int text_column(struct text text, size_t offset);

/* Part of text, as octets_slice. */
struct text text_slice(struct text text, size_t start, size_t len);

/* Without white space at both ends. */
struct text text_trim(struct text text);

/* The part before the first octet `separator`, which is taken off *rest with it; all of
 * *rest where there is none. */
struct text text_split(struct text *rest, unsigned char separator);

/* The first word (what white space ends), taken off *rest; empty at its end. */
struct text text_word(struct text *rest);

bool text_is(struct text text, const char *word);

/* The text, quoted, cut to a length that fits in a sentence; in the arena. */
const char *text_shown(struct text text, struct arena *arena);

/* A mistake at the text's first octet. Returns false always. */
#define text_mistake(mistakes, text, ...)                                              \
    mistake_at((mistakes), (text).line, text_column((text), 0), __VA_ARGS__)

#endif
