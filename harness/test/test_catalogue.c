/* SPDX-License-Identifier: MIT */
/* The suite's own catalogue: no mistakes, every requirement has a case, and what is
 * exported holds to its schema. */
#include "base/root.h"
#include "case/catalogue.h"
#include "case/export.h"
#include "oracle/requirement.h"
#include "peer/names.h"
#include "test/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* CPU time, under the sanitizers; the release build needs a twentieth of it. */
enum { LOAD_MAX_MS = 1500, PATH_MAX_OCTETS = 1024 };

static struct catalogue catalogue;

static bool print_mistake(void *user, const struct err *mistake)
{
    char line[1024];
    (void)user;
    print_error("%s\n", err_format(mistake, line, sizeof line));
    return true;
}

static int64_t cpu_now_ms(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void the_catalogue_loads_without_a_mistake_and_at_once(void **state)
{
    char path[PATH_MAX_OCTETS];
    (void)state;
    const int64_t start = cpu_now_ms();
    assert_true(catalogue_load(&catalogue, root_path(path, sizeof path, "cases"),
                               &CASE_NAMES, print_mistake, NULL, NULL));
    const int64_t ms = cpu_now_ms() - start;
    assert_true(catalogue.case_count >= 100);
    if (ms > LOAD_MAX_MS)
        fail_msg("expected at most %d ms, found %lld", LOAD_MAX_MS, (long long)ms);
}

static void every_requirement_has_a_case(void **state)
{
    unsigned missing = 0;
    (void)state;
    for (unsigned row = 0; row < REQUIREMENT_COUNT; row++) {
        const char *id = requirement_row((enum requirement)row)->id;
        size_t at = 0;
        while (at < catalogue.case_count &&
               strcmp(catalogue.cases[at].requirement, id) != 0)
            at++;
        if (at < catalogue.case_count)
            continue;
        print_error("%s has no case\n", id);
        missing++;
    }
    assert_int_equal(missing, 0);
}

static void what_is_exported_holds_to_its_schema(void **state)
{
    char path[PATH_MAX_OCTETS];
    json_error_t error;
    json_t *schema = json_load_file(
        root_path(path, sizeof path, "reports/cases.schema.json"), 0, &error);
    (void)state;
    assert_non_null(schema);
    for (size_t at = 0; at < catalogue.case_count; at++) {
        json_t *all = json_pack("{s:[o]}", "cases", export_case(&catalogue.cases[at]));
        assert_non_null(all);
        if (!schema_valid(schema, all))
            fail_msg("%s", catalogue.cases[at].id);
        json_decref(all);
    }
    json_decref(schema);
}

static int unload(void **state)
{
    (void)state;
    catalogue_fini(&catalogue);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_catalogue_loads_without_a_mistake_and_at_once),
        cmocka_unit_test(every_requirement_has_a_case),
        cmocka_unit_test(what_is_exported_holds_to_its_schema),
    };
    return cmocka_run_group_tests_name("catalogue", tests, NULL, unload);
}
