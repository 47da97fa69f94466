/* SPDX-License-Identifier: MIT */
/* A target's temporary folder, and the end of its log. */
#ifndef INTERIM_TARGET_FOLDER_H
#define INTERIM_TARGET_FOLDER_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Caller's storage; path is "" where there is none. */
struct folder {
    char path[256];
};

/* Makes a new folder in TMPDIR (or /tmp) that other users may read: servers started by
 * root drop their rights. */
bool folder_make(struct folder *folder, const char *name, struct err *err);

/* Removes it with all that is in it. Safe where there is none. */
void folder_remove(struct folder *folder);

/* Writes the last two lines of a file to out (the last often says only that it is
 * over), NUL-terminated, in visible octets; "nothing" where it is empty. Returns out.
 */
char *folder_last_words(const char *path, char *out, size_t size);

#endif
