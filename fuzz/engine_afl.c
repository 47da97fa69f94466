/* SPDX-License-Identifier: MIT */
/* harness/mutate for AFL++: a shared library for AFL_CUSTOM_MUTATOR_LIBRARY, of use to
 * any AFL++ target whose input is a capture or a response stream, ours or not. AFL++'s
 * own mutations go on beside it, unless AFL_CUSTOM_MUTATOR_ONLY is set. Of an input
 * that is no longer than a seed (fuzz/target.h), new seeds are made. */
#include "base/buf.h"
#include "base/ensure.h"
#include "fuzz/target.h"
#include "mutate/mutate.h"
#include "mutate/random.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { CROSSED_SHARE = 4 };

struct mutator {
    struct random random;
    struct buf out; /* borrowed by AFL++ until its next call */
};

/* What AFL++ looks for, in its own names (docs/custom_mutators.md there). */
void *afl_custom_init(const void *afl, unsigned seed);
size_t afl_custom_fuzz(void *mutator, uint8_t *data, size_t size, uint8_t **out,
                       const uint8_t *other, size_t other_size, size_t max_size);
void afl_custom_deinit(void *mutator);

void *afl_custom_init(const void *afl, unsigned seed)
{
    struct mutator *mutator = calloc(1, sizeof *mutator);
    (void)afl;
    ENSURE(mutator);
    mutator->random.state = seed;
    return mutator;
}

size_t afl_custom_fuzz(void *user, uint8_t *data, size_t size, uint8_t **out,
                       const uint8_t *other, size_t other_size, size_t max_size)
{
    struct mutator *mutator = user;
    const uint64_t seed = random_next(&mutator->random);
    const struct octets text = {data, size};
    buf_fini(&mutator->out);
    buf_init(&mutator->out, max_size);
    if (size <= TARGET_SEED)
        buf_add(&mutator->out,
                (struct octets){(const unsigned char *)&seed, sizeof seed});
    else if (other && other_size > 0 &&
             random_below(&mutator->random, CROSSED_SHARE) == 0)
        mutate_cross(text, (struct octets){other, other_size}, seed, &mutator->out);
    else
        mutate_capture(text, seed, &mutator->out);
    *out = mutator->out.ptr;
    return mutator->out.len;
}

void afl_custom_deinit(void *user)
{
    struct mutator *mutator = user;
    buf_fini(&mutator->out);
    free(mutator);
}
