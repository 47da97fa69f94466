/* SPDX-License-Identifier: MIT */
/* struct arena: memory that lives and dies together; one a case, one a run. */
#ifndef INTERIM_BASE_ARENA_H
#define INTERIM_BASE_ARENA_H

#include "base/attr.h"
#include "base/octets.h"

#include <stddef.h>

struct arena_block;

/* Not for use by two threads at once. Out of memory aborts (ENSURE): arenas hold our
 * own bounded data, never what a target chooses the size of. */
struct arena {
    struct arena_block *blocks;
};

void arena_init(struct arena *arena);

/* Frees everything that was ever taken from the arena. */
void arena_fini(struct arena *arena);

/* len octets, zeroed, aligned for any type; never NULL. Owned by the arena. */
void *arena_take(struct arena *arena, size_t len);

/* A zeroed array of count elements of type. */
#define ARENA_ARRAY(arena, type, count)                                                \
    ((type *)arena_take((arena), sizeof(type) * (size_t)(count)))
#define ARENA_NEW(arena, type) ARENA_ARRAY(arena, type, 1)

/* Copies owned by the arena. arena_text and arena_printf are NUL-terminated. */
struct octets arena_octets(struct arena *arena, struct octets octets);
char *arena_text(struct arena *arena, struct octets octets);
char *arena_printf(struct arena *arena, const char *format, ...) ATTR_PRINTF(2, 3);

#endif
