/* SPDX-License-Identifier: MIT */
/* The root of the suite's data: told by the build, overruled by the environment. */
#include "base/root.h"

#include <stdio.h>
#include <stdlib.h>

#ifndef INTERIM_ROOT
#define INTERIM_ROOT "."
#endif

static const char *told(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

char *root_path(char *out, size_t size, const char *relative)
{
    const char *root = told("INTERIM_ROOT");
    snprintf(out, size, "%s/%s", root ? root : INTERIM_ROOT, relative);
    return out;
}

bool root_is_installed(void)
{
#ifdef INTERIM_INSTALLED
    return !told("INTERIM_ROOT");
#else
    return false;
#endif
}

char *root_store(char *out, size_t size)
{
    const char *store = told("INTERIM_STORE");
    const char *cache = told("XDG_CACHE_HOME");
    const char *home = told("HOME");
    if (store)
        snprintf(out, size, "%s", store);
    else if (!root_is_installed()) // cppcheck-suppress knownConditionTrueFalse
        root_path(out, size, "build/targets");
    else if (cache)
        snprintf(out, size, "%s/interim/targets", cache);
    else
        snprintf(out, size, "%s/.cache/interim/targets", home ? home : "");
    return out;
}
