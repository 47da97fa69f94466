/* SPDX-License-Identifier: MIT */
/* harness/mutate for libFuzzer: linked into the targets whose input is a capture. One
 * input in four is mutated by the engine itself, whose bit flips and dictionary reach
 * what no structure foresees; where a target makes captures of seeds, half of the
 * others are new seeds. */
#include "base/buf.h"
#include "fuzz/target.h"
#include "mutate/mutate.h"
#include "mutate/random.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { ENGINES_SHARE = 4, NEW_SHARE = 2, SEED_OCTETS = 8 };

/* libFuzzer's own; and what it calls, in its own names. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size,
                                 const uint8_t *other, size_t other_size, uint8_t *out,
                                 size_t max_size, unsigned seed);

static size_t take(struct buf *from, uint8_t *out)
{
    const size_t len = from->len;
    if (len > 0)
        memcpy(out, from->ptr, len);
    buf_fini(from);
    return len;
}

/* What a new seed stands for, else the seed itself, where that does not fit. */
static void make_new(uint64_t number, struct buf *out)
{
    unsigned char seed[SEED_OCTETS];
    const struct octets octets = {seed, sizeof seed};
    memcpy(seed, &number, sizeof seed);
    target_expand(octets, out);
    if (!out->full)
        return;
    buf_clear(out);
    buf_add(out, octets);
}

static void mutate(struct octets input, uint64_t number, struct buf *out)
{
    struct buf start;
    buf_init(&start, out->max);
    if (target_expand && input.len <= TARGET_SEED) {
        target_expand(input, &start);
        input = buf_view(&start);
    }
    mutate_capture(input, number, out);
    buf_fini(&start);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned seed)
{
    struct random random = {seed};
    struct buf out;
    if (random_below(&random, ENGINES_SHARE) == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    const uint64_t number = random_next(&random);
    buf_init(&out, max_size);
    if (target_expand && random_below(&random, NEW_SHARE) == 0)
        make_new(number, &out);
    else
        mutate((struct octets){data, size}, number, &out);
    return take(&out, data);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size,
                                 const uint8_t *other, size_t other_size, uint8_t *out,
                                 size_t max_size, unsigned seed)
{
    struct buf crossed;
    buf_init(&crossed, max_size);
    mutate_cross((struct octets){one, one_size}, (struct octets){other, other_size},
                 seed, &crossed);
    return take(&crossed, out);
}
