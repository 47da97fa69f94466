/* SPDX-License-Identifier: MIT */
/* Captures: lossless, whatever the octets; and what the oracle says of one. */
#include "mutate/capture.h"
#include "mutate/random.h"
#include "play/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define RS  "\x1e"
#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
enum { ROUNDS = 20000, TEXT_MAX = 64 };

static struct capture CAPTURE;

static int set_up(void **state)
{
    (void)state;
    capture_init(&CAPTURE);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    capture_fini(&CAPTURE);
    return 0;
}

static void print_of(struct octets text, struct buf *out)
{
    buf_clear(out);
    assert_true(capture_read(&CAPTURE, text));
    capture_write(&CAPTURE, out);
    assert_false(out->full);
}

static void every_text_has_the_canonical_form_that_it_means(void **state)
{
    static const struct {
        struct octets text, canonical;
        const char *why;
    } ROWS[] = {
#define ROW(text, canonical, why)                                                      \
    {{(const unsigned char *)(text), sizeof(text) - 1},                                \
     {(const unsigned char *)(canonical), sizeof(canonical) - 1},                      \
     why}
        ROW("", RS ">" GET RS ".", "nothing at all: a GET without an answer"),
        ROW("HTTP", RS ">" GET RS "<HTTP" RS ".", "a recorded response stream"),
        ROW(RS ">A" RS "<B" RS ">C" RS "<D" RS "!",
            RS ">A" RS "<B" RS ">C" RS "<D" RS "!", "canonical"),
        ROW(RS ">A" RS "<B" RS "<C" RS "_", RS ">A" RS "<B" RS "<C" RS "_", "a cut"),
        ROW(RS ">A" RS "<" RS "<B", RS ">A" RS "<B" RS ".", "an empty segment"),
        ROW(RS ">A" RS "<B" RS "~C", RS ">A" RS "<B" RS "~" RS "<C" RS ".",
            "the direction stays behind a pause"),
        ROW(RS ">" RS "<B", RS ">" RS "<B" RS ".", "nothing is asked"),
        ROW(RS "~", RS ">" GET RS "~" RS ".", "a pause alone"),
        ROW(RS ">" RS "~", RS ">" RS "~" RS ".", "a pause, and nothing is asked"),
        ROW("A" RS RS ">B", RS ">" GET RS "<A" RS RS ">B" RS ".", "RS itself"),
        ROW("A" RS "B", RS ">" GET RS "<A" RS RS "B" RS ".", "RS before another"),
        ROW("A" RS, RS ">" GET RS "<A" RS RS RS ".", "RS at the end"),
        ROW("A" RS "." RS ">B", RS ">" GET RS "<A" RS ".",
            "what stands behind the end is no part of it"),
#undef ROW
    };
    struct buf out;
    (void)state;
    buf_init(&out, CAPTURE_MAX_OCTETS);
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        print_of(ROWS[row].text, &out);
        if (!octets_equal(buf_view(&out), ROWS[row].canonical))
            fail_msg("%s: expected '%s', found '%s'", ROWS[row].why,
                     (const char *)ROWS[row].canonical.ptr, buf_text(&out));
    }
    buf_fini(&out);
}

static void a_canonical_form_is_printed_as_it_was_read(void **state)
{
    static const unsigned char ALPHABET[] = {0x1e, 0x1e, 0x1e, '>', '<', '~', '.',
                                             '!',  '_',  'A',  'B', 0,   0xff};
    struct random random = {1};
    unsigned char text[TEXT_MAX];
    struct buf once, twice;
    (void)state;
    buf_init(&once, CAPTURE_MAX_OCTETS);
    buf_init(&twice, CAPTURE_MAX_OCTETS);
    for (unsigned round = 0; round < ROUNDS; round++) {
        const size_t len = random_below(&random, TEXT_MAX);
        for (size_t at = 0; at < len; at++)
            text[at] = ALPHABET[random_below(&random, sizeof ALPHABET)];
        print_of((struct octets){text, len}, &once);
        print_of(buf_view(&once), &twice);
        assert_true(octets_equal(buf_view(&once), buf_view(&twice)));
    }
    buf_fini(&once);
    buf_fini(&twice);
}

static void a_capture_made_by_hand_is_read_as_it_was_made(void **state)
{
    struct capture made;
    struct buf text;
    (void)state;
    capture_init(&made);
    buf_init(&text, CAPTURE_MAX_OCTETS);
    assert_true(capture_add(&made, CAPTURE_REQUEST, OCTETS("GET \x1e> HTTP/1.1\r\n")));
    assert_true(capture_add(&made, CAPTURE_RESPONSE, OCTETS("HTTP/1.1 ")));
    assert_true(capture_add(&made, CAPTURE_RESPONSE, OCTETS("")));
    assert_true(capture_add(&made, CAPTURE_PAUSE, OCTETS("")));
    assert_true(capture_add(&made, CAPTURE_RESPONSE, OCTETS("102\r\n\0\x1e")));
    made.end = CAPTURE_RESET;
    capture_write(&made, &text);
    assert_true(capture_read(&CAPTURE, buf_view(&text)));
    assert_int_equal(CAPTURE.step_count, made.step_count);
    assert_int_equal(CAPTURE.step_count, 4);
    assert_int_equal(CAPTURE.end, made.end);
    for (size_t at = 0; at < made.step_count; at++) {
        assert_int_equal(CAPTURE.steps[at].kind, made.steps[at].kind);
        assert_true(octets_equal(capture_octets(&CAPTURE, &CAPTURE.steps[at]),
                                 capture_octets(&made, &made.steps[at])));
    }
    capture_fini(&made);
    buf_fini(&text);
}

static void more_steps_than_the_limit_are_told(void **state)
{
    struct buf text;
    (void)state;
    buf_init(&text, CAPTURE_MAX_OCTETS);
    buf_add_text(&text, RS ">" GET);
    for (unsigned at = 1; at < CAPTURE_MAX_STEPS; at++)
        buf_add_text(&text, RS "<A");
    assert_true(capture_read(&CAPTURE, buf_view(&text)));
    assert_int_equal(CAPTURE.step_count, CAPTURE_MAX_STEPS);
    buf_add_text(&text, RS "<A");
    assert_false(capture_read(&CAPTURE, buf_view(&text)));
    buf_fini(&text);
}

/* ---------------------------------------------------------------- the oracle */

static void write_finding(void *user, const struct oracle_finding *finding)
{
    buf_printf(user, "%s %u\n", requirement_row(finding->requirement)->id,
               (unsigned)finding->offset);
}

static void the_oracle_says_the_same_of_every_cut(void **state)
{
    static const struct {
        const char *text, *findings;
    } ROWS[] = {
        {"HTTP/1.1 102 P\r\n\r\nHTTP/1.1 200 K\r\nContent-Length: 0\r\n\r\n", ""},
        {"HTTP/1.1 102 P\r\nContent-Length: 0\r\n\r\nHTTP/1.1 204 K\r\n\r\n",
         "interim.no-content-length 16\n"},
        {RS ">HEAD / HTTP/1.1\r\n\r" RS ">\n" RS "<HTTP/1.1 2" RS
            "<00 K\r\nContent-Length: 5\r\n\r\n" RS "_",
         ""},
        {RS ">" RS "<HTTP/1.1 204 K\r\n\r\n", "exchange.solicited 0\n"},
        {RS ">GET / HTTP/1.0\r\n\r\n" RS
            "<HTTP/1.1 102 P\r\n\r\nHTTP/1.1 204 K\r\n\r\n",
         "http10.no-interim 0\n"},
        {RS ">" GET RS "~" RS "~" RS "~" RS "~" RS "<HTTP/1.1 204 K\r\n\r\n",
         "processing.pace 0\n"},
        {RS ">" GET RS "<HTTP/1.1 102 P\r\n\r\n" RS "_", ""},
        {RS ">" GET RS "<HTTP/1.1 102 P\r\n\r\n" RS "!", "exchange.one-final 18\n"},
        {RS ">GET / HTTP/1.1\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n" RS
            "<HTTP/1.1 101 S\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n" RS ".",
         ""},
        {RS ">GET / HTTP/1.1\r\nUpgra" RS ">de: a\r\nConnection: upgrade\r\n\r\n" RS
            "<HTTP/1.1 101 S\r\nUpgrade: b\r\nConnection: upgrade\r\n\r\n" RS ".",
         "switching.asked 25\n"},
    };
    struct buf said;
    const struct oracle_sink sink = {NULL, write_finding, &said};
    struct replay_block block = {NULL, 0};
    (void)state;
    buf_init(&said, CAPTURE_MAX_OCTETS);
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        assert_true(capture_read(&CAPTURE, octets_of(ROWS[row].text)));
        for (enum replay_cuts cuts = 0; cuts <= REPLAY_OCTETS; cuts++) {
            buf_clear(&said);
            replay_capture(&CAPTURE, cuts, &sink, &block);
            assert_string_equal(buf_text(&said), ROWS[row].findings);
        }
    }
    buf_fini(&said);
    free(block.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_has_the_canonical_form_that_it_means),
        cmocka_unit_test(a_canonical_form_is_printed_as_it_was_read),
        cmocka_unit_test(a_capture_made_by_hand_is_read_as_it_was_made),
        cmocka_unit_test(more_steps_than_the_limit_are_told),
        cmocka_unit_test(the_oracle_says_the_same_of_every_cut),
    };
    return cmocka_run_group_tests_name("capture", tests, set_up, tear_down);
}
