/* SPDX-License-Identifier: MIT */
/* The table of known targets: names, whether they are installed, their versions. */
#include "base/ensure.h"
#include "target/launch.h"
#include "target/target.h"

#include <stdio.h>
#include <string.h>

// clang-format off
static const struct target_row ROWS[] = {
#define TARGET(...) {__VA_ARGS__},
#include "target/targets.def"
#undef TARGET
};
// clang-format on

enum { VERSION_LIMIT_MS = 10000, VERSION_MAX = 16384 };

size_t target_count(void)
{
    return sizeof ROWS / sizeof *ROWS;
}

const struct target_row *target_row(size_t index)
{
    ENSURE(index < target_count());
    return &ROWS[index];
}

bool target_is_named(const struct target_row *row, const char *name)
{
    return strcmp(row->name, name) == 0 || strcmp(row->group, name) == 0 ||
           (strcmp(name, "all") == 0 && row->program);
}

bool target_installed(const struct target_row *row)
{
    char path[512];
    return !row->program || launch_find(row->program, path, sizeof path);
}

/* The first word of text that begins with a digit and holds a dot, after a "v" or a
 * "/" too: "nginx version: nginx/1.22.1". */
static struct octets version_in(struct octets text)
{
    for (size_t at = 0; at < text.len; at++) {
        const unsigned char before = at > 0 ? text.ptr[at - 1] : ' ';
        const bool begins = before == ' ' || before == '/' || before == 'v';
        if (!begins || text.ptr[at] < '0' || text.ptr[at] > '9')
            continue;
        size_t len = 0;
        while (at + len < text.len && text.ptr[at + len] > ' ' &&
               text.ptr[at + len] < 0x7f)
            len++;
        const struct octets word = octets_slice(text, at, len);
        if (octets_find(word, OCTETS(".")) < word.len)
            return word;
    }
    return (struct octets){NULL, 0};
}

char *target_version(const struct target_row *row, char *out, size_t size)
{
    ENSURE(size > 0);
    out[0] = '\0';
    char path[512];
    if (!row->program || !launch_find(row->program, path, sizeof path))
        return out;
    const char *argv[TARGET_ARGS + 1] = {path};
    for (size_t arg = 1; arg < TARGET_ARGS && row->version[arg]; arg++)
        argv[arg] = row->version[arg];
    struct buf output;
    buf_init(&output, VERSION_MAX);
    launch_capture(argv, VERSION_LIMIT_MS, &output);
    const struct octets version = version_in(buf_view(&output));
    snprintf(out, size, "%.*s", (int)version.len,
             version.len ? (const char *)version.ptr : "");
    buf_fini(&output);
    return out;
}
