/* SPDX-License-Identifier: MIT */
/* Compiling an adapter into the store, where it is not there or out of date. */
#include "target/adapter.h"

#include "base/buf.h"
#include "base/disk.h"
#include "base/root.h"
#include "target/launch.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { BUILD_LIMIT_MS = 180000, BUILD_OUTPUT_MAX = 1 << 20 };

static bool is_fresh(const struct target_row *row, const struct target_place *place)
{
    char relative[256];
    char path[PLACE_PATH];
    struct stat source;
    struct stat output;
    snprintf(relative, sizeof relative, "harness/target/%s", row->source);
    return stat(root_path(path, sizeof path, relative), &source) == 0 &&
           stat(place->output, &output) == 0 && output.st_mtime >= source.st_mtime;
}

bool adapter_build(const struct target_row *row, const struct target_place *place,
                   const char *const *argv, struct err *err)
{
    if (!row->source || is_fresh(row, place))
        return true;
    char bin[PLACE_PATH + 8];
    snprintf(bin, sizeof bin, "%s/bin", place->store);
    if (!disk_make_folder(bin, err))
        return false;
    remove(place->output); /* an old one must not pass for the new one */
    struct buf output;
    buf_init(&output, BUILD_OUTPUT_MAX);
    launch_capture(argv, BUILD_LIMIT_MS, &output);
    struct stat built;
    const bool there = stat(place->output, &built) == 0;
    if (!there) {
        struct octets said = buf_view(&output);
        while (said.len > 0 && said.ptr[said.len - 1] <= ' ')
            said.len--;
        size_t begin = said.len;
        while (begin > 0 && said.ptr[begin - 1] != '\n')
            begin--;
        err_set(err, "%s's adapter %s does not compile: %.*s", row->name, row->source,
                (int)(said.len - begin), (const char *)said.ptr + begin);
    }
    buf_fini(&output);
    return there;
}
