/* SPDX-License-Identifier: MIT */
/* Numbers that only look random: the same ones from the same seed, on every machine. */
#ifndef INTERIM_MUTATE_RANDOM_H
#define INTERIM_MUTATE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state; /* the seed, at first */
};

/* 64 bits (splitmix64, in the public domain). */
uint64_t random_next(struct random *random);

/* A number below count; 0 where count is 0. */
size_t random_below(struct random *random, size_t count);

#endif
