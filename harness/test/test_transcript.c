/* SPDX-License-Identifier: MIT */
/* Transcripts: short enough to read, and the marked octet is where the caret is. */
#include "report/transcript.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { TRANSCRIPT_MAX_OCTETS = 1 << 20 };

static struct octets next_line(struct octets *left)
{
    const size_t end = octets_find(*left, OCTETS("\n"));
    assert_int_not_equal(end, SIZE_MAX);
    const struct octets line = octets_slice(*left, 0, end);
    *left = octets_slice(*left, end + 1, left->len);
    return line;
}

/* ---------------------------------------------------------------- transcripts */

struct lines {
    struct buf all;
    size_t count;
    size_t widest;
};

static void collect(void *user, const char *line)
{
    struct lines *lines = user;
    const size_t len = octets_of(line).len;
    buf_printf(&lines->all, "%s\n", line);
    lines->count++;
    lines->widest = len > lines->widest ? len : lines->widest;
}

static void transcribe(struct outcome *outcome, struct tap_entry *entry,
                       struct octets octets, struct lines *lines)
{
    *entry =
        (struct tap_entry){.kind = TAP_RECEIVED, .side = SIDE_CLIENT, .octets = octets};
    *outcome = (struct outcome){.role = ROLE_GATEWAY,
                                .transcript = entry,
                                .transcript_count = 1,
                                .has_mark = outcome->has_mark,
                                .mark_offset = outcome->mark_offset};
    *lines = (struct lines){.count = 0};
    buf_init(&lines->all, TRANSCRIPT_MAX_OCTETS);
    transcript_tell(outcome, collect, lines);
}

/* The character that stands above the caret. */
static char marked(struct lines *lines)
{
    struct octets left = buf_view(&lines->all);
    struct octets before = {NULL, 0};
    while (left.len > 0) {
        const struct octets line = next_line(&left);
        const size_t caret = octets_find(line, OCTETS("^ octet"));
        if (caret != SIZE_MAX)
            return caret < before.len ? (char)before.ptr[caret] : '\0';
        before = line;
    }
    return '\0';
}

static void the_caret_stands_under_the_marked_octet_wherever_it_is(void **state)
{
    (void)state;
    enum { LEN = 3000 };
    unsigned char octets[LEN];
    struct tap_entry entry;
    struct lines lines;
    for (size_t mark = 0; mark < LEN; mark += 7) {
        struct outcome outcome = {.has_mark = true, .mark_offset = mark};
        for (size_t at = 0; at < LEN; at++)
            octets[at] = at % 3 ? 'x' : '\t';
        octets[mark] = '!';
        transcribe(&outcome, &entry, (struct octets){octets, LEN}, &lines);
        if (marked(&lines) != '!')
            fail_msg("mark %zu:\n%s", mark, buf_text(&lines.all));
        assert_in_range(lines.widest, 1, 200);
        buf_fini(&lines.all);
    }
}

static void the_marked_line_is_told_however_many_there_are(void **state)
{
    (void)state;
    enum { COUNT = 10000, WIDTH = 28 };
    static const char RESPONSE[] = "HTTP/1.1 102 Processing\r\n\r\n";
    struct buf flood;
    struct tap_entry entry;
    struct lines lines;
    struct outcome outcome = {.has_mark = true, .mark_offset = 5000 * 27 + 9};
    buf_init(&flood, COUNT * WIDTH);
    for (size_t at = 0; at < COUNT; at++)
        buf_add_text(&flood, RESPONSE);
    transcribe(&outcome, &entry, buf_view(&flood), &lines);
    assert_int_equal(marked(&lines), '1');
    assert_in_range(lines.count, 10, 60);
    assert_int_not_equal(octets_find(buf_view(&lines.all), OCTETS("lines left out")),
                         SIZE_MAX);
    buf_fini(&lines.all);
    buf_fini(&flood);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caret_stands_under_the_marked_octet_wherever_it_is),
        cmocka_unit_test(the_marked_line_is_told_however_many_there_are),
    };
    return cmocka_run_group_tests_name("transcript", tests, NULL, NULL);
}
