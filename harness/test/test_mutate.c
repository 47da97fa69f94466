/* SPDX-License-Identifier: MIT */
/* Mutations: each does what its name says, repeats exactly, and keeps to the size. */
#include "base/quote.h"
#include "mutate/capture.h"
#include "mutate/mutate.h"
#include "mutate/part.h"
#include "mutate/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RS "\x1e"
#define SEED_TEXT                                                                      \
    RS ">GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\n"             \
       "Content-Length: 2\r\n\r\nhi" RS                                                \
       "<HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 1" RS                                 \
       "<03 Early Hints\r\nLink: </a>\r\n\r\n" RS "~" RS                               \
       "<HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" RS                            \
       "<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" RS \
       "."

enum { SEEDS = 400, OUT_MAX = 4096, SMALL = 64 };

static const struct octets START = {(const unsigned char *)SEED_TEXT,
                                    sizeof SEED_TEXT - 1};

static void every_part_of_a_capture_is_found(void **state)
{
    static const struct {
        enum part_kind kind;
        const char *head, *content;
    } PARTS[] = {
        {PART_REQUEST, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
        {PART_REQUEST, "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n",
         "hi"},
        {PART_INTERIM, "HTTP/1.1 102 Processing\r\n\r\n", ""},
        {PART_FINAL, "HTTP/1.1 1" RS "<03 Early Hints\r\nLink: </a>\r\n\r\n", ""},
        {PART_FINAL, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "ok"},
        {PART_FINAL, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
         "2\r\nok\r\n0\r\n\r\n"},
    };
    static struct parts parts;
    (void)state;
    parts_find(&parts, START);
    assert_int_equal(parts.count, sizeof PARTS / sizeof PARTS[0]);
    for (size_t at = 0; at < parts.count; at++) {
        const struct part *part = &parts.list[at];
        const struct octets head =
            octets_slice(START, part->start, part->head_end - part->start);
        const struct octets content =
            octets_slice(START, part->head_end, part->end - part->head_end);
        assert_true(octets_equal(head, octets_of(PARTS[at].head)));
        assert_true(octets_equal(content, octets_of(PARTS[at].content)));
        assert_int_equal(part->kind, PARTS[at].kind);
    }
}

static void every_way_applies_and_makes_many_different_captures(void **state)
{
    struct buf first, second;
    struct buf seen[SEEDS];
    (void)state;
    buf_init(&first, OUT_MAX);
    buf_init(&second, OUT_MAX);
    for (enum mutation_id id = 0; id < MUTATION_COUNT; id++) {
        size_t changed = 0;
        size_t different = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            const bool said = mutate_one(START, id, seed, &first);
            assert_int_equal(mutate_one(START, id, seed, &second), said);
            assert_true(octets_equal(buf_view(&first), buf_view(&second)));
            changed += said;
            bool fresh = true;
            for (size_t at = 0; at < different && fresh; at++)
                fresh = !octets_equal(buf_view(&seen[at]), buf_view(&first));
            if (!fresh)
                continue;
            buf_init(&seen[different], OUT_MAX);
            buf_add(&seen[different++], buf_view(&first));
        }
        for (size_t at = 0; at < different; at++)
            buf_fini(&seen[at]);
        if (changed < SEEDS / 4 || different < 2)
            fail_msg("%s: %zu of %d seeds change it, in %zu ways", mutation_word(id),
                     changed, SEEDS, different);
    }
    buf_fini(&first);
    buf_fini(&second);
}

/* What a way says that it does shows at least once in what it makes. */
static void every_way_does_what_its_name_says(void **state)
{
    static const struct {
        enum mutation_id id;
        const char *made;
    } ROWS[] = {
        {MUTATION_insert_interim, "HTTP/1.1 102 X\r\n\r\nHTTP/1.1 102 Processing"},
        {MUTATION_drop_response, "hi" RS "<HTTP/1.1 1" RS "<03"},
        {MUTATION_repeat_response,
         "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"},
        {MUTATION_move_response, "okHTTP/1.1 102 Processing\r\n\r\n"},
        {MUTATION_recode, "HTTP/1.1 199 Processing"},
        {MUTATION_late_interim, "0\r\n\r\nHTTP/1.1 102 X\r\n\r\n" RS "."},
        {MUTATION_late_interim, "okHTTP/1.1 102 Processing\r\n\r\n"},
        {MUTATION_add_field, "Processing\r\nContent-Length: 0\r\n\r\n"},
        {MUTATION_drop_line, "HTTP/1.1 102 Processing\r\nHTTP/1.1 1"},
        {MUTATION_alter_line, "Processing\r\r\n"},
        {MUTATION_alter_line, "Link :"},
        {MUTATION_alter_number, "Content-Length: 4294967296"},
        {MUTATION_reversion, "HTTP/1.0 102"},
        {MUTATION_reversion, "GET / HTTP/1.0"},
        {MUTATION_cut, "\r\n\r" RS "<\n"},
        {MUTATION_coalesce, "HTTP/1.1 103 Early"},
        {MUTATION_add_request, "hiHEAD / HTTP/1.1"},
        {MUTATION_change_method, ">HEAD / HTTP/1.1\r\nHost: a"},
        {MUTATION_ask, "Expect: 100-continue\r\n"},
        {MUTATION_drop_request, ">POST /b"},
        {MUTATION_pause, "\r\n\r\n" RS "~HTTP/1.1 1"},
        {MUTATION_end, "\r\n\r\n" RS "!"},
        {MUTATION_stray_octets, "Processing\r\n\r\nhelloHTTP"},
    };
    unsigned ways = 0;
    struct buf out;
    (void)state;
    buf_init(&out, OUT_MAX);
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        bool found = false;
        for (uint64_t seed = 0; seed < 20 * SEEDS && !found; seed++) {
            mutate_one(START, ROWS[row].id, seed, &out);
            found = octets_find(buf_view(&out), octets_of(ROWS[row].made)) != SIZE_MAX;
        }
        if (!found)
            fail_msg("%s never makes '%s'", mutation_word(ROWS[row].id),
                     ROWS[row].made);
        ways |= 1U << ROWS[row].id;
    }
    assert_int_equal(ways, (1U << MUTATION_COUNT) - 1);
    buf_fini(&out);
}

/* Every code 100-199 comes up. */
static void an_interim_response_gets_any_code(void **state)
{
    bool seen[200] = {false};
    struct buf out;
    (void)state;
    buf_init(&out, OUT_MAX);
    for (uint64_t seed = 0; seed < 10 * SEEDS; seed++) {
        mutate_one(OCTETS("HTTP/1.1 102 X\r\n\r\n"), MUTATION_recode, seed, &out);
        const unsigned code = (unsigned)(out.ptr[9] - '0') * 100 +
                              (unsigned)(out.ptr[10] - '0') * 10 +
                              (unsigned)(out.ptr[11] - '0');
        if (code < 200)
            seen[code] = true;
    }
    for (unsigned code = 100; code < 200; code++)
        if (!seen[code])
            fail_msg("%u never comes up", code);
    buf_fini(&out);
}

/* In a heap block of its exact size, so that a look past its end is seen. */
static struct octets block_of(struct random *random, const struct octets from)
{
    const size_t len = random_below(random, from.len + 1);
    unsigned char *block = malloc(len ? len : 1);
    assert_non_null(block);
    memcpy(block, from.ptr + random_below(random, from.len - len + 1), len);
    for (size_t count = random_below(random, 3); len > 0 && count > 0; count--)
        block[random_below(random, len)] = (unsigned char)random_next(random);
    return (struct octets){block, len};
}

static void no_input_makes_more_than_the_size_or_another_result(void **state)
{
    struct random random = {7};
    struct buf first, second;
    (void)state;
    for (unsigned round = 0; round < 20 * SEEDS; round++) {
        const struct octets input = block_of(&random, START);
        const struct octets other = block_of(&random, START);
        const uint64_t seed = random_next(&random);
        const size_t max = random_below(&random, 3) ? OUT_MAX : SMALL;
        buf_init(&first, max);
        buf_init(&second, max);
        mutate_capture(input, seed, &first);
        mutate_capture(input, seed, &second);
        assert_in_range(first.len, 0, max);
        assert_true(octets_equal(buf_view(&first), buf_view(&second)));
        mutate_cross(input, other, seed, &first);
        mutate_cross(input, other, seed, &second);
        assert_in_range(first.len, 0, max);
        assert_true(octets_equal(buf_view(&first), buf_view(&second)));
        buf_fini(&first);
        buf_fini(&second);
        free((void *)(uintptr_t)input.ptr);
        free((void *)(uintptr_t)other.ptr);
    }
}

static void a_cross_has_something_of_both(void **state)
{
    const struct octets other = OCTETS("HTTP/1.1 299 Other\r\n\r\n");
    size_t both = 0;
    struct buf out;
    (void)state;
    buf_init(&out, OUT_MAX);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        mutate_cross(START, other, seed, &out);
        both += octets_find(buf_view(&out), OCTETS("299 Other")) != SIZE_MAX &&
                octets_find(buf_view(&out), OCTETS("GET / HTTP/1.1")) != SIZE_MAX;
    }
    assert_int_equal(both, SEEDS);
    buf_fini(&out);
}

static bool is_hex(unsigned char octet)
{
    return (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'F');
}

/* Each line is "TEXT", in which \xNN alone is an escape. */
static void the_dictionary_is_one_that_both_engines_read(void **state)
{
    struct buf out;
    size_t lines = 0;
    (void)state;
    buf_init(&out, 1 << 16);
    mutate_dictionary(&out);
    assert_false(out.full);
    for (struct octets left = buf_view(&out); left.len > 0; lines++) {
        const struct octets line =
            octets_slice(left, 0, octets_find(left, OCTETS("\n")));
        left = octets_slice(left, line.len + 1, left.len);
        assert_true(line.len > 2 && line.ptr[0] == '"' &&
                    line.ptr[line.len - 1] == '"');
        for (size_t at = 1; at + 1 < line.len; at++) {
            assert_in_range(line.ptr[at], 0x20, 0x7e);
            assert_int_not_equal(line.ptr[at], '"');
            if (line.ptr[at] == '\\')
                assert_true(at + 4 < line.len && line.ptr[at + 1] == 'x' &&
                            is_hex(line.ptr[at + 2]) && is_hex(line.ptr[at + 3]));
        }
    }
    assert_in_range(lines, 80, 300);
    buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_of_a_capture_is_found),
        cmocka_unit_test(every_way_applies_and_makes_many_different_captures),
        cmocka_unit_test(every_way_does_what_its_name_says),
        cmocka_unit_test(an_interim_response_gets_any_code),
        cmocka_unit_test(no_input_makes_more_than_the_size_or_another_result),
        cmocka_unit_test(a_cross_has_something_of_both),
        cmocka_unit_test(the_dictionary_is_one_that_both_engines_read),
    };
    return cmocka_run_group_tests_name("mutate", tests, NULL, NULL);
}
