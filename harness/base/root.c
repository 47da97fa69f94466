/* SPDX-License-Identifier: MIT */
/* The root of the suite's data: told by the build, overruled by the environment. */
#include "base/root.h"

#include <stdio.h>
#include <stdlib.h>

#ifndef INTERIM_ROOT
#define INTERIM_ROOT "."
#endif

char *root_path(char *out, size_t size, const char *relative)
{
    const char *root = getenv("INTERIM_ROOT");
    snprintf(out, size, "%s/%s", root && *root ? root : INTERIM_ROOT, relative);
    return out;
}
