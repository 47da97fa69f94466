/* SPDX-License-Identifier: MIT */
/* The search for a limit finds it, in few steps, and ends. */
#include "play/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Searches a thing that bears up to limit. */
static unsigned steps_of(struct search *search, uint64_t limit)
{
    unsigned steps = 0;
    uint64_t value;
    while ((value = search_next(search)) != 0) {
        assert_in_range(value, search->least, search->most);
        search_tell(search, value, value <= limit);
        steps++;
        assert_in_range(steps, 1, 64);
    }
    return steps;
}

static void a_limit_is_found(void **state)
{
    static const struct {
        uint64_t least, most, limit, borne, refused;
        const char *why;
    } ROWS[] = {
        {1, 100000, 9, 9, 10, "exact where it is small"},
        {1, 100000, 1, 1, 2, "the least is borne alone"},
        {1, 100000, 0, 0, 1, "nothing is borne"},
        {1, 100000, 100000, 100000, 0, "all is borne"},
        {1, 100000, 1000000, 100000, 0, "more than all would be borne"},
        {5, 6, 5, 5, 6, "a range of two"},
        {7, 7, 7, 7, 0, "a range of one"},
        {7, 7, 6, 0, 7, "a range of one, refused"},
        {3, 1000, 100, 100, 101, "exact at a hundred"},
    };
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct search search;
        search_init(&search, ROWS[row].least, ROWS[row].most);
        steps_of(&search, ROWS[row].limit);
        if (search.borne != ROWS[row].borne || search.refused != ROWS[row].refused)
            fail_msg("%s: expected %u and %u, found %u and %u", ROWS[row].why,
                     (unsigned)ROWS[row].borne, (unsigned)ROWS[row].refused,
                     (unsigned)search.borne, (unsigned)search.refused);
    }
}

static void every_limit_is_found_to_one_in_a_hundred(void **state)
{
    (void)state;
    for (uint64_t limit = 1; limit < 20000; limit += 37) {
        struct search search;
        search_init(&search, 1, 20000);
        assert_in_range(steps_of(&search, limit), 1, 32);
        assert_in_range(limit, search.borne, search.refused - 1);
        assert_in_range(search.refused - search.borne, 1, 1 + search.borne / 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_is_found),
        cmocka_unit_test(every_limit_is_found_to_one_in_a_hundred),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
