/* SPDX-License-Identifier: MIT */
/* The command lines of a document, and the files that it tells its reader to write. */
#ifndef INTERIM_TEST_DOC_LINE_H
#define INTERIM_TEST_DOC_LINE_H

#include <stdbool.h>

enum { DOC_LINE_OCTETS = 2048 };

struct doc_line {
    const char *document; /* its path in the tree */
    int number;           /* of the line, from 1 */
    bool is_file;         /* else a command line */
    bool is_span;         /* it stands within text */
    const char *text;     /* the command line, continued lines joined; what the file
                           * holds */
    const char *name;     /* of the file; else NULL */
};

/* Called for each, in order; what it is given is valid during the call. */
typedef void doc_line_sink(void *user, const struct doc_line *line);

/* Reads a document of ours (relative to the root of the tree). Command lines are the
 * lines of a block of code whose first begins with the name of a program that we know,
 * and spans of code within text that begin with `interim` or `make` and a second word.
 * A file is the block of code behind a line that ends in "Write this to `NAME`:". Fails
 * the test where a block of command lines has a line of another kind. */
void doc_read(const char *document, doc_line_sink *sink, void *user);

#endif
