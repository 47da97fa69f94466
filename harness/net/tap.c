/* SPDX-License-Identifier: MIT */
/* The tap's two halves: a head that fills once, and a tail that forgets its oldest.
 *
 * Each half has a fixed array of entries and a linear store of octets. When the tail
 * overflows it drops its older half at once, so that a flood costs a copy of each octet
 * and no more. Offsets into a store become views only in tap_entries. */
#include "net/tap.h"

#include "base/clock.h"

#include <string.h>

enum { HALF_ENTRIES = 192 };

struct half {
    struct tap_entry entries[HALF_ENTRIES]; /* octets.ptr is not set yet */
    size_t starts[HALF_ENTRIES];            /* of each entry's octets in store */
    size_t count;
    unsigned char *store;
    size_t used;
    size_t size;
};

struct tap {
    struct arena *arena;
    int64_t start_ns;
    bool head_is_full;
    struct half head;
    struct half tail;
};

struct tap *tap_new(struct arena *arena, size_t max_octets)
{
    struct tap *tap = ARENA_NEW(arena, struct tap);
    tap->arena = arena;
    tap->start_ns = clock_now_ns();
    tap->head.size = max_octets / 2;
    tap->tail.size = max_octets - max_octets / 2;
    tap->head.store = arena_take(arena, tap->head.size);
    tap->tail.store = arena_take(arena, tap->tail.size);
    return tap;
}

static void half_put(struct half *half, struct tap_entry entry)
{
    half->starts[half->count] = half->used;
    if (entry.octets.len > 0)
        memcpy(half->store + half->used, entry.octets.ptr, entry.octets.len);
    half->used += entry.octets.len;
    entry.octets.ptr = NULL;
    half->entries[half->count++] = entry;
}

/* Forgets entries from the front until keep octets and HALF_ENTRIES / 2 entries are
 * left at the most; returns the octets forgotten. */
static uint64_t half_forget(struct half *half, size_t keep)
{
    size_t gone = 0;
    uint64_t forgotten = 0;
    while (gone < half->count && (half->count - gone > HALF_ENTRIES / 2 ||
                                  half->used - half->starts[gone] > keep)) {
        forgotten += half->entries[gone].octets.len + half->entries[gone].left_out;
        gone++;
    }
    const size_t octets = gone < half->count ? half->starts[gone] : half->used;
    half->count -= gone;
    half->used -= octets;
    memmove(half->store, half->store + octets, half->used);
    memmove(half->entries, half->entries + gone, half->count * sizeof half->entries[0]);
    for (size_t at = 0; at < half->count; at++)
        half->starts[at] = half->starts[at + gone] - octets;
    return forgotten;
}

/* Where what the tail forgot is told: behind the last entry of the head. */
static void count_left_out(struct tap *tap, uint64_t octets)
{
    if (tap->head.count > 0)
        tap->head.entries[tap->head.count - 1].left_out += octets;
}

static void add_to_tail(struct tap *tap, struct tap_entry entry)
{
    struct half *tail = &tap->tail;
    if (entry.octets.len > tail->size) {
        const size_t skip = entry.octets.len - tail->size;
        entry.octets = octets_slice(entry.octets, skip, tail->size);
        entry.offset += skip;
        count_left_out(tap, skip);
    }
    if (tail->count == HALF_ENTRIES || tail->size - tail->used < entry.octets.len) {
        const size_t room = tail->size - entry.octets.len;
        const size_t keep = room < tail->size / 2 ? room : tail->size / 2;
        count_left_out(tap, half_forget(tail, keep));
    }
    half_put(tail, entry);
}

static void add_entry(struct tap *tap, struct tap_entry entry)
{
    struct half *head = &tap->head;
    if (!tap->head_is_full) {
        struct tap_entry first = entry;
        first.octets = octets_slice(entry.octets, 0, head->size - head->used);
        if (first.octets.len < entry.octets.len)
            first.left_out = 0; /* it stands behind the part that goes to the tail */
        half_put(head, first);
        tap->head_is_full =
            head->count == HALF_ENTRIES || first.octets.len < entry.octets.len;
        if (first.octets.len == entry.octets.len)
            return;
        entry.offset += first.octets.len;
        entry.octets = octets_slice(entry.octets, first.octets.len, entry.octets.len);
    }
    add_to_tail(tap, entry);
}

/* Of one long piece the middle is left out, so that content that one side sends does
 * not take the room of what the other side answers. */
static void add_cut(struct tap *tap, struct tap_entry entry)
{
    const size_t keep = (tap->head.size + tap->tail.size) / 8;
    const struct octets all = entry.octets;
    if (all.len > 2 * keep) {
        const uint64_t offset = entry.offset;
        entry.octets = octets_slice(all, 0, keep);
        entry.left_out = all.len - 2 * keep;
        add_entry(tap, entry);
        entry.left_out = 0;
        entry.octets = octets_slice(all, all.len - keep, keep);
        entry.offset = offset + all.len - keep;
    }
    add_entry(tap, entry);
}

void tap_add(struct tap *tap, enum tap_kind kind, enum side side, unsigned lane,
             bool theirs, uint64_t offset, struct octets octets)
{
    add_cut(tap, (struct tap_entry){.kind = kind,
                                    .side = side,
                                    .lane = lane,
                                    .theirs = theirs,
                                    .at_ns = clock_now_ns() - tap->start_ns,
                                    .offset = offset,
                                    .octets = octets});
}

void tap_note(struct tap *tap, enum side side, unsigned lane, const char *sentence)
{
    tap_add(tap, TAP_NOTE, side, lane, false, 0, octets_of(sentence));
}

static struct tap_entry *copy_half(const struct half *half, struct tap_entry *out)
{
    for (size_t at = 0; at < half->count; at++) {
        *out = half->entries[at];
        out->octets.ptr = half->store + half->starts[at];
        out++;
    }
    return out;
}

const struct tap_entry *tap_entries(const struct tap *tap, size_t *count)
{
    *count = tap->head.count + tap->tail.count;
    struct tap_entry *entries = ARENA_ARRAY(tap->arena, struct tap_entry, *count + 1);
    copy_half(&tap->tail, copy_half(&tap->head, entries));
    return entries;
}
