/* SPDX-License-Identifier: MIT */
/* The loader: every kind of mistake is named with its place. */
#include "case/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// clang-format off
#define HEAD "# proxy.final\n\n## a-case\n\nroles: gateway\n\nWhy.\n\n" /* lines 1 to 8 */
#define CLIENT "```client\nGET {target} HTTP/1.1\nHost: {authority}\n\n```\n" /* 9 to 13 */
#define WAITS "```do\norigin waits request\n```\n" /* 14 to 16 */
#define ORIGIN                                                                         \
    "```origin\nHTTP/1.1 200 OK\nContent-Length: {token.length}\n\n{token}\\\n```\n"
#define EXPECT "```expect\ngateway: pass 200\nfaults: gateway some-fault\n```\n"
#define SCRIPT CLIENT WAITS ORIGIN /* 9 to 22 */
#define GOOD   HEAD SCRIPT EXPECT  /* expect: 23 to 26 */
// clang-format on

static bool is_requirement(const char *id)
{
    return strcmp(id, "proxy.final") == 0 || strcmp(id, "interim.count") == 0;
}

static bool is_fault(enum role role, const char *id)
{
    return role != ROLE_SERVER && strcmp(id, "some-fault") == 0;
}

static bool is_binding(enum role role, const char *id)
{
    return role != ROLE_SERVER && strcmp(id, "proxy.final") == 0;
}

static const struct catalogue_names NAMES = {is_requirement, is_fault, is_binding};

static const struct {
    const char *text;
    const char *told; /* all of it, a line each */
    const char *why;
} MISTAKES[] = {
#include "test/case_mistakes.inc"
};

struct told {
    struct buf text;
};

static bool keep(void *user, const struct err *mistake)
{
    struct told *told = user;
    assert_string_equal(mistake->file, "cases/proxy/proxy.final.md");
    buf_printf(&told->text, "%d:%d: %s\n", mistake->line, mistake->column,
               mistake->text);
    return true;
}

static void every_mistake_is_told_with_line_and_column(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (size_t row = 0; row < sizeof MISTAKES / sizeof MISTAKES[0]; row++) {
        struct catalogue catalogue;
        struct err err = {0};
        struct told told;
        buf_init(&told.text, 10000);
        const bool right = catalogue_load_text(&catalogue, "cases/proxy/proxy.final.md",
                                               octets_of(MISTAKES[row].text), &NAMES,
                                               keep, &told, &err);
        const char *found = buf_text(&told.text);
        if (strcmp(found, MISTAKES[row].told) != 0) {
            print_error("%s:\nexpected:\n%sfound:\n%s", MISTAKES[row].why,
                        MISTAKES[row].told, found);
            wrong++;
        }
        assert_int_equal(right, MISTAKES[row].told[0] == '\0');
        buf_fini(&told.text);
        catalogue_fini(&catalogue);
    }
    assert_int_equal(wrong, 0);
}

/* What is too large for the table: len octets of "x" between two texts. */
static void told_of_large(const char *before, size_t len, const char *after,
                          const char *expected)
{
    struct catalogue catalogue;
    struct err err = {0};
    struct told told;
    struct buf text;
    buf_init(&told.text, 10000);
    buf_init(&text, len + 10000);
    buf_add_text(&text, before);
    while (len-- > 0)
        buf_add_octet(&text, 'x');
    buf_add_text(&text, after);
    assert_false(catalogue_load_text(&catalogue, "cases/proxy/proxy.final.md",
                                     buf_view(&text), &NAMES, keep, &told, &err));
    assert_string_equal(buf_text(&told.text), expected);
    assert_string_equal(err.file, "cases/proxy/proxy.final.md");
    buf_fini(&told.text);
    buf_fini(&text);
    catalogue_fini(&catalogue);
}

static void what_is_too_large_is_told_and_not_kept(void **state)
{
    (void)state;
    told_of_large("# proxy.final\n", 1 << 20, "",
                  "1:1: expected a file of at most 1048576 octets, found more\n");
    told_of_large(HEAD SCRIPT "```expect\ngateway: pass ", 4000,
                  "\nfaults: gateway some-fault\n```\n",
                  "24:10: expected a pattern of at most 4000 octets, found 'pass'\n");
    told_of_large(
        "# proxy.final\n\n## a-case\n\nroles: gateway\nfor: n = 1..1000\n\n"
        "Why.\n" CLIENT WAITS "```origin\n{n}",
        100000, "\n```\n" EXPECT,
        "17:4: expected at most 33554432 octets in all rounds of a case (write "
        "{fill:N} or repeat=N for many)\n");
    told_of_large("# proxy.final\n\n## a-case\n\nroles: gateway\nfor: n = ", 600000,
                  "\n\nWhy.\n" CLIENT WAITS "```origin\n{n}{n}\n```\n" EXPECT,
                  "18:1: expected a line of at most 1048576 octets with its values in "
                  "place\n");
    told_of_large(
        "# proxy.final\n\n## a-case\n\nroles: gateway\n\n", 4001, "\n\n" SCRIPT EXPECT,
        "3:4: expected at most 4000 octets of prose before the first fence\n");
}

static bool stop_at_third(void *user, const struct err *mistake)
{
    size_t *count = user;
    (void)mistake;
    return ++*count < 3;
}

static void who_listens_may_stop_and_the_first_mistake_is_kept(void **state)
{
    static const char TEXT[] = HEAD "```do\na\nb\nc\nd\ne\n```\n" SCRIPT EXPECT;
    struct catalogue catalogue;
    struct err err = {0};
    size_t count = 0;
    (void)state;
    assert_false(catalogue_load_text(&catalogue, "proxy.final.md", OCTETS(TEXT), &NAMES,
                                     stop_at_third, &count, &err));
    assert_int_equal(count, 3);
    assert_int_equal(err.line, 10);
    assert_string_equal(err.text, "expected client or origin, found 'a'");
    catalogue_fini(&catalogue);
    assert_false(catalogue_load_text(&catalogue, "proxy.final.md", OCTETS(TEXT), &NAMES,
                                     NULL, NULL, NULL));
    catalogue_fini(&catalogue);
}

static void what_cannot_be_read_is_told(void **state)
{
    struct catalogue catalogue;
    struct err err = {0};
    (void)state;
    assert_false(
        catalogue_load(&catalogue, "/nonexistent/x.md", NULL, NULL, NULL, &err));
    assert_string_equal(err.file, "/nonexistent/x.md");
    assert_string_equal(err.text, "cannot be read: No such file or directory");
    assert_int_equal(catalogue.case_count, 0);
    assert_null(catalogue_find(&catalogue, "x"));
    catalogue_fini(&catalogue);
}

static void a_label_shows_where_each_value_begins_and_ends(void **state)
{
    static const char TEXT[] =
        "# proxy.final\n\n## a-case\n\nroles: gateway\n"
        "for: n = 100, \"\", HTTP/1., a\\x20b\n\nWhy.\n" CLIENT WAITS
        "```origin\nHTTP/1.1 102 {n}.\n\n```\n" EXPECT;
    static const char *const LABELS[] = {"n=100", "n=\"\"", "n=\"HTTP/1.\"",
                                         "n=\"a b\""};
    struct catalogue catalogue;
    struct err err = {0};
    (void)state;
    if (!catalogue_load_text(&catalogue, "proxy.final.md", OCTETS(TEXT), &NAMES, NULL,
                             NULL, &err))
        fail_msg("%d: %s", err.line, err.text);
    assert_int_equal(catalogue.cases[0].round_count, 4);
    for (size_t at = 0; at < 4; at++)
        assert_string_equal(catalogue.cases[0].rounds[at].label, LABELS[at]);
    catalogue_fini(&catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_told_with_line_and_column),
        cmocka_unit_test(what_is_too_large_is_told_and_not_kept),
        cmocka_unit_test(who_listens_may_stop_and_the_first_mistake_is_kept),
        cmocka_unit_test(what_cannot_be_read_is_told),
        cmocka_unit_test(a_label_shows_where_each_value_begins_and_ends),
    };
    return cmocka_run_group_tests_name("case", tests, NULL, NULL);
}
