/* SPDX-License-Identifier: MIT */
/* ENSURE: what can only be false through a bug of ours. Always on, aborts. */
#ifndef INTERIM_BASE_ENSURE_H
#define INTERIM_BASE_ENSURE_H

#include "base/attr.h"

/* Aborts with place and condition where CONDITION is false; NDEBUG changes nothing. */
#define ENSURE(condition)                                                              \
    (LIKELY(condition) ? (void)0 : ensure_failed(__FILE__, __LINE__, #condition))

/* Prints the broken condition to standard error and aborts. Called by ENSURE alone. */
ATTR_NORETURN void ensure_failed(const char *file, int line, const char *condition);

#endif
