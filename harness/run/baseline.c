/* SPDX-License-Identifier: MIT */
/* Lines of words, the last of them prose. */
#include "run/baseline.h"

#include "base/disk.h"
#include "case/role.h"
#include "report/clean.h"

#include <string.h>

enum { MAX_OCTETS = 1 << 24, MAX_WORD = 512, DATE_LEN = 10 };

/* One line being read. */
struct line {
    const char *path;
    struct octets left;
    int number, column;
};

static bool mistake(const struct line *line, struct err *err, const char *expected)
{
    return err_set(err, "%s:%d:%d: expected %s", line->path, line->number, line->column,
                   expected);
}

/* ---------------------------------------------------------------- words */

static void skip_spaces(struct line *line)
{
    while (line->left.len > 0 &&
           (line->left.ptr[0] == ' ' || line->left.ptr[0] == '\t')) {
        line->left = octets_slice(line->left, 1, line->left.len);
        line->column++;
    }
}

/* The next word, without its spaces; empty at the end of the line. */
static struct octets next_word(struct line *line)
{
    size_t len = 0;
    skip_spaces(line);
    while (len < line->left.len && line->left.ptr[len] != ' ' &&
           line->left.ptr[len] != '\t')
        len++;
    return octets_slice(line->left, 0, len);
}

static void use(struct line *line, struct octets word)
{
    line->left = octets_slice(line->left, word.len, line->left.len);
    line->column += (int)word.len;
}

static bool read_kind(struct octets word, enum outcome_kind *kind)
{
    static const enum outcome_kind KNOWN[] = {OUTCOME_FAIL, OUTCOME_WARN,
                                              OUTCOME_ERROR};
    for (size_t at = 0; at < sizeof KNOWN / sizeof KNOWN[0]; at++)
        if (octets_equal(word, octets_of(outcome_name(KNOWN[at])))) {
            *kind = KNOWN[at];
            return true;
        }
    return false;
}

static bool read_role(struct octets word, enum role *role)
{
    for (unsigned at = 0; at < ROLE_COUNT; at++)
        if (octets_equal(word, octets_of(role_name((enum role)at)))) {
            *role = (enum role)at;
            return true;
        }
    return false;
}

/* until=YYYY-MM-DD is the last day on which the entry holds. */
static bool check_until(struct line *line, const char *today, struct err *err)
{
    const struct octets word = next_word(line);
    if (!octets_starts_with(word, OCTETS("until=")))
        return true;
    const struct octets date = octets_slice(word, 6, word.len);
    bool good = date.len == DATE_LEN;
    for (size_t at = 0; at < date.len && good; at++)
        good = at == 4 || at == 7 ? date.ptr[at] == '-'
                                  : date.ptr[at] >= '0' && date.ptr[at] <= '9';
    if (!good)
        return mistake(line, err, "a day, as in until=2027-01-31");
    if (memcmp(date.ptr, today, DATE_LEN) < 0)
        return mistake(line, err,
                       "a day that has not passed: the entry has expired; look "
                       "whether it still fails, and why");
    use(line, word);
    return true;
}

/* ---------------------------------------------------------------- entries */

static bool read_entry(struct baseline *baseline, struct line *line,
                       const struct catalogue *catalogue, const char *today,
                       struct baseline_entry *entry, struct err *err)
{
    struct octets word = next_word(line);
    entry->target = arena_text(&baseline->arena, word);
    use(line, word);
    word = next_word(line);
    if (!read_role(word, &entry->role))
        return mistake(line, err, "a role: server, client, gateway or proxy");
    use(line, word);
    word = next_word(line);
    entry->test = arena_text(&baseline->arena, word);
    if (!catalogue_find(catalogue, entry->test))
        return mistake(line, err, "the id of a case; interim cases list names them");
    use(line, word);
    word = next_word(line);
    if (!read_kind(word, &entry->kind))
        return mistake(line, err, "FAIL, WARN or ERROR");
    use(line, word);
    if (!check_until(line, today, err))
        return false;
    skip_spaces(line);
    if (line->left.len == 0)
        return mistake(line, err, "the reason");
    entry->reason = arena_text(&baseline->arena, line->left);
    return true;
}

static bool is_there(const struct baseline *baseline,
                     const struct baseline_entry *entry)
{
    for (size_t at = 0; at < baseline->count; at++)
        if (baseline->entries[at].role == entry->role &&
            strcmp(baseline->entries[at].target, entry->target) == 0 &&
            strcmp(baseline->entries[at].test, entry->test) == 0)
            return true;
    return false;
}

static bool read_lines(struct baseline *baseline, const char *path, struct octets text,
                       const struct catalogue *catalogue, const char *today,
                       struct err *err)
{
    for (int number = 1; text.len > 0; number++) {
        size_t end = octets_find(text, OCTETS("\n"));
        if (end == SIZE_MAX)
            end = text.len;
        struct line line = {path, octets_slice(text, 0, end), number, 1};
        text = octets_slice(text, end < text.len ? end + 1 : end, text.len);
        if (line.left.len > 0 && line.left.ptr[line.left.len - 1] == '\r')
            line.left.len--;
        skip_spaces(&line);
        if (line.left.len == 0 || line.left.ptr[0] == '#')
            continue;
        struct baseline_entry *const entry = &baseline->entries[baseline->count];
        if (!read_entry(baseline, &line, catalogue, today, entry, err))
            return false;
        line.column = 1;
        if (is_there(baseline, entry))
            return mistake(&line, err, "each case of a target once: this one is there");
        baseline->count++;
    }
    return true;
}

bool baseline_load(struct baseline *baseline, const char *path,
                   const struct catalogue *catalogue, const char *today,
                   struct err *err)
{
    struct buf text;
    size_t lines = 1;
    *baseline = (struct baseline){.count = 0};
    arena_init(&baseline->arena);
    buf_init(&text, MAX_OCTETS);
    bool good = disk_read(&text, path, err);
    for (size_t at = 0; at < text.len; at++)
        lines += text.ptr[at] == '\n';
    baseline->entries = ARENA_ARRAY(&baseline->arena, struct baseline_entry, lines);
    good = good && read_lines(baseline, path, buf_view(&text), catalogue, today, err);
    buf_fini(&text);
    return good;
}

void baseline_fini(struct baseline *baseline)
{
    arena_fini(&baseline->arena);
}

/* ---------------------------------------------------------------- use */

static bool speaks_of(const struct baseline_entry *entry, const char *target,
                      const struct outcome *outcome)
{
    return entry->role == outcome->role &&
           (strcmp(entry->target, "*") == 0 || strcmp(entry->target, target) == 0) &&
           strcmp(entry->test, outcome->test->id) == 0;
}

void baseline_mark(const struct baseline *baseline, const char *target,
                   struct outcome *outcome)
{
    for (size_t at = 0; at < baseline->count; at++) {
        const struct baseline_entry *const entry = &baseline->entries[at];
        if (!speaks_of(entry, target, outcome) || outcome->kind == OUTCOME_SKIP ||
            outcome_worse(outcome->kind, entry->kind))
            continue;
        const bool bad = outcome->kind == entry->kind;
        if (bad && outcome->standing == STANDING_FLAKY)
            return; /* more is known of it than the baseline says */
        outcome->standing = bad ? STANDING_XFAIL : STANDING_XPASS;
        outcome->known = arena_text(&outcome->arena, octets_of(entry->reason));
        return;
    }
}

void baseline_head(struct buf *out)
{
    buf_add_text(out, "# What is known to fail: TARGET ROLE CASE OUTCOME "
                      "[until=YYYY-MM-DD] REASON\n"
                      "# TARGET * is any. Say why it may stay, and until when.\n");
}

/* The name of a target that has one; an address or a command line, which differ from
 * one machine to the next, are any target. */
static const char *name_of(const char *target)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._@+";
    return target[0] && target[strspn(target, LETTERS)] == '\0' ? target : "*";
}

void baseline_add(struct buf *out, const struct report_run *run)
{
    for (size_t at = 0; at < run->outcome_count; at++) {
        const struct outcome *const outcome = run->outcomes[at];
        if (outcome->kind != OUTCOME_FAIL && outcome->kind != OUTCOME_ERROR &&
            !(run->strict && outcome->kind == OUTCOME_WARN))
            continue;
        clean_text(out, name_of(run->target));
        buf_printf(out, " %s %s %s ", role_name(run->role), outcome->test->id,
                   outcome_name(outcome->kind));
        clean_text(out, outcome->known[0]    ? outcome->known
                        : outcome->reason[0] ? outcome->reason
                                             : "no reason given");
        buf_add_octet(out, '\n');
    }
}
