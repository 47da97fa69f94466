/* SPDX-License-Identifier: MIT */
/* Runs of octets, by table, and eight at a time where it pays. */
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

/* The octet that the lowest mark stands for, from 0. */
static size_t lowest(uint64_t marks)
{
    size_t lane = 0;
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    if (first == 0) /* big-endian: the first octet is the highest lane */
        return 0;
    for (; !(marks & 0xff); marks >>= 8)
        lane++;
    return lane;
}

size_t text_run(struct octets view)
{
    size_t at = 0;
    while (at + 8 <= view.len) {
        uint64_t word;
        memcpy(&word, view.ptr + at, sizeof word);
        const uint64_t marks = controls(word);
        if (!marks) {
            at += 8;
            continue;
        }
        at += lowest(marks);
        if (!is_text(view.ptr[at]))
            return at;
        at++;
    }
    while (at < view.len && is_text(view.ptr[at]))
        at++;
    return at;
}
