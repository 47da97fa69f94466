/* SPDX-License-Identifier: MIT */
/* The files of a run. Lines are written, by one write(2) for all that are due, before
 * the input is sent: whatever ends us, what was sent last is there. */
#include "salvo/journal.h"

#include "base/quote.h"
#include "salvo/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAGIC "interim fuzz journal "
#define TITLE MAGIC "3\n"

enum {
    LINE_OCTETS = 256,
    LINES_OCTETS = 1 << 14,
    PATH_OCTETS = 800,
    INPUT_OCTETS = 1 << 16
};

/* Behind the end of a capture nothing counts: the octets of longer inputs before it. */
#define END_MARK OCTETS("\x1e.")

/* A line: its letter, then so many numbers, the last of which is the seed. */
static const struct {
    char letter;
    size_t numbers;
} FORMS[] = {[RECIPE_GENERATE] = {'g', 1},
             [RECIPE_MUTATE] = {'m', 2},
             [RECIPE_CROSS] = {'x', 3},
             [RECIPE_KEEP] = {'k', 1}};

static int open_in(const struct journal *journal, const char *name, struct err *err)
{
    char path[PATH_OCTETS];
    snprintf(path, sizeof path, "%s/%s", journal->folder, name);
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        err_set_errno(err, "%s", path);
    return fd;
}

/* The first failure is the one that is told. */
static void fail(struct journal *journal, const char *name)
{
    if (!journal->failed)
        err_set_errno(&journal->err, "%s/%s", journal->folder, name);
    journal->failed = true;
}

static bool write_all(int fd, struct octets octets)
{
    while (octets.len > 0) {
        const ssize_t written = write(fd, octets.ptr, octets.len);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            octets = octets_slice(octets, (size_t)written, octets.len);
    }
    return true;
}

/* A file that holds what is sent even where we are killed the moment after, without a
 * system call each. Its octets are taken of the disk now: a mapped page for which there
 * is no room is the end of the process. */
static unsigned char *map_input(const struct journal *journal, size_t place,
                                struct err *err)
{
    char path[PATH_OCTETS];
    void *mapped = MAP_FAILED;
    snprintf(path, sizeof path, "%s/input", journal->folder);
    if (place > 0)
        snprintf(path, sizeof path, "%s/input-%zu", journal->folder, place);
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const int full = fd < 0 ? errno : posix_fallocate(fd, 0, INPUT_OCTETS);
    if (full == 0)
        mapped = mmap(NULL, INPUT_OCTETS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    else
        errno = full;
    if (mapped == MAP_FAILED)
        err_set_errno(err, "%s", path);
    if (fd >= 0)
        (void)close(fd);
    return mapped == MAP_FAILED ? NULL : mapped;
}

static bool open_replayed(struct journal *journal, const struct journal_plan *plan,
                          struct err *err)
{
    char line[LINE_OCTETS], due[LINE_OCTETS];
    snprintf(due, sizeof due, "%s\n", plan->inputs);
    journal->read = fopen(plan->replay, "re");
    if (!journal->read)
        return err_set_errno(err, "%s", plan->replay);
    if (!fgets(line, sizeof line, journal->read) || strcmp(line, TITLE) != 0)
        return err_set(err,
                       "%s: a journal of another version of interim: expected "
                       "'%.*s'",
                       plan->replay, (int)sizeof TITLE - 2, TITLE);
    if (!fgets(line, sizeof line, journal->read) || strcmp(line, due) != 0)
        return err_set(err,
                       "%s: a journal of other inputs: expected '%s', found "
                       "'%.*s'",
                       plan->replay, plan->inputs, (int)strcspn(line, "\n"), line);
    journal->line = 2;
    return true;
}

void journal_init(struct journal *journal)
{
    *journal = (struct journal){.log = -1, .claim = -1};
}

bool journal_open(struct journal *journal, const struct journal_plan *plan,
                  struct err *err)
{
    journal_init(journal);
    buf_init(&journal->lines, LINES_OCTETS);
    snprintf(journal->folder, sizeof journal->folder, "%s", plan->folder);
    if (plan->replay && !open_replayed(journal, plan, err))
        return false;
    journal->claim = claim_folder(journal->folder, &journal->before, err);
    if (journal->claim < 0)
        return false;
    /* A journal may be replayed from where it is: the old one keeps its octets. */
    (void)unlinkat(journal->claim, "journal", 0);
    journal->log = open_in(journal, "journal", err);
    journal->inputs[0] = journal->log < 0 ? NULL : map_input(journal, 0, err);
    buf_printf(&journal->lines, TITLE "%s\n# ", plan->inputs);
    quote_encode(&journal->lines,
                 octets_slice(octets_of(plan->title), 0, LINE_OCTETS / 2));
    buf_add_octet(&journal->lines, '\n');
    return journal->inputs[0] != NULL;
}

static void flush(struct journal *journal)
{
    if (journal->lines.len > 0 && !write_all(journal->log, buf_view(&journal->lines)))
        fail(journal, "journal");
    buf_clear(&journal->lines);
}

void journal_close(struct journal *journal)
{
    if (journal->log >= 0) {
        flush(journal);
        (void)close(journal->log);
    }
    for (size_t place = 0; place < JOURNAL_SENDING; place++)
        if (journal->inputs[place])
            (void)munmap(journal->inputs[place], INPUT_OCTETS);
    buf_fini(&journal->lines);
    if (journal->read)
        (void)fclose(journal->read);
    if (journal->claim >= 0)
        (void)close(journal->claim);
    *journal = (struct journal){
        .log = -1, .claim = -1, .failed = journal->failed, .err = journal->err};
}

bool journal_is_one(const char *path)
{
    char line[LINE_OCTETS] = "";
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    const bool is_one =
        fgets(line, sizeof line, file) && strncmp(line, MAGIC, sizeof MAGIC - 1) == 0;
    (void)fclose(file);
    return is_one;
}

void journal_recipe(struct journal *journal, const struct recipe *recipe)
{
    const size_t numbers = FORMS[recipe->kind].numbers;
    buf_printf(&journal->lines, "%c ", FORMS[recipe->kind].letter);
    if (numbers > 1)
        buf_printf(&journal->lines, "%zu ", recipe->parent);
    if (numbers > 2)
        buf_printf(&journal->lines, "%zu ", recipe->other);
    buf_printf(&journal->lines, "%" PRIu64 "\n", recipe->seed);
    if (journal->lines.len > LINES_OCTETS - LINE_OCTETS)
        flush(journal);
}

void journal_input(struct journal *journal, size_t place, struct octets input)
{
    struct err err;
    flush(journal);
    if (!journal->inputs[place])
        journal->inputs[place] = map_input(journal, place, &err);
    if (!journal->inputs[place] || input.len + END_MARK.len > INPUT_OCTETS)
        return;
    if (input.len > 0)
        memcpy(journal->inputs[place], input.ptr, input.len);
    memcpy(journal->inputs[place] + input.len, END_MARK.ptr, END_MARK.len);
}

void journal_keep(struct journal *journal, size_t index, struct octets input)
{
    char name[64];
    snprintf(name, sizeof name, "corpus/%06zu.capture", index);
    journal_write(journal, name, input);
}

static bool read_recipe(const char *line, struct recipe *recipe)
{
    uint64_t numbers[3] = {0, 0, 0};
    struct octets rest = octets_trim(octets_of(line[0] ? line + 1 : line));
    size_t count = 0;
    while (count < 3 && rest.len > 0) {
        const size_t space = octets_find(rest, OCTETS(" "));
        const size_t len = space < rest.len ? space : rest.len;
        if (!octets_to_u64(octets_slice(rest, 0, len), &numbers[count++]))
            return false;
        rest = octets_slice(rest, len < rest.len ? len + 1 : len, rest.len);
    }
    for (int kind = RECIPE_GENERATE; kind < RECIPE_END; kind++)
        if (line[0] == FORMS[kind].letter && count == FORMS[kind].numbers) {
            *recipe = (struct recipe){.kind = (enum recipe_kind)kind,
                                      .seed = numbers[count - 1],
                                      .parent = count > 1 ? (size_t)numbers[0] : 0,
                                      .other = count > 2 ? (size_t)numbers[1] : 0};
            return true;
        }
    return false;
}

/* The last line may have been cut off. */
void journal_next(struct journal *journal, struct recipe *recipe)
{
    char line[LINE_OCTETS];
    while (fgets(line, sizeof line, journal->read)) {
        const size_t len = strlen(line);
        const bool whole = len > 0 && line[len - 1] == '\n';
        journal->line++;
        if (!whole || line[0] == '#')
            continue;
        line[len - 1] = '\0';
        if (read_recipe(line, recipe))
            return;
        journal->failed = true;
        err_set(&journal->err,
                "line %u of the journal: expected g, m, x or k and its "
                "numbers, found '%.60s'",
                journal->line, line);
        break;
    }
    recipe->kind = RECIPE_END;
}

void journal_write(struct journal *journal, const char *name, struct octets octets)
{
    struct err err;
    const int fd = open_in(journal, name, &err);
    if (fd < 0 || !write_all(fd, octets))
        fail(journal, name);
    if (fd >= 0 && close(fd) < 0)
        fail(journal, name);
}
