/* SPDX-License-Identifier: MIT */
/* Monotonic time and deadlines. */
#ifndef INTERIM_BASE_CLOCK_H
#define INTERIM_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Nanoseconds of the monotonic clock; only differences mean something. */
int64_t clock_now_ns(void);

/* A moment timeout_ms from now, in nanoseconds of clock_now_ns. */
int64_t clock_deadline_ns(int64_t timeout_ms);

/* What is left until deadline_ns, in milliseconds rounded up, 0 where it has passed:
 * the timeout for poll(2). At most one hour. */
int clock_left_ms(int64_t deadline_ns);

#endif
