/* SPDX-License-Identifier: MIT */
/* Every requirement says how it is mended; what an RFC on HTTP demands, by which
 * section of it. */
#include "report/deciding.h"

#include "base/octets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SAYS_MAX = 160, MEND_MAX = 160 };

static bool is_of_http(const char *source)
{
    return strncmp(source, "RFC 9110 ", 9) == 0 || strncmp(source, "RFC 9112 ", 9) == 0;
}

static void check_row(const char *id, const struct deciding *row)
{
    const struct octets mend = octets_of(row->mend);
    if (mend.len < 10 || mend.len > MEND_MAX || !octets_ends_with(mend, OCTETS(".")))
        fail_msg("%s: how it is mended is no short sentence: %s", id, row->mend);
    if ((row->says[0] == '\0') != (row->section[0] == '\0'))
        fail_msg("%s: a section that says nothing, or nobody", id);
    if (octets_of(row->says).len > SAYS_MAX)
        fail_msg("%s: what the section says is too long", id);
}

static void every_requirement_has_a_row(void **state)
{
    (void)state;
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++) {
        const struct deciding *const row = deciding_of((enum requirement)at);
        const char *const id = requirement_row((enum requirement)at)->id;
        if (row->mend && row->says && row->section)
            check_row(id, row);
        else
            fail_msg("%s: no row", id);
    }
}

/* Other documents are named in requirement.def alone; advice has no section. */
static void what_http_demands_has_its_section(void **state)
{
    (void)state;
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++) {
        const struct requirement_row *const row = requirement_row((enum requirement)at);
        const struct deciding *const deciding = deciding_of((enum requirement)at);
        if (row->basis != BASIS_NONE && is_of_http(row->source) && !deciding->says[0])
            fail_msg("%s: %s has no section here", row->id, row->source);
        if (deciding->says[0] && !is_of_http(deciding->section))
            fail_msg("%s: %s is no section of HTTP", row->id, deciding->section);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_requirement_has_a_row),
        cmocka_unit_test(what_http_demands_has_its_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
