/* SPDX-License-Identifier: MIT */
/* Which version a target is: asked of the program itself. */
#include "base/ensure.h"
#include "target/launch.h"
#include "target/target.h"
#include "target/value.h"

#include <stdio.h>
#include <string.h>

enum { VERSION_LIMIT_MS = 20000, VERSION_MAX = 16384 };

/* The first word of text that begins with a digit and holds a dot, after a "v", a "/"
 * or a "go" too: "nginx version: nginx/1.22.1", "go version go1.27.3 linux/amd64". */
static struct octets version_in(struct octets text)
{
    for (size_t at = 0; at < text.len; at++) {
        const unsigned char before = at > 0 ? text.ptr[at - 1] : ' ';
        const bool go = at > 1 && before == 'o' && text.ptr[at - 2] == 'g';
        const bool begins = before <= ' ' || before == '-' || before == '/' ||
                            before == 'v' || before == '"' || go;
        if (!begins || text.ptr[at] < '0' || text.ptr[at] > '9')
            continue;
        size_t len = 0;
        while (at + len < text.len && text.ptr[at + len] > ' ' &&
               text.ptr[at + len] < 0x7f && !strchr("\",;)", text.ptr[at + len]))
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
    struct target_place place;
    if (!row->program || place_find(row, &place) != TARGET_LACKS_NOTHING)
        return out;
    struct arena arena;
    arena_init(&arena);
    const struct value_facts none = {.origin = "", .folder = "", .log = ""};
    const struct template_value *values = value_table(&arena, &place, &none);
    struct buf output;
    buf_init(&output, VERSION_MAX);
    launch_capture(value_arguments(&arena, &place, values, row->version),
                   VERSION_LIMIT_MS, &output);
    const struct octets version = version_in(buf_view(&output));
    snprintf(out, size, "%.*s", (int)version.len,
             version.len ? (const char *)version.ptr : "");
    buf_fini(&output);
    arena_fini(&arena);
    return out;
}
