/* SPDX-License-Identifier: MIT */
/* Runs of octets of one kind at the start of a view. Inline: they are the innermost
 * loops. */
#ifndef INTERIM_ORACLE_TEXT_H
#define INTERIM_ORACLE_TEXT_H

#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* true for what may stand in a token (RFC 9110 section 5.6.2). */
extern const bool TEXT_TOKEN[256];

/* How many octets at the start of view may stand in a token. */
static inline size_t token_run(struct octets view)
{
    size_t at = 0;
    while (at < view.len && TEXT_TOKEN[view.ptr[at]])
        at++;
    return at;
}

/* May it stand in a field value or a reason phrase: VCHAR, obs-text, SP, HTAB? */
static inline bool is_text(unsigned char octet)
{
    return (octet >= 0x20 && octet != 0x7f) || octet == '\t';
}

/* Marks octets below 0x20, and 0x7f, in the top bits of their lanes. A borrow may mark
 * a lane above a true hit, never one below, so the lowest mark is exact. */
static inline uint64_t text_controls(uint64_t word)
{
    const uint64_t ones = UINT64_MAX / 255;
    const uint64_t del = word ^ ones * 0x7f;
    const uint64_t below = (word - ones * 0x20) & ~word;
    return (below | ((del - ones) & ~del)) & ones * 0x80;
}

/* How many octets at the start of view are text: eight at a time as long as there is no
 * control among them, then one by one. */
static inline size_t text_run(struct octets view)
{
    size_t at = 0;
    for (;;) {
        uint64_t word;
        while (at + 8 <= view.len) {
            memcpy(&word, view.ptr + at, sizeof word);
            if (text_controls(word))
                break;
            at += 8;
        }
        const size_t stop = at + 8 <= view.len ? at + 8 : view.len;
        while (at < stop && is_text(view.ptr[at]))
            at++;
        if (at < stop || at == view.len)
            return at;
    }
}

#endif
