/* SPDX-License-Identifier: MIT */
/* The files of a run. One write(2) a line, so that whatever ends us, what was sent last
 * is there. */
#include "salvo/journal.h"

#include "base/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TITLE "interim fuzz journal 1\n"

enum { LINE_OCTETS = 256, PATH_OCTETS = 800, INPUT_OCTETS = 1 << 16 };

/* Behind the end of a capture nothing counts: the octets of longer inputs before it. */
#define END_MARK OCTETS("\x1e.")

static const char LETTERS[] = {
    [RECIPE_GENERATE] = 'g', [RECIPE_MUTATE] = 'm', [RECIPE_CROSS] = 'x'};

static int open_in(const struct journal *journal, const char *name, struct err *err)
{
    char path[PATH_OCTETS];
    snprintf(path, sizeof path, "%s/%s", journal->folder, name);
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        err_set_errno(err, "%s", path);
    return fd;
}

static void write_all(int fd, struct octets octets)
{
    while (octets.len > 0) {
        const ssize_t written = write(fd, octets.ptr, octets.len);
        if (written < 0 && errno != EINTR)
            return;
        if (written > 0)
            octets = octets_slice(octets, (size_t)written, octets.len);
    }
}

/* Findings of a run before this one would pass for this one's. */
static void remove_findings(const struct journal *journal)
{
    char path[PATH_OCTETS];
    snprintf(path, sizeof path, "%s/findings", journal->folder);
    DIR *folder = opendir(path);
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        const char *name = entry->d_name;
        const bool ours = name[0] >= '0' && name[0] <= '9' && name[1] >= '0' &&
                          name[1] <= '9' && name[2] == '-';
        if (ours)
            (void)unlinkat(dirfd(folder), name, 0);
    }
    if (folder)
        (void)closedir(folder);
}

/* A file that holds what is sent even where we are killed the moment after, without a
 * system call each. */
static unsigned char *map_input(const struct journal *journal, struct err *err)
{
    char path[PATH_OCTETS];
    void *place = MAP_FAILED;
    snprintf(path, sizeof path, "%s/input", journal->folder);
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd >= 0 && ftruncate(fd, INPUT_OCTETS) == 0)
        place = mmap(NULL, INPUT_OCTETS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (place == MAP_FAILED)
        err_set_errno(err, "%s", path);
    if (fd >= 0)
        (void)close(fd);
    return place == MAP_FAILED ? NULL : place;
}

bool journal_open(struct journal *journal, const char *folder, const char *title,
                  const char *replay, struct err *err)
{
    static const char *const PARTS[] = {"corpus", "findings"};
    char path[PATH_OCTETS];
    char line[LINE_OCTETS];
    *journal = (struct journal){.log = -1};
    snprintf(journal->folder, sizeof journal->folder, "%s", folder);
    for (size_t part = 0; part < 2; part++) {
        snprintf(path, sizeof path, "%s/%s", folder, PARTS[part]);
        if (!disk_make_folder(path, err))
            return false;
    }
    if (replay && !(journal->read = fopen(replay, "re")))
        return err_set_errno(err, "%s", replay);
    remove_findings(journal);
    /* A journal may be replayed from where it is: the old one keeps its octets. */
    snprintf(path, sizeof path, "%s/journal", folder);
    (void)unlink(path);
    journal->log = open_in(journal, "journal", err);
    journal->input = journal->log < 0 ? NULL : map_input(journal, err);
    if (!journal->input)
        return false;
    write_all(journal->log, OCTETS(TITLE));
    snprintf(line, sizeof line, "# %.200s\n", title);
    write_all(journal->log, octets_of(line));
    return true;
}

void journal_close(struct journal *journal)
{
    if (journal->log >= 0)
        (void)close(journal->log);
    if (journal->input)
        (void)munmap(journal->input, INPUT_OCTETS);
    if (journal->read)
        (void)fclose(journal->read);
    *journal = (struct journal){.log = -1};
}

bool journal_is_one(const char *path)
{
    char line[LINE_OCTETS] = "";
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    const bool is_one = fgets(line, sizeof line, file) && strcmp(line, TITLE) == 0;
    (void)fclose(file);
    return is_one;
}

void journal_input(struct journal *journal, const struct recipe *recipe,
                   struct octets input)
{
    char line[LINE_OCTETS];
    int len = 0;
    if (recipe->kind == RECIPE_GENERATE)
        len = snprintf(line, sizeof line, "g %" PRIu64 "\n", recipe->seed);
    else if (recipe->kind == RECIPE_MUTATE)
        len = snprintf(line, sizeof line, "m %zu %" PRIu64 "\n", recipe->parent,
                       recipe->seed);
    else
        len = snprintf(line, sizeof line, "x %zu %zu %" PRIu64 "\n", recipe->parent,
                       recipe->other, recipe->seed);
    write_all(journal->log, (struct octets){(unsigned char *)line, (size_t)len});
    if (input.len + END_MARK.len <= INPUT_OCTETS) {
        memcpy(journal->input, input.ptr, input.len);
        memcpy(journal->input + input.len, END_MARK.ptr, END_MARK.len);
    }
}

void journal_keep(struct journal *journal, size_t index, struct octets input)
{
    char name[64];
    struct err err;
    write_all(journal->log, OCTETS("k\n"));
    snprintf(name, sizeof name, "corpus/%06zu.capture", index);
    (void)journal_write(journal, name, input, &err);
}

static bool read_recipe(const char *line, struct recipe *recipe)
{
    uint64_t numbers[3] = {0, 0, 0};
    struct octets rest = octets_of(line + 1);
    size_t count = 0;
    rest = octets_trim(rest);
    while (count < 3 && rest.len > 0) {
        const size_t space = octets_find(rest, OCTETS(" "));
        const size_t len = space < rest.len ? space : rest.len;
        if (!octets_to_u64(octets_slice(rest, 0, len), &numbers[count++]))
            return false;
        rest = octets_slice(rest, len < rest.len ? len + 1 : len, rest.len);
    }
    for (int kind = RECIPE_GENERATE; kind < RECIPE_END; kind++)
        if (line[0] == LETTERS[kind] && count == (size_t)kind + 1) {
            *recipe = (struct recipe){.kind = (enum recipe_kind)kind,
                                      .seed = numbers[kind],
                                      .parent = kind > 0 ? (size_t)numbers[0] : 0,
                                      .other = kind > 1 ? (size_t)numbers[1] : 0};
            return true;
        }
    return false;
}

void journal_next(struct journal *journal, struct recipe *recipe, bool *keeps)
{
    char line[LINE_OCTETS];
    *keeps = false;
    while (fgets(line, sizeof line, journal->read)) {
        const size_t len = strlen(line);
        if (len > 0 && line[len - 1] == '\n')
            line[len - 1] = '\0';
        if (strcmp(line, "k") == 0)
            *keeps = true;
        else if (read_recipe(line, recipe))
            return;
    }
    recipe->kind = RECIPE_END;
}

bool journal_write(const struct journal *journal, const char *name,
                   struct octets octets, struct err *err)
{
    const int fd = open_in(journal, name, err);
    if (fd < 0)
        return false;
    write_all(fd, octets);
    (void)close(fd);
    return true;
}
