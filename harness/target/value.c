/* SPDX-License-Identifier: MIT */
/* From a place and a started target's facts to the values of {names}. */
#include "target/value.h"

#include "base/root.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { VALUE_COUNT = 14, MAX_ARGUMENT = 1024 };

static const char *user_name(struct arena *arena)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char text[2048];
    if (getpwuid_r(geteuid(), &entry, text, sizeof text, &found) != 0 || !found)
        return "nobody";
    return arena_printf(arena, "%s", found->pw_name);
}

static const char *suite_file(struct arena *arena, const char *relative)
{
    char path[512];
    return arena_printf(arena, "%s", root_path(path, sizeof path, relative));
}

const struct template_value *value_table(struct arena *arena,
                                         const struct target_place *place,
                                         const struct value_facts *facts)
{
    const struct template_value values[VALUE_COUNT] = {
        {"program", arena_printf(arena, "%s", place->program)},
        {"port", arena_printf(arena, "%u", (unsigned)facts->port)},
        {"origin", arena_printf(arena, "%s", facts->origin)},
        {"origin_port", arena_printf(arena, "%u", (unsigned)facts->origin_port)},
        {"dir", arena_printf(arena, "%s", facts->folder)},
        {"log", arena_printf(arena, "%s", facts->log)},
        {"root", suite_file(arena, ".")},
        {"user", user_name(arena)},
        {"modules", arena_printf(arena, "%s", place->modules)},
        {"store", arena_printf(arena, "%s", place->store)},
        {"npm", arena_printf(arena, "%s", place->npm)},
        {"out", arena_printf(arena, "%s", place->output)},
        {NULL, NULL},
    };
    struct template_value *copy =
        ARENA_ARRAY(arena, struct template_value, VALUE_COUNT);
    memcpy(copy, values, sizeof values);
    return copy;
}

const char *const *value_arguments(struct arena *arena,
                                   const struct target_place *place,
                                   const struct template_value *values,
                                   const char *const *arguments)
{
    if (!arguments[0])
        return NULL;
    const char *prefix[PLACE_PREFIX + 1];
    const size_t before =
        place_prefix(place, suite_file(arena, "harness/target/in-root.sh"), prefix);
    const char **copy =
        ARENA_ARRAY(arena, const char *, PLACE_PREFIX + TARGET_ARGS + 1);
    for (size_t arg = 0; arg < before; arg++)
        copy[arg] = arena_printf(arena, "%s", prefix[arg]);
    struct buf text;
    buf_init(&text, MAX_ARGUMENT);
    for (size_t arg = 0; arg < TARGET_ARGS && arguments[arg]; arg++) {
        buf_clear(&text);
        template_expand(octets_of(arguments[arg]), values, &text);
        copy[before + arg] = arena_text(arena, buf_view(&text));
    }
    buf_fini(&text);
    return copy;
}
