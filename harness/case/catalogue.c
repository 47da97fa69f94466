/* SPDX-License-Identifier: MIT */
/* Finding the files of a catalogue, reading them in order, and looking cases up. */
#include "case/catalogue.h"

#include "base/ensure.h"
#include "case/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDERS_DEEP = 4, FILES_MAX = 10000, PATH_MAX_OCTETS = 1024 };

struct loading {
    struct catalogue *catalogue;
    const struct catalogue_names *names;
    catalogue_complaint *complain;
    void *user;
    struct err *first; /* filled once */
    size_t mistakes;
    bool stopped; /* complain did not want to hear more */
    struct compile *compile;
    struct case_list cases;
    const char **files;
    size_t file_count;
    size_t root; /* of each path: what was given, an area's folder behind it counts */
};

static void tell(struct loading *loading, const struct err *mistake)
{
    if (loading->mistakes++ == 0 && loading->first)
        *loading->first = *mistake;
    if (loading->complain && !loading->stopped)
        loading->stopped = !loading->complain(loading->user, mistake);
}

static bool relay(void *user, const struct err *mistake)
{
    struct loading *loading = user;
    tell(loading, mistake);
    return !loading->stopped;
}

static void load_text(struct loading *loading, const char *file, struct octets text)
{
    struct arena told;
    struct mistakes mistakes;
    struct arena *arena = &loading->catalogue->arena;
    arena_init(&told);
    mistakes_init(&mistakes, arena_printf(arena, "%s", file), &told);
    mistakes.root = loading->root;
    file_read(&loading->cases, text, &mistakes, loading->names, arena,
              loading->compile);
    mistakes_tell(&mistakes, relay, loading, NULL);
    arena_fini(&told);
}

static void complain_errno(struct loading *loading, const char *path)
{
    struct err err;
    const int number = errno;
    err_set_at(&err, path, 0, 0, "cannot be read: %s", strerror(number));
    tell(loading, &err);
}

static void load_file(struct loading *loading, const char *path)
{
    struct buf text;
    unsigned char chunk[16384];
    FILE *file = fopen(path, "rb");
    if (!file) {
        complain_errno(loading, path);
        return;
    }
    buf_init(&text, SOURCE_MAX_OCTETS + 1);
    for (size_t len = 1; len > 0 && !text.full;) {
        len = fread(chunk, 1, sizeof chunk, file);
        buf_add(&text, (struct octets){chunk, len});
    }
    if (ferror(file))
        complain_errno(loading, path);
    else
        load_text(loading, path, buf_view(&text));
    fclose(file);
    buf_fini(&text);
}

static bool is_case_file(const char *name)
{
    const struct octets octets = octets_of(name);
    return octets.len > 3 && name[0] != '.' &&
           octets_ends_with(octets, OCTETS(".md")) && strcmp(name, "README.md") != 0;
}

static void find_files(struct loading *loading, const char *folder, unsigned depth);

static void find_entry(struct loading *loading, const char *folder, const char *name,
                       unsigned depth)
{
    char path[PATH_MAX_OCTETS];
    struct stat status;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path ||
        stat(path, &status) != 0)
        return;
    if (S_ISDIR(status.st_mode) && depth > 0)
        find_files(loading, path, depth - 1);
    else if (S_ISREG(status.st_mode) && is_case_file(name) &&
             loading->file_count < FILES_MAX)
        loading->files[loading->file_count++] =
            arena_printf(&loading->catalogue->arena, "%s", path);
}

static void find_files(struct loading *loading, const char *folder, unsigned depth)
{
    DIR *open = opendir(folder);
    if (!open) {
        complain_errno(loading, folder);
        return;
    }
    for (struct dirent *entry = readdir(open); entry; entry = readdir(open))
        if (entry->d_name[0] != '.')
            find_entry(loading, folder, entry->d_name, depth);
    closedir(open);
}

static int by_name(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return strcmp(*a, *b);
}

/* Of a file that was given: its folder. */
static size_t root_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

static void load_folder(struct loading *loading, const char *folder)
{
    loading->root = strlen(folder) + 1;
    loading->files = calloc(FILES_MAX, sizeof *loading->files);
    ENSURE(loading->files != NULL);
    find_files(loading, folder, FOLDERS_DEEP);
    qsort(loading->files, loading->file_count, sizeof *loading->files, by_name);
    for (size_t at = 0; at < loading->file_count && !loading->stopped; at++)
        load_file(loading, loading->files[at]);
    if (loading->file_count == 0 && loading->mistakes == 0) {
        struct err err;
        err_set_at(&err, folder, 0, 0,
                   "expected case files (AREA/REQUIREMENT.md), found none");
        tell(loading, &err);
    }
    free(loading->files);
}

static int by_id(const void *left, const void *right)
{
    const struct test_case *const *a = left, *const *b = right;
    const int order = strcmp((*a)->id, (*b)->id);
    if (order != 0)
        return order;
    return *a < *b ? -1 : *a > *b;
}

/* Cases by id are looked up by bisection; neighbours of one id are duplicates. */
static void sort_by_id(struct loading *loading)
{
    struct catalogue *catalogue = loading->catalogue;
    const size_t count = catalogue->case_count;
    const struct test_case **sorted =
        ARENA_ARRAY(&catalogue->arena, const struct test_case *, count + 1);
    for (size_t at = 0; at < count; at++)
        sorted[at] = &catalogue->cases[at];
    qsort(sorted, count, sizeof(const void *), by_id);
    catalogue->by_id = sorted;
    for (size_t at = 1; at < count; at++) {
        struct err err;
        if (strcmp(sorted[at - 1]->id, sorted[at]->id) != 0)
            continue;
        err_set_at(&err, sorted[at]->file, sorted[at]->line, 4,
                   "expected a name of its own, found '%s' also in %s:%d",
                   sorted[at]->id, sorted[at - 1]->file, sorted[at - 1]->line);
        tell(loading, &err);
    }
}

static void begin(struct loading *loading)
{
    arena_init(&loading->catalogue->arena);
    loading->compile = calloc(1, sizeof *loading->compile);
    ENSURE(loading->compile != NULL);
}

static bool finish(struct loading *loading)
{
    struct catalogue *catalogue = loading->catalogue;
    const size_t count = loading->cases.count;
    struct test_case *cases = ARENA_ARRAY(&catalogue->arena, struct test_case, count);
    size_t at = 0;
    for (const struct case_node *node = loading->cases.first; node; node = node->next)
        cases[at++] = node->test;
    catalogue->cases = cases;
    catalogue->case_count = count;
    free(loading->compile);
    sort_by_id(loading);
    return loading->mistakes == 0;
}

bool catalogue_load(struct catalogue *catalogue, const char *path,
                    const struct catalogue_names *names, catalogue_complaint *complain,
                    void *user, struct err *err)
{
    struct loading loading = {.catalogue = catalogue,
                              .names = names,
                              .complain = complain,
                              .user = user,
                              .first = err};
    struct stat status;
    begin(&loading);
    if (stat(path, &status) != 0) {
        complain_errno(&loading, path);
    } else if (S_ISDIR(status.st_mode)) {
        load_folder(&loading, path);
    } else {
        loading.root = root_of(path);
        load_file(&loading, path);
    }
    return finish(&loading);
}

bool catalogue_load_text(struct catalogue *catalogue, const char *file,
                         struct octets text, const struct catalogue_names *names,
                         catalogue_complaint *complain, void *user, struct err *err)
{
    struct loading loading = {.catalogue = catalogue,
                              .names = names,
                              .complain = complain,
                              .user = user,
                              .first = err};
    begin(&loading);
    load_text(&loading, file, text);
    return finish(&loading);
}

void catalogue_fini(struct catalogue *catalogue)
{
    arena_fini(&catalogue->arena);
    *catalogue = (struct catalogue){0};
}

const struct test_case *catalogue_find(const struct catalogue *catalogue,
                                       const char *id)
{
    size_t low = 0, high = catalogue->case_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(id, catalogue->by_id[middle]->id);
        if (order == 0)
            return catalogue->by_id[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
