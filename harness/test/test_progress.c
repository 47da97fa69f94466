/* SPDX-License-Identifier: MIT */
/* The live line: drawn over itself on a terminal, and nowhere else. */
#include "test/spawn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000, MAX_WORDS = 8 };

#define RUN "run", "reference-server", "--only", "exchange.*"

/* What a terminal was sent by a run; to be freed by buf_fini. */
static void look(struct buf *shown, const char *term, const char *const *words)
{
    struct spawn spawn;
    assert_int_equal(setenv("TERM", term, 1), 0);
    spawn_start_on_terminal(&spawn, words);
    spawn_wait(&spawn, PATIENCE_MS);
    assert_int_equal(spawn.status, 0);
    buf_init(shown, 1 << 20);
    buf_add(shown, buf_view(&spawn.err));
    spawn_fini(&spawn);
}

/* Every drawing starts the line again, fits it, and wipes what stood behind. */
static void a_terminal_gets_one_line_that_is_taken_away(void **state)
{
    (void)state;
    static const char *const WORDS[MAX_WORDS] = {RUN};
    static const char AGAIN[] = "\r", WIPED[] = "\033[K";
    struct buf shown;
    size_t lines = 0;
    bool wiped = false;
    look(&shown, "xterm", WORDS);
    const char *at = buf_text(&shown);
    while (*at) {
        assert_memory_equal(at, AGAIN, strlen(AGAIN));
        at += strlen(AGAIN);
        const char *const end = strstr(at, WIPED);
        assert_non_null(end);
        assert_true(end - at < SPAWN_COLUMNS);
        assert_true(end == at || *at == '[');
        lines += end > at;
        wiped = end == at;
        at = end + strlen(WIPED);
    }
    assert_true(lines > 0 && wiped);
    assert_true(strstr(buf_text(&shown), " FAIL, ") != NULL);
    buf_fini(&shown);
}

static void nothing_is_drawn_where_it_is_not_wanted(void **state)
{
    (void)state;
    static const struct {
        const char *term;
        const char *words[MAX_WORDS];
    } ROWS[] = {
        {"dumb", {RUN}},
        {"", {RUN}},
        {"xterm", {RUN, "--quiet"}},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct buf shown;
        look(&shown, ROWS[row].term, ROWS[row].words);
        assert_string_equal(buf_text(&shown), "");
        buf_fini(&shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_terminal_gets_one_line_that_is_taken_away),
        cmocka_unit_test(nothing_is_drawn_where_it_is_not_wanted),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
