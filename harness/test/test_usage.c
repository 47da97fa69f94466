/* SPDX-License-Identifier: MIT */
/* What a process group uses is seen to grow, and a group that is not there is told. */
#include "base/usage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MORE_OCTETS = 64 << 20, NO_GROUP = 0x3fffffff };

static void memory_that_is_touched_is_seen(void **state)
{
    (void)state;
    struct usage before, after;
    assert_true(usage_of_group(getpgrp(), &before));
    unsigned char *more = malloc(MORE_OCTETS);
    assert_non_null(more);
    memset(more, 1, MORE_OCTETS);
    assert_true(usage_of_group(getpgrp(), &after));
    assert_int_equal(more[MORE_OCTETS / 2], 1);
    free(more);
    assert_in_range(after.memory_octets, before.memory_octets + MORE_OCTETS / 2,
                    UINT32_MAX);
}

static void a_group_that_is_not_there_is_told(void **state)
{
    (void)state;
    struct usage usage;
    assert_false(usage_of_group(0, &usage));
    assert_false(usage_of_group(NO_GROUP, &usage));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_that_is_touched_is_seen),
        cmocka_unit_test(a_group_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}
