/* SPDX-License-Identifier: MIT */
/* Selecting cases, rendering pieces. */
#include "case/render.h"
#include "case/select.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void say_kind(void *user, const struct piece *piece, struct buf *out)
{
    (void)user;
    buf_printf(out, "<%d:%u>", (int)piece->kind, piece->exchange);
}

static void pieces_render_in_order_until_the_buffer_is_full(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {.kind = PIECE_OCTETS, .octets = OCTETS("a\0b")},
        {.kind = PIECE_TOKEN, .exchange = 2},
        {.kind = PIECE_FILL, .count = 130},
    };
    struct buf out;
    buf_init(&out, 1000);
    assert_true(render_pieces(pieces, 3, say_kind, NULL, &out));
    assert_int_equal(out.len, 3 + 5 + 130);
    char token[16];
    snprintf(token, sizeof token, "<%d:2>xx", (int)PIECE_TOKEN);
    assert_memory_equal(out.ptr, "a\0b", 3);
    assert_memory_equal(out.ptr + 3, token, strlen(token));
    assert_int_equal(out.ptr[137], 'x');
    buf_fini(&out);
    buf_init(&out, 100);
    assert_false(render_pieces(pieces, 3, say_kind, NULL, &out));
    assert_int_equal(out.len, 100);
    buf_fini(&out);
}

static const struct {
    const char *only, *skip;
    enum role role;
    bool has;
    const char *why;
} SELECTIONS[] = {
    {NULL, NULL, ROLE_COUNT, true, "nothing said: every case"},
    {"proxy.final/two", NULL, ROLE_COUNT, true, "its id"},
    {"proxy.final", NULL, ROLE_COUNT, true, "its requirement"},
    {"two", NULL, ROLE_COUNT, true, "its name"},
    {"tw", NULL, ROLE_COUNT, false, "not a part of it"},
    {"proxy.*", NULL, ROLE_COUNT, true, "a glob"},
    {"interim.*", NULL, ROLE_COUNT, false, "another requirement"},
    {NULL, "t?o", ROLE_COUNT, false, "skipped"},
    {"two", "proxy.*", ROLE_COUNT, false, "skipped although selected"},
    {NULL, NULL, ROLE_PROXY, true, "one of its roles"},
    {NULL, NULL, ROLE_CLIENT, false, "a role that it has not"},
    {"two", NULL, ROLE_CLIENT, false, "selected, but not for this role"},
};

static void a_selection_is_globs_and_a_role(void **state)
{
    const struct test_case test = {.id = "proxy.final/two",
                                   .requirement = "proxy.final",
                                   .name = "two",
                                   .roles = 1U << ROLE_GATEWAY | 1U << ROLE_PROXY};
    (void)state;
    for (size_t row = 0; row < sizeof SELECTIONS / sizeof SELECTIONS[0]; row++) {
        const char *const only[] = {SELECTIONS[row].only, NULL};
        const char *const skip[] = {SELECTIONS[row].skip, NULL};
        const struct selection selection = {only, skip, SELECTIONS[row].role};
        if (selection_has(&selection, &test) != SELECTIONS[row].has)
            fail_msg("%s", SELECTIONS[row].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_render_in_order_until_the_buffer_is_full),
        cmocka_unit_test(a_selection_is_globs_and_a_role),
    };
    return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
