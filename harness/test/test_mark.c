/* SPDX-License-Identifier: MIT */
/* The marked window: the caret stands under its octet, and no line is too wide. */
#include "base/mark.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_caret_stands_under_its_octet(void **state)
{
    static const struct {
        const char *octets;
        size_t mark;
        bool before, behind;
        const char *lines;
    } ROWS[] = {
        {"HTTP/1.1 102\r\n", 12, false, false,
         "  HTTP/1.1 102\\r\\n\n              ^\n"},
        {"ab", 0, false, false, "  ab\n  ^\n"},
        {"ab", 2, false, false, "  ab\n    ^\n"},
        {"ab", 1, true, true, "  ...ab...\n      ^\n"},
        {"\r\n\xff", 2, false, false, "  \\r\\n\\xff\n      ^\n"},
        {"", 0, false, false, "  \n  ^\n"},
    };
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        const struct mark mark = {.octets = octets_of(ROWS[row].octets),
                                  .mark = ROWS[row].mark,
                                  .cut_before = ROWS[row].before,
                                  .cut_behind = ROWS[row].behind};
        struct buf out;
        buf_init(&out, 1 << 10);
        mark_print(&out, &mark, 2, 60);
        assert_string_equal(buf_text(&out), ROWS[row].lines);
        buf_fini(&out);
    }
}

/* Every octet of streams of narrow and wide octets, in windows of several widths. */
static void every_mark_is_visible_in_every_width(void **state)
{
    unsigned char octets[300];
    (void)state;
    for (size_t at = 0; at < sizeof octets; at++)
        octets[at] = at % 7 < 3 ? 'a' : (unsigned char)(at % 5 ? 0xff : '\n');
    for (size_t width = 42; width < 100; width += 9) {
        for (size_t mark = 0; mark <= sizeof octets; mark++) {
            octets[mark % sizeof octets] ^= '!'; /* so that it differs from the rest */
            const struct mark window = {.octets = {octets, sizeof octets},
                                        .mark = mark};
            struct buf out;
            buf_init(&out, 1 << 10);
            mark_print(&out, &window, 2, width);
            const char *lines = buf_text(&out);
            const char *end = strchr(lines, '\n');
            assert_in_range(end - lines, 1, width);
            const char *caret = strchr(end, '^');
            assert_in_range(caret - end, 1, end - lines + 1);
            buf_fini(&out);
            octets[mark % sizeof octets] ^= '!';
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caret_stands_under_its_octet),
        cmocka_unit_test(every_mark_is_visible_in_every_width),
    };
    return cmocka_run_group_tests_name("mark", tests, NULL, NULL);
}
