/* SPDX-License-Identifier: MIT */
/* struct octets: a view into octets that somebody else owns. Never NUL-terminated. */
#ifndef INTERIM_BASE_OCTETS_H
#define INTERIM_BASE_OCTETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view; who made it says from whom it borrows. ptr may be NULL only where len is 0.
 */
struct octets {
    const unsigned char *ptr;
    size_t len;
};

/* A view of a string literal, without its NUL. */
#define OCTETS(literal)                                                                \
    ((struct octets){(const unsigned char *)(literal), sizeof(literal) - 1})

/* A view of a C string of ours (never of wire data), without its NUL; borrows text. */
struct octets octets_of(const char *text);

/* The part of view from start (clamped) of at most len octets. Inline: it stands in the
 * innermost loops. */
static inline struct octets octets_slice(struct octets view, size_t start, size_t len)
{
    if (!view.ptr)
        return view;
    if (start > view.len)
        start = view.len;
    if (len > view.len - start)
        len = view.len - start;
    return (struct octets){view.ptr + start, len};
}

/* Same length and same octets. */
bool octets_equal(struct octets a, struct octets b);

/* Same length and same octets, ASCII letters compared without regard to case. */
bool octets_equal_nocase(struct octets a, struct octets b);

bool octets_starts_with(struct octets view, struct octets prefix);
bool octets_ends_with(struct octets view, struct octets suffix);

/* Offset of the first occurrence of needle in view, or SIZE_MAX. An empty needle is
 * found at 0. */
size_t octets_find(struct octets view, struct octets needle);

/* view without SP and HTAB at both ends (OWS, RFC 9110 section 5.6.3). */
struct octets octets_trim(struct octets view);

/* Reads view as a decimal number without sign, all of it. Returns false where it is
 * empty, holds anything but digits, or does not fit. */
bool octets_to_u64(struct octets view, uint64_t *number);

#endif
