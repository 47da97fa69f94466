/* SPDX-License-Identifier: MIT */
/* The generator behind every mutation. */
#include "mutate/random.h"

uint64_t random_next(struct random *random)
{
    random->state += 0x9e3779b97f4a7c15U;
    uint64_t mixed = random->state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
}

size_t random_below(struct random *random, size_t count)
{
    return count == 0 ? 0 : (size_t)(random_next(random) % count);
}
