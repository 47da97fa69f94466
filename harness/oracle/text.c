/* SPDX-License-Identifier: MIT */
/* The innermost loops: how far a token, and a value, goes. */
#include "oracle/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const bool TOKEN[256] = {
    ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1, ['*'] = 1,
    ['+'] = 1, ['-'] = 1, ['.'] = 1, ['^'] = 1, ['_'] = 1, ['`'] = 1,  ['|'] = 1,
    ['~'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1,  ['5'] = 1,
    ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1, ['A'] = 1, ['B'] = 1,  ['C'] = 1,
    ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1,  ['J'] = 1,
    ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1,  ['Q'] = 1,
    ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1,  ['X'] = 1,
    ['Y'] = 1, ['Z'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1,  ['e'] = 1,
    ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1,  ['l'] = 1,
    ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1,  ['s'] = 1,
    ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1,  ['z'] = 1,
};

size_t token_run(struct octets view)
{
    size_t at = 0;
    while (at < view.len && TOKEN[view.ptr[at]])
        at++;
    return at;
}

/* May it stand in a field value or a reason phrase: VCHAR, obs-text, SP, HTAB? */
static bool is_text(unsigned char octet)
{
    return (octet >= 0x20 && octet != 0x7f) || octet == '\t';
}

/* Marks octets below 0x20, and 0x7f, in the top bits of their lanes. A borrow may mark
 * a lane above a true hit, never one below, so the lowest mark is exact. */
static uint64_t controls(uint64_t word)
{
    const uint64_t ones = UINT64_MAX / 255;
    const uint64_t del = word ^ ones * 0x7f;
    const uint64_t below = (word - ones * 0x20) & ~word;
    return (below | ((del - ones) & ~del)) & ones * 0x80;
}

/* How many octets at the start of view are text: eight at a time as long as there is no
 * control among them, then one by one. */
size_t text_run(struct octets view)
{
    size_t at = 0;
    for (;;) {
        uint64_t word;
        while (at + 8 <= view.len) {
            memcpy(&word, view.ptr + at, sizeof word);
            if (controls(word))
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
