/* SPDX-License-Identifier: MIT */
/* The tap: what it keeps is what passed, and what it leaves out is counted. */
#include "net/tap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct octets NOTHING = {NULL, 0};

static void a_short_stream_is_kept_whole_and_in_order(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct tap *tap = tap_new(&arena, 1024);
    tap_add(tap, TAP_OPENED, SIDE_CLIENT, 0, false, 0, NOTHING);
    tap_add(tap, TAP_SENT, SIDE_CLIENT, 0, false, 0, OCTETS("GET"));
    tap_add(tap, TAP_RECEIVED, SIDE_CLIENT, 0, true, 7, OCTETS("HTTP"));
    tap_note(tap, SIDE_ORIGIN, 2, "a note");
    size_t count = 0;
    const struct tap_entry *entries = tap_entries(tap, &count);
    assert_int_equal(count, 4);
    assert_int_equal(entries[0].kind, TAP_OPENED);
    assert_memory_equal(entries[1].octets.ptr, "GET", 3);
    assert_memory_equal(entries[2].octets.ptr, "HTTP", 4);
    assert_int_equal(entries[2].offset, 7);
    assert_true(entries[2].theirs);
    assert_int_equal(entries[3].lane, 2);
    assert_memory_equal(entries[3].octets.ptr, "a note", 6);
    for (size_t at = 1; at < count; at++)
        assert_true(entries[at].at_ns >= entries[at - 1].at_ns);
    arena_fini(&arena);
}

/* Octets kept and left out are all the octets there were, and kept ones lie at their
 * offsets: octet n of the stream is n modulo 251. */
static void check_flood(size_t max_octets, size_t piece, uint64_t total)
{
    struct arena arena;
    unsigned char octets[4096];
    arena_init(&arena);
    struct tap *tap = tap_new(&arena, max_octets);
    for (uint64_t offset = 0; offset < total; offset += piece) {
        for (size_t at = 0; at < piece; at++)
            octets[at] = (unsigned char)((offset + at) % 251);
        tap_add(tap, TAP_RECEIVED, SIDE_CLIENT, 0, true, offset,
                (struct octets){octets, piece});
    }
    size_t count = 0;
    uint64_t kept = 0;
    uint64_t left_out = 0;
    const struct tap_entry *entries = tap_entries(tap, &count);
    for (size_t entry = 0; entry < count; entry++) {
        kept += entries[entry].octets.len;
        left_out += entries[entry].left_out;
        for (size_t at = 0; at < entries[entry].octets.len; at++)
            if (entries[entry].octets.ptr[at] != (entries[entry].offset + at) % 251)
                fail_msg("piece %zu of %llu: wrong octet in entry %zu", piece,
                         (unsigned long long)total, entry);
    }
    if (kept + left_out != total || kept > max_octets)
        fail_msg("pieces of %zu: kept %llu and left out %llu of %llu", piece,
                 (unsigned long long)kept, (unsigned long long)left_out,
                 (unsigned long long)total);
    const struct tap_entry *last = &entries[count - 1];
    assert_int_equal(entries[0].offset, 0);
    assert_int_equal(last->offset + last->octets.len, total);
    arena_fini(&arena);
}

static void a_flood_keeps_its_beginning_and_its_end_and_counts_the_rest(void **state)
{
    (void)state;
    static const struct {
        size_t max_octets, piece;
        uint64_t total;
        const char *why;
    } ROWS[] = {
        {1024, 1, 1, "one octet"},
        {1024, 1, 100000, "more entries than fit"},
        {1024, 26, 2600000, "a flood of interim responses"},
        {1024, 1024, 1024, "exactly what fits"},
        {1024, 4096, 4096, "one piece larger than all"},
        {1024, 4096, 409600, "many of those"},
        {16, 5, 5000, "a tiny tap"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        check_flood(ROWS[row].max_octets, ROWS[row].piece, ROWS[row].total);
}

static void long_content_leaves_room_for_the_answer(void **state)
{
    (void)state;
    static unsigned char content[100000];
    struct arena arena;
    arena_init(&arena);
    struct tap *tap = tap_new(&arena, 16384);
    memset(content, 'x', sizeof content);
    tap_add(tap, TAP_SENT, SIDE_ORIGIN, 0, false, 0,
            (struct octets){content, sizeof content});
    tap_add(tap, TAP_RECEIVED, SIDE_CLIENT, 0, true, 0, OCTETS("HTTP/1.1 200 OK"));
    tap_add(tap, TAP_RECEIVED, SIDE_CLIENT, 0, true, 15,
            (struct octets){content, sizeof content});
    size_t count = 0;
    bool found = false;
    const struct tap_entry *entries = tap_entries(tap, &count);
    for (size_t at = 0; at < count; at++)
        found = found || octets_equal(entries[at].octets, OCTETS("HTTP/1.1 200 OK"));
    assert_true(found);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_stream_is_kept_whole_and_in_order),
        cmocka_unit_test(a_flood_keeps_its_beginning_and_its_end_and_counts_the_rest),
        cmocka_unit_test(long_content_leaves_room_for_the_answer),
    };
    return cmocka_run_group_tests_name("tap", tests, NULL, NULL);
}
