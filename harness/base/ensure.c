/* SPDX-License-Identifier: MIT */
/* The last words of a process that found a bug in itself. */
#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>

void ensure_failed(const char *file, int line, const char *condition)
{
    fprintf(stderr, "interim: bug: %s:%d: %s\n", file, line, condition);
    abort();
}
