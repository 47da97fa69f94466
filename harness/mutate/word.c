/* SPDX-License-Identifier: MIT */
/* The vocabulary's table. */
#include "mutate/word.h"

static const struct {
    enum word_kind kind;
    struct octets octets;
} WORDS[] = {
#define WORD(kind, text)                                                               \
    {WORD_##kind, {(const unsigned char *)(text), sizeof(text) - 1}},
#include "mutate/word.def"
#undef WORD
};
enum { COUNT = sizeof WORDS / sizeof WORDS[0] };

struct octets word_any(enum word_kind kind, struct random *random)
{
    size_t first = 0;
    size_t count = 0;
    while (WORDS[first].kind != kind) /* every kind has words, side by side */
        first++;
    while (first + count < COUNT && WORDS[first + count].kind == kind)
        count++;
    return WORDS[first + random_below(random, count)].octets;
}

bool word_at(size_t n, struct octets *word)
{
    if (n >= COUNT)
        return false;
    *word = WORDS[n].octets;
    return true;
}
