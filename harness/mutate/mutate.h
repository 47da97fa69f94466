/* SPDX-License-Identifier: MIT */
/* Structure-aware mutation of captures: what real senders of interim responses get
 * wrong, done to any connection. One core for every fuzzer: deterministic from a seed,
 * never larger than told, and never in need of a capture that parses. */
#ifndef INTERIM_MUTATE_MUTATE_H
#define INTERIM_MUTATE_MUTATE_H

#include "base/buf.h"
#include "base/octets.h"

#include <stdint.h>

/* The ways to mutate, in the order of mutate/mutation.def. */
enum mutation_id {
#define MUTATION(name, word, sentence) MUTATION_##name,
#include "mutate/mutation.def"
#undef MUTATION
    MUTATION_COUNT,
    MUTATION_ANY = MUTATION_COUNT
};

/* "insert-interim": for messages. */
const char *mutation_word(enum mutation_id id);

/* Puts a mutated capture (its text, as capture_read takes it) into out, which is
 * cleared first and whose max bounds it. One to four ways are taken, as the seed says;
 * those that do not apply, or would not fit, are passed over, so the result may equal
 * the input. An input larger than out->max is cut to it. */
void mutate_capture(struct octets capture, uint64_t seed, struct buf *out);

/* One way alone. Returns false, with out a copy of the input (cut to out->max), where
 * it does not apply or would not fit. */
bool mutate_one(struct octets capture, enum mutation_id id, uint64_t seed,
                struct buf *out);

/* Messages of two captures in one: a message, or all from one on, of `other` put into
 * `capture`. */
void mutate_cross(struct octets capture, struct octets other, uint64_t seed,
                  struct buf *out);

/* Appends the words that mutation is made of as a dictionary, in the format that both
 * libFuzzer (-dict) and AFL++ (-x) read. */
void mutate_dictionary(struct buf *out);

#endif
