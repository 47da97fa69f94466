/* SPDX-License-Identifier: MIT */
/* struct err: why something outside of us (input, file, network) could not be used. */
#ifndef INTERIM_BASE_ERR_H
#define INTERIM_BASE_ERR_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

/* One sentence and the place it is about. line and column count from 1; 0: unknown. */
struct err {
    char file[256]; /* "" where no file is concerned */
    int line;
    int column;     /* in octets */
    char text[512]; /* what was expected and what was found; no newline at its end */
};

/* Fills *err (may be NULL) with a printf-formatted sentence and no place.
 * Returns false always, so that a caller can `return err_set(err, ...)`. */
bool err_set(struct err *err, const char *format, ...) ATTR_PRINTF(2, 3);

/* The same with a place; file may be NULL. Returns false always. */
bool err_set_at(struct err *err, const char *file, int line, int column,
                const char *format, ...) ATTR_PRINTF(5, 6);

/* The same, followed by ": " and the text of errno as it stands. Returns false always.
 */
bool err_set_errno(struct err *err, const char *format, ...) ATTR_PRINTF(2, 3);

/* Writes "file:line:column: text" (as much of the place as is known) into out,
 * NUL-terminated, cut at size octets. Returns out. */
char *err_format(const struct err *err, char *out, size_t size);

#endif
