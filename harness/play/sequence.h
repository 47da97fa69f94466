/* SPDX-License-Identifier: MIT */
/* What was observed in one lane, in order: values of enum observed. */
#ifndef INTERIM_PLAY_SEQUENCE_H
#define INTERIM_PLAY_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>

enum { SEQUENCE_MAX = 250000 };

/* Owns items. Zeroed is empty. */
struct sequence {
    int *items;
    size_t count;
    size_t capacity;
};

/* Returns false where SEQUENCE_MAX is reached: nothing is added. */
bool sequence_add(struct sequence *sequence, int observed);

/* Forgets the items, keeps the memory. */
void sequence_clear(struct sequence *sequence);
void sequence_fini(struct sequence *sequence);

#endif
