/* SPDX-License-Identifier: MIT */
/* A growing array of ints with a bound, because a target decides how long it gets. */
#include "play/sequence.h"

#include "base/ensure.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 16 };

bool sequence_add(struct sequence *sequence, int observed)
{
    if (sequence->count >= SEQUENCE_MAX)
        return false;
    if (sequence->count == sequence->capacity) {
        const size_t capacity =
            sequence->capacity ? sequence->capacity * 2 : FIRST_CAPACITY;
        int *items = realloc(sequence->items, capacity * sizeof *items);
        ENSURE(items != NULL);
        sequence->items = items;
        sequence->capacity = capacity;
    }
    sequence->items[sequence->count++] = observed;
    return true;
}

void sequence_clear(struct sequence *sequence)
{
    sequence->count = 0;
}

void sequence_fini(struct sequence *sequence)
{
    free(sequence->items);
    *sequence = (struct sequence){0};
}
