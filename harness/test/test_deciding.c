/* SPDX-License-Identifier: MIT */
/* Every requirement says how it is mended; what an RFC on HTTP demands is quoted. */
#include "report/deciding.h"

#include "base/octets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { QUOTE_MAX = 240, MEND_MAX = 160 };

static bool is_of_http(const char *source)
{
    return strncmp(source, "RFC 9110 ", 9) == 0 || strncmp(source, "RFC 9112 ", 9) == 0;
}

static void check_row(const char *id, const struct deciding *row)
{
    const struct octets mend = octets_of(row->mend);
    if (mend.len < 10 || mend.len > MEND_MAX || !octets_ends_with(mend, OCTETS(".")))
        fail_msg("%s: how it is mended is no short sentence: %s", id, row->mend);
    if ((row->words[0] == '\0') != (row->section[0] == '\0'))
        fail_msg("%s: words without a section, or a section without words", id);
    if (octets_of(row->words).len > QUOTE_MAX)
        fail_msg("%s: the quotation is too long", id);
}

static void every_requirement_has_a_row(void **state)
{
    (void)state;
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++) {
        const struct deciding *const row = deciding_of((enum requirement)at);
        const char *const id = requirement_row((enum requirement)at)->id;
        if (row->mend && row->words && row->section)
            check_row(id, row);
        else
            fail_msg("%s: no row", id);
    }
}

/* What only other documents say is not quoted; advice need not be. */
static void what_http_demands_is_quoted(void **state)
{
    (void)state;
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++) {
        const struct requirement_row *const row = requirement_row((enum requirement)at);
        const struct deciding *const deciding = deciding_of((enum requirement)at);
        if (row->basis != BASIS_NONE && is_of_http(row->source) && !deciding->words[0])
            fail_msg("%s: %s is not quoted", row->id, row->source);
        if (deciding->words[0] && !is_of_http(deciding->section))
            fail_msg("%s: %s is not a document that is quoted", row->id,
                     deciding->section);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_requirement_has_a_row),
        cmocka_unit_test(what_http_demands_is_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
