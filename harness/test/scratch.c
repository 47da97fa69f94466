/* SPDX-License-Identifier: MIT */
/* One folder a process: a test program has one group that needs it. */
#include "test/scratch.h"

#include "target/folder.h"

#include <stdio.h>

static struct folder folder;

int scratch_set_up(void **state)
{
    struct err err;
    (void)state;
    return folder_make(&folder, "scratch", &err) ? 0 : -1;
}

int scratch_tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

const char *scratch_folder(void)
{
    return folder.path;
}

const char *scratch_path(const char *name)
{
    static char path[sizeof folder.path + 256];
    snprintf(path, sizeof path, "%s/%s", folder.path, name);
    return path;
}
