/* SPDX-License-Identifier: MIT */
/* A case printed and read again is the same case: over the whole catalogue. */
#include "base/root.h"
#include "case/catalogue.h"
#include "case/export.h"
#include "case/print.h"
#include "peer/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PATH_MAX_OCTETS = 1024, TEXT_MAX = 1 << 22 };

static struct catalogue catalogue;

static int set_up(void **state)
{
    char path[PATH_MAX_OCTETS];
    (void)state;
    return catalogue_load(&catalogue, root_path(path, sizeof path, "cases"),
                          &CASE_NAMES, NULL, NULL, NULL)
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    catalogue_fini(&catalogue);
    return 0;
}

/* One round without the places that printing changes. */
static char *script_of(const struct test_case *test, size_t round)
{
    size_t at;
    json_t *step;
    json_t *whole = export_case(test);
    json_t *script = json_array_get(json_object_get(whole, "rounds"), round);
    json_object_del(script, "label");
    json_array_foreach(json_object_get(script, "steps"), at, step)
        json_object_del(step, "line");
    char *text = json_dumps(script, JSON_SORT_KEYS);
    json_decref(whole);
    return text;
}

static bool print_mistake(void *user, const struct err *mistake)
{
    char line[1024];
    (void)user;
    print_error("%s\n", err_format(mistake, line, sizeof line));
    return true;
}

static void check(const struct test_case *test, size_t round)
{
    struct catalogue again;
    struct buf text;
    struct test_case one = *test;
    buf_init(&text, TEXT_MAX);
    /* Whether a case has to run alone depends on all of its rounds. */
    one.alone = test->alone && test->round_count == 1;
    print_case(&text, &one, round);
    if (!catalogue_load_text(&again, test->file, buf_view(&text), &CASE_NAMES,
                             print_mistake, NULL, NULL) &&
        one.alone == test->alone)
        fail_msg("%s, round %zu: is read with mistakes:\n%s", test->id, round,
                 buf_text(&text));
    if (one.alone == test->alone) {
        assert_int_equal(again.case_count, 1);
        const struct test_case *copy = again.cases;
        char *expected = script_of(test, round);
        char *found = script_of(copy, 0);
        if (strcmp(expected, found) != 0)
            fail_msg("%s, round %zu: expected\n%s\nfound\n%s\nof\n%s", test->id, round,
                     expected, found, buf_text(&text));
        assert_string_equal(copy->why, test->why);
        assert_string_equal(copy->id, test->id);
        assert_int_equal(copy->roles, test->roles);
        assert_int_equal(copy->breach_count, test->breach_count);
        assert_int_equal(copy->fault_count, test->fault_count);
        free(expected);
        free(found);
    }
    catalogue_fini(&again);
    buf_fini(&text);
}

static void every_case_is_read_as_it_was_printed(void **state)
{
    (void)state;
    assert_true(catalogue.case_count > 0);
    for (size_t at = 0; at < catalogue.case_count; at++) {
        const struct test_case *test = &catalogue.cases[at];
        check(test, 0);
        if (test->round_count > 1)
            check(test, test->round_count - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_is_read_as_it_was_printed),
    };
    return cmocka_run_group_tests_name("print", tests, set_up, tear_down);
}
