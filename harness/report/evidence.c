/* SPDX-License-Identifier: MIT */
/* From JSON back to the entries of a tap: every octet, side, lane and time. */
#include "report/evidence.h"

#include "base/quote.h"
#include "report/json_read.h"
#include "report/transcript.h"

#include <string.h>

enum { MAX_ENTRIES = 1 << 16 };

/* The octets that visible octets stand for. False where they are none. */
static bool read_octets(struct arena *arena, const char *text, struct octets *octets)
{
    struct octets left = octets_of(text);
    unsigned char *const out = arena_take(arena, left.len + 1);
    size_t len = 0;
    while (left.len > 0) {
        size_t used = 1;
        out[len] = left.ptr[0];
        if (left.ptr[0] == '\\')
            used = quote_decode(left, &out[len]);
        if (used == 0)
            return false;
        len++;
        left = octets_slice(left, used, left.len);
    }
    *octets = (struct octets){out, len};
    return true;
}

static bool read_kind(const char *word, enum tap_kind *kind)
{
    for (int at = TAP_SENT; at <= TAP_NOTE; at++)
        if (strcmp(transcript_kind_name((enum tap_kind)at), word) == 0) {
            *kind = (enum tap_kind)at;
            return true;
        }
    return false;
}

static bool read_entry(struct arena *arena, const json_t *value,
                       struct tap_entry *entry)
{
    const json_int_t lane = json_integer_value(json_object_get(value, "lane"));
    const json_int_t offset = json_integer_value(json_object_get(value, "offset"));
    const json_int_t left_out = json_integer_value(json_object_get(value, "left_out"));
    const char *side = json_text(value, "side");
    if (!read_kind(json_text(value, "kind"), &entry->kind) || lane < 1 ||
        lane > SCRIPT_MAX_LANES || offset < 0 || left_out < 0)
        return false;
    entry->side = strcmp(side, side_name(SIDE_ORIGIN)) == 0 ? SIDE_ORIGIN : SIDE_CLIENT;
    entry->lane = (unsigned)lane - 1;
    entry->theirs = strcmp(json_text(value, "by"), "target") == 0;
    entry->at_ns = json_nanoseconds(json_object_get(value, "ms"));
    entry->offset = (uint64_t)offset;
    entry->left_out = (uint64_t)left_out;
    const char *key = entry->kind == TAP_NOTE ? "note" : "octets";
    return read_octets(arena, json_text(value, key), &entry->octets);
}

static bool read_entries(struct arena *arena, const json_t *list,
                         struct evidence *evidence, struct err *err)
{
    const size_t count = json_array_size(list);
    if (!json_is_array(list) || count > MAX_ENTRIES)
        return err_set(err, "%s: no transcript that can be read", evidence->id);
    struct tap_entry *const entries = ARENA_ARRAY(arena, struct tap_entry, count + 1);
    for (size_t at = 0; at < count; at++)
        if (!read_entry(arena, json_array_get(list, at), &entries[at]))
            return err_set(err, "%s: entry %zu of its transcript cannot be read",
                           evidence->id, at + 1);
    evidence->entries = entries;
    evidence->count = count;
    return true;
}

bool evidence_read(struct arena *arena, const json_t *run, const json_t *test,
                   struct evidence *evidence, struct err *err)
{
    *evidence = (struct evidence){
        .id = json_text(test, "id"),
        .outcome = json_text(test, "outcome"),
        .reason = json_text(test, "reason"),
        .expected = json_text(test, "expected"),
        .actual = json_text(test, "actual"),
        .requirement = json_text(test, "requirement"),
        .source = json_text(test, "source"),
        .basis = json_text(test, "basis"),
        .level = json_text(test, "level"),
        .target = json_text(run, "target"),
        .version = json_text(run, "target_version"),
        .started = json_text(run, "started"),
        .repeat = json_text(test, "reproduce"),
        .role = role_find(octets_of(json_text(run, "role"))),
    };
    if (evidence->role == ROLE_COUNT)
        return err_set(err, "%s: unknown role '%s'", evidence->id,
                       json_text(run, "role"));
    return read_entries(arena, json_object_get(test, "transcript"), evidence, err);
}
