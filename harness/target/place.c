/* SPDX-License-Identifier: MIT */
/* Looking for a row's software: program, part, npm package, root. */
#include "target/place.h"

#include "base/octets.h"
#include "base/root.h"
#include "target/launch.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* a, b and c in a row; "" where that does not fit. */
static void join3(char out[PLACE_PATH], const char *a, const char *b, const char *c)
{
    const int written = snprintf(out, PLACE_PATH, "%s%s%s", a, b, c);
    if (written < 0 || written >= PLACE_PATH)
        out[0] = '\0';
}

static void join(char out[PLACE_PATH], const char *a, const char *b)
{
    join3(out, a, b, "");
}

static bool is_there(const char *root, const char *path)
{
    char whole[PLACE_PATH];
    join(whole, root, path);
    struct stat found; /* not access(2): a root's links may point out of it */
    return whole[0] != '\0' && lstat(whole, &found) == 0;
}

/* Where a program of that name lies within root; whoever installs there uses these. */
static void find_in_root(struct target_place *place, const char *program)
{
    static const char *const FOLDERS[] = {"/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/",
                                          "/usr/games/"};
    for (size_t row = 0; row < sizeof FOLDERS / sizeof *FOLDERS; row++) {
        join(place->program, FOLDERS[row], program);
        if (is_there(place->root, place->program))
            return;
    }
    place->program[0] = '\0';
}

static void find_program(struct target_place *place, const char *program)
{
    static const char NPM[] = "{npm}/";
    place->program[0] = '\0';
    if (strncmp(program, NPM, sizeof NPM - 1) == 0) {
        join(place->program, place->npm, program + sizeof NPM - 2);
        if (access(place->program, X_OK) != 0)
            place->program[0] = '\0';
    } else if (program[0] == '/') {
        if (is_there(place->root, program))
            join(place->program, program, "");
    } else if (place->root[0]) {
        find_in_root(place, program);
    } else if (!launch_find(program, place->program, PLACE_PATH)) {
        place->program[0] = '\0';
    }
}

/* Where Apache's modules lie, by system. */
static void find_modules(struct target_place *place)
{
    static const char *const FOLDERS[] = {"/usr/lib64/httpd/modules",
                                          "/usr/lib/httpd/modules"};
    join(place->modules, "/usr/lib/apache2/modules", "");
    for (size_t row = 0; row < sizeof FOLDERS / sizeof *FOLDERS; row++)
        if (is_there(place->root, FOLDERS[row]))
            join(place->modules, FOLDERS[row], "");
}

/* "express@5" is in the folder express, "node24@npm:node@24" in node24,
 * "@scope/name@1" in @scope/name; spaces between several, of which all must be there.
 */
static bool has_npm(const struct target_place *place, const char *specs)
{
    bool there = true;
    for (const char *spec = specs; *spec && there; spec += strspn(spec, " ")) {
        char name[128];
        const size_t scope = spec[0] == '@' ? 1 : 0;
        const size_t length = scope + strcspn(spec + scope, "@ ");
        snprintf(name, sizeof name, "/%.*s", (int)length, spec);
        there = is_there(place->npm, name);
        spec += strcspn(spec, " ");
    }
    return there;
}

enum target_lack place_find(const struct target_row *row, struct target_place *place)
{
    root_store(place->store, PLACE_PATH);
    join(place->npm, place->store, "/npm/node_modules");
    place->root[0] = '\0';
    place->output[0] = '\0';
    place->program[0] = '\0';
    if (row->root)
        join3(place->root, place->store, "/roots/", row->root);
    if (row->source)
        join3(place->output, place->store, "/bin/", row->name);
    find_modules(place);
    if (!row->program)
        return TARGET_LACKS_NOTHING;
    if (row->npm && !has_npm(place, row->npm))
        return TARGET_LACKS_NPM;
    find_program(place, row->program);
    return place->program[0] && (!row->part || is_there(place->root, row->part))
               ? TARGET_LACKS_NOTHING
               : TARGET_LACKS_PACKAGE;
}

size_t place_prefix(const struct target_place *place, const char *script,
                    const char *out[PLACE_PREFIX + 1])
{
    size_t count = 0;
    if (place->root[0]) {
        out[count++] = "/bin/sh";
        out[count++] = script;
        out[count++] = place->root;
    }
    out[count] = NULL;
    return count;
}
