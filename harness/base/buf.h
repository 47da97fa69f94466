/* SPDX-License-Identifier: MIT */
/* struct buf: a growing buffer of octets that is born with its maximum. */
#ifndef INTERIM_BASE_BUF_H
#define INTERIM_BASE_BUF_H

#include "base/attr.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>

/* Owns ptr. After an octet did not fit (or memory ran out) `full` stays true and what
 * fitted stays readable, so that a writer may check once, at its end. */
struct buf {
    unsigned char *ptr;
    size_t len;
    size_t capacity;
    size_t max;
    bool full;
};

/* An empty buffer that will hold at most max octets. Allocates nothing yet. */
void buf_init(struct buf *buf, size_t max);

/* Frees the memory; the buffer is empty and usable again with the same maximum. */
void buf_fini(struct buf *buf);

/* Forgets the content and `full`, keeps the memory. */
void buf_clear(struct buf *buf);

/* Append. Return false, and set full, where not all of it fitted; what fits is kept. */
bool buf_add(struct buf *buf, struct octets octets);
bool buf_add_octet(struct buf *buf, unsigned char octet);
bool buf_add_text(struct buf *buf, const char *text);
bool buf_printf(struct buf *buf, const char *format, ...) ATTR_PRINTF(2, 3);

/* Removes the first count octets (clamped). */
void buf_drop(struct buf *buf, size_t count);

/* All of it; borrows from buf until the next change. */
struct octets buf_view(const struct buf *buf);

/* All of it as a C string: a NUL is kept behind the content (not counted in len).
 * Never NULL. Borrows from buf until the next change. */
const char *buf_text(struct buf *buf);

#endif
