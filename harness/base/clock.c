/* SPDX-License-Identifier: MIT */
/* The monotonic clock, in the two units that we use. */
#include "base/clock.h"

#include "base/ensure.h"

#include <time.h>

enum { LONGEST_WAIT_MS = 3600 * 1000 };

int64_t clock_now_ns(void)
{
    struct timespec now;
    ENSURE(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_deadline_ns(int64_t timeout_ms)
{
    return clock_now_ns() + timeout_ms * 1000000;
}

int clock_left_ms(int64_t deadline_ns)
{
    const int64_t left_ms = (deadline_ns - clock_now_ns() + 999999) / 1000000;
    if (left_ms <= 0)
        return 0;
    return left_ms > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : (int)left_ms;
}
