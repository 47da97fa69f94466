/* SPDX-License-Identifier: MIT */
/* Whole files: read at once, and written so that a file is there whole or not at all.
 */
#ifndef INTERIM_BASE_DISK_H
#define INTERIM_BASE_DISK_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* Appends what path holds. False, with err, where it cannot be read, or text is full.
 */
bool disk_read(struct buf *text, const char *path, struct err *err);

/* Writes octets to a file beside path, and gives it that name when it is complete.
 * False, with err, where that failed: what was there before is there still. */
bool disk_write(const char *path, struct octets octets, struct err *err);

/* Makes a folder with all above it, as far as they are not there. False, with err. */
bool disk_make_folder(const char *path, struct err *err);

#endif
