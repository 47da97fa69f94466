/* SPDX-License-Identifier: MIT */
/* Words and sentences of the needs. */
#include "base/ensure.h"
#include "case/script.h"

static const struct {
    const char *word;
    const char *sentence;
} NEEDS[NEED_COUNT] = {
#define NEED(name, word, sentence) {word, sentence},
#include "case/need.def"
#undef NEED
};

const char *need_word(unsigned bit_index)
{
    ENSURE(bit_index < NEED_COUNT);
    return NEEDS[bit_index].word;
}

const char *need_sentence(unsigned bit_index)
{
    ENSURE(bit_index < NEED_COUNT);
    return NEEDS[bit_index].sentence;
}
