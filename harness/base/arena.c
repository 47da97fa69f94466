/* SPDX-License-Identifier: MIT */
/* Blocks in a chain, the newest first; nothing is given back before the end. */
#include "base/arena.h"

#include "base/ensure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_OCTETS = 4096, ALIGN = 16 };

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t size;
    size_t unused; /* keeps data aligned to 16 octets */
    unsigned char data[];
};

void arena_init(struct arena *arena)
{
    arena->blocks = NULL;
}

void arena_fini(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

void *arena_take(struct arena *arena, size_t len)
{
    const size_t need = (len + ALIGN - 1) / ALIGN * ALIGN;
    struct arena_block *block = arena->blocks;
    ENSURE(need >= len);
    if (!block || block->size - block->used < need) {
        const size_t size = need > BLOCK_OCTETS ? need : BLOCK_OCTETS;
        block = calloc(1, sizeof *block + size);
        ENSURE(block != NULL);
        block->size = size;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *taken = block->data + block->used;
    block->used += need;
    return taken;
}

struct octets arena_octets(struct arena *arena, struct octets octets)
{
    return (struct octets){(unsigned char *)arena_text(arena, octets), octets.len};
}

char *arena_text(struct arena *arena, struct octets octets)
{
    char *copy = arena_take(arena, octets.len + 1);
    if (octets.len > 0)
        memcpy(copy, octets.ptr, octets.len);
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    ENSURE(need >= 0);
    char *text = arena_take(arena, (size_t)need + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)need + 1, format, args);
    va_end(args);
    return text;
}
