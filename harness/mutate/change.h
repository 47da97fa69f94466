/* SPDX-License-Identifier: MIT */
/* One change to a capture's text: what the ways to mutate share. Used by mutate/ alone.
 */
#ifndef INTERIM_MUTATE_CHANGE_H
#define INTERIM_MUTATE_CHANGE_H

#include "base/buf.h"
#include "mutate/part.h"
#include "mutate/random.h"

#include <stdbool.h>
#include <stddef.h>

/* text is borrowed, parts are its own; out is where the changed text goes. */
struct change {
    struct octets text;
    struct parts parts;
    struct random random;
    struct buf *out;
};

/* One way to mutate. False where it does not apply, or its result did not fit: out is
 * then of no use. */
typedef bool change_function(struct change *change);

#define MUTATION(name, word, sentence) change_function mutation_##name;
#include "mutate/mutation.def"
#undef MUTATION

/* out = text with the `drop` octets at `at` replaced. False where it does not fit. */
bool change_splice(struct change *change, size_t at, size_t drop,
                   struct octets replacement);

/* A part of one of these kinds (set of 1 << enum part_kind), at random; NULL: none. */
enum { ANY_RESPONSE = 1 << PART_INTERIM | 1 << PART_FINAL, ANY_PART = 7 };
const struct part *change_part(struct change *change, unsigned kinds);

/* A response mostly; a request now and then, and where there is nothing else. */
const struct part *change_message(struct change *change);

/* A place in the text where a response may be put; false where there is none. */
bool change_place(struct change *change, size_t *at);

/* Appends the mark of the part's direction: what follows is a segment of its own. */
void change_mark(const struct part *part, struct buf *out);

/* The octets of a part; borrowed from text. */
struct octets change_octets(const struct change *change, const struct part *part);

/* The line of a part's header section with this ordinal, at random, its line end
 * included: offsets into text. False where the part is empty. */
bool change_line(struct change *change, const struct part *part, size_t *start,
                 size_t *len);

#endif
