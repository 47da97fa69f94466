/* SPDX-License-Identifier: MIT */
/* The table of known targets: rows, the names that they go by, what would install them.
 */
#include "base/ensure.h"
#include "base/root.h"
#include "target/place.h"
#include "target/target.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

// clang-format off
static const struct target_row ROWS[] = {
#define TARGET(...) {__VA_ARGS__},
#include "target/gateways.def"
#include "target/proxies.def"
#include "target/servers.def"
#include "target/mistakes.def"
#include "target/clients.def"
#include "target/reference.def"
#undef TARGET
};

static const struct target_left_out LEFT_OUT_ROWS[] = {
#define LEFT_OUT(name, group, reason) {name, group, reason},
#include "target/left_out.def"
#undef LEFT_OUT
};
// clang-format on

#define CURRENT_ROOT "sid"

enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS, NAME_MAX_LEN = 48 };

/* Every row, and behind it the one of its current release. Written once. */
static struct target_row all[2 * ROW_COUNT];
static char current_names[ROW_COUNT][NAME_MAX_LEN];
static size_t all_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill_all(void)
{
    for (size_t row = 0; row < ROW_COUNT; row++) {
        all[all_count++] = ROWS[row];
        if (!ROWS[row].current)
            continue;
        snprintf(current_names[row], NAME_MAX_LEN, "%s@" CURRENT_ROOT, ROWS[row].name);
        all[all_count] = ROWS[row];
        all[all_count].name = current_names[row];
        all[all_count].root = CURRENT_ROOT;
        all_count++;
    }
}

size_t target_count(void)
{
    pthread_once(&once, fill_all);
    return all_count;
}

const struct target_row *target_row(size_t index)
{
    ENSURE(index < target_count());
    return &all[index];
}

bool target_is_named(const struct target_row *row, const char *name)
{
    return strcmp(row->name, name) == 0 || strcmp(row->group, name) == 0 ||
           (row->root && name[0] == '@' && strcmp(row->root, name + 1) == 0) ||
           (strcmp(name, "all") == 0 && row->program);
}

bool target_installed(const struct target_row *row)
{
    return target_lacks(row) == TARGET_LACKS_NOTHING;
}

enum target_lack target_lacks(const struct target_row *row)
{
    struct target_place place;
    return place_find(row, &place);
}

size_t target_left_out_count(void)
{
    return sizeof LEFT_OUT_ROWS / sizeof *LEFT_OUT_ROWS;
}

const struct target_left_out *target_left_out(size_t index)
{
    ENSURE(index < target_left_out_count());
    return &LEFT_OUT_ROWS[index];
}

char *target_advice(const struct target_row *row, char *out, size_t size)
{
    char store[PLACE_PATH];
    const bool npm = !row->root && target_lacks(row) == TARGET_LACKS_NPM;
    if (row->root)
        snprintf(out, size, "make deps-current%s",
                 root_is_installed() ? " in the suite's own tree" : "");
    else if (npm && root_is_installed())
        snprintf(out, size, "npm --prefix %s/npm install %s",
                 root_store(store, sizeof store), row->npm);
    else if (npm)
        snprintf(out, size, "make deps-targets (npm's %s)", row->npm);
    else
        snprintf(out, size, "apt-get install %s", row->package ? row->package : "");
    return out;
}
