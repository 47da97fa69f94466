/* SPDX-License-Identifier: MIT */
/* Commands by the shell, and the tail of a log. */
#include "run/around.h"

#include "base/clock.h"
#include "base/quote.h"
#include "play/process.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    READ_MAX = 1 << 20, /* of a log, at most, in one case */
    WORDS_MAX = 256,    /* octets of what a command said last */
    VALUE_MAX = 1024,   /* octets of a variable */
    LOOK_MS = 5,
    PARTS = 64,             /* read in a row, before time is looked at again */
    BEFORE_REPORT = 1 << 10 /* octets kept in front of a sanitizer's report */
};

/* ------------------------------------------------------------ commands */

/* What it prints is kept short: the last of it. -1 where that has ended, else fd. */
static int drain(int fd, struct buf *said)
{
    unsigned char part[1024];
    for (int count = 0; fd >= 0 && count < PARTS; count++) {
        const ssize_t got = read(fd, part, sizeof part);
        if (got <= 0)
            return got == 0 ? -1 : fd;
        const struct octets octets = {part, (size_t)got};
        if (said->len + octets.len > said->max)
            buf_drop(said, said->len + octets.len - said->max);
        buf_add(said, octets);
    }
    return fd;
}

static bool is_raised(const volatile int *interrupt)
{
    return interrupt && *interrupt != 0;
}

/* Runs it to its end, its time limit or an interrupt; false, with what to say of it in
 * words. */
static bool run_words(const char *const *argv, int64_t limit_ms,
                      const volatile int *interrupt, struct buf *said, int *status)
{
    const int64_t deadline_ns = clock_deadline_ns(limit_ms);
    struct process process;
    struct err err;
    if (!process_start(&process, argv, false, &err)) {
        buf_add_text(said, err.text);
        return false;
    }
    struct pollfd waits[] = {{.fd = process.out, .events = POLLIN},
                             {.fd = process.err, .events = POLLIN}};
    while (!process_has_ended(&process) && clock_left_ms(deadline_ns) > 0 &&
           !is_raised(interrupt)) {
        (void)poll(waits, 2, LOOK_MS);
        waits[0].fd = drain(waits[0].fd, said);
        waits[1].fd = drain(waits[1].fd, said);
    }
    const bool ended = process.pid == 0;
    (void)drain(waits[0].fd, said);
    (void)drain(waits[1].fd, said);
    process_end(&process, 0);
    *status = process.status;
    return ended;
}

/* NAME=value, shortened. */
static void set_variable(char *variable, const char *name, const char *value)
{
    snprintf(variable, VALUE_MAX, "%s=%s", name, value);
}

/* false, with a sentence in reason (of the outcome's arena), where it failed. */
static bool run_command(const struct around *around, const char *option,
                        const char *command, const struct outcome *outcome, bool over,
                        struct buf *reason)
{
    enum { VARIABLES = 5 };
    char variables[VARIABLES][VALUE_MAX];
    struct buf said;
    int status = 0;
    set_variable(variables[0], "INTERIM_CASE", outcome->test->id);
    set_variable(variables[1], "INTERIM_ROLE", role_name(outcome->role));
    set_variable(variables[2], "INTERIM_ROUND", over ? outcome->round : "");
    set_variable(variables[3], "INTERIM_OUTCOME", over ? outcome_word(outcome) : "");
    set_variable(variables[4], "INTERIM_REASON", over ? outcome->reason : "");
    const char *const argv[] = {"env",        variables[0], variables[1], variables[2],
                                variables[3], variables[4], "sh",         "-c",
                                command,      NULL};
    buf_init(&said, WORDS_MAX);
    /* What cleans up behind a case is let do so. */
    const bool ended =
        run_words(argv, (int64_t)(AROUND_COMMAND_MS * around->time_scale),
                  over ? NULL : around->interrupt, &said, &status);
    const bool good = ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!good) {
        buf_printf(reason, "--%s '%s' ", option, command);
        if (!ended)
            buf_add_text(reason, "did not end in time");
        else if (WIFEXITED(status))
            buf_printf(reason, "ended with status %d", WEXITSTATUS(status));
        else
            buf_printf(reason, "was ended by signal %d", WTERMSIG(status));
        if (said.len > 0) {
            buf_add_text(reason, ": ");
            quote_encode(reason, octets_trim(buf_view(&said)));
        }
    }
    buf_fini(&said);
    return good;
}

/* ------------------------------------------------------------ the log */

/* Octets of a log, and its number in its file system; 0 where there is none. */
static uint64_t size_of(const char *path, uint64_t *file)
{
    struct stat status;
    const bool there = path && stat(path, &status) == 0 && S_ISREG(status.st_mode);
    *file = there ? (uint64_t)status.st_ino : 0;
    return there ? (uint64_t)status.st_size : 0;
}

bool around_check_log(const char *path, struct err *err)
{
    struct stat status;
    if (!path || stat(path, &status) != 0 || S_ISREG(status.st_mode))
        return true;
    return err_set(err, "expected the path of a file, found '%s', which is %s", path,
                   S_ISDIR(status.st_mode) ? "a folder" : "none");
}

/* What was written since the case began, at most the last READ_MAX octets of it; in
 * *left_out how many were skipped. A log that was begun anew is read from its
 * beginning. */
static void read_log(const char *path, const struct around_case *now, struct buf *text,
                     uint64_t *left_out)
{
    uint64_t file;
    const uint64_t end = size_of(path, &file);
    uint64_t from = end < now->log_from || file != now->log_file ? 0 : now->log_from;
    *left_out = end - from > READ_MAX ? end - from - READ_MAX : 0;
    from += *left_out;
    const int fd = from < end ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    unsigned char part[1 << 14];
    while (from < end) {
        const size_t want =
            end - from < sizeof part ? (size_t)(end - from) : sizeof part;
        const ssize_t got = pread(fd, part, want, (off_t)from);
        if (got <= 0)
            break;
        buf_add(text, (struct octets){part, (size_t)got});
        from += (uint64_t)got;
    }
    close(fd);
}

/* Where a sanitizer's report begins; SIZE_MAX where there is none. */
static size_t find_report(struct octets text)
{
    static const char *const SIGNS[] = {"AddressSanitizer",
                                        "ThreadSanitizer",
                                        "MemorySanitizer",
                                        "LeakSanitizer",
                                        "UndefinedBehaviorSanitizer",
                                        ": runtime error: "};
    size_t first = SIZE_MAX;
    for (size_t row = 0; row < sizeof SIGNS / sizeof *SIGNS; row++) {
        const size_t found = octets_find(text, octets_of(SIGNS[row]));
        first = found < first ? found : first;
    }
    return first;
}

/* The beginning of the first whole line at or behind `at`. */
static size_t line_from(struct octets text, size_t at)
{
    if (at == 0)
        return 0;
    const size_t found =
        octets_find(octets_slice(text, at - 1, text.len), OCTETS("\n"));
    return found == SIZE_MAX ? at : at + found;
}

/* The part that is kept: from a report on, else the end. */
static struct octets choose(struct octets text, bool *has_report)
{
    const size_t report = find_report(text);
    *has_report = report != SIZE_MAX;
    if (*has_report)
        return octets_slice(
            text, line_from(text, report > BEFORE_REPORT ? report - BEFORE_REPORT : 0),
            AROUND_REPORT_OCTETS);
    const size_t skipped =
        text.len > AROUND_LOG_OCTETS ? text.len - AROUND_LOG_OCTETS : 0;
    return octets_slice(text, line_from(text, skipped), text.len);
}

/* Visible octets, a line a line. */
static void quote_lines(struct buf *out, struct octets text)
{
    while (text.len > 0) {
        const size_t end = octets_find(text, OCTETS("\n"));
        const struct octets line = octets_slice(text, 0, end);
        quote_encode(out, line.len > 0 && line.ptr[line.len - 1] == '\r'
                              ? octets_slice(line, 0, line.len - 1)
                              : line);
        text = octets_slice(text, end == SIZE_MAX ? text.len : end + 1, text.len);
        buf_add_octet(out, '\n');
    }
}

static bool is_plain_pass(const struct outcome *outcome)
{
    return outcome->standing == STANDING_PLAIN &&
           (outcome->kind == OUTCOME_PASS || outcome->kind == OUTCOME_INFO ||
            outcome->kind == OUTCOME_SKIP);
}

static void attach_log(struct around *around, const struct around_case *now,
                       struct outcome *outcome)
{
    struct buf text;
    struct buf quoted;
    uint64_t left_out = 0;
    bool has_report = false;
    buf_init(&text, READ_MAX);
    read_log(around->log, now, &text, &left_out);
    const struct octets kept = choose(buf_view(&text), &has_report);
    if (kept.len > 0 && (has_report || !is_plain_pass(outcome))) {
        struct outcome_log *const log = ARENA_NEW(&outcome->arena, struct outcome_log);
        buf_init(&quoted, 4 * (size_t)AROUND_REPORT_OCTETS + 2);
        quote_lines(&quoted, kept);
        log->text = arena_text(&outcome->arena, buf_view(&quoted));
        log->left_out = left_out + text.len - kept.len;
        log->beside = now->running + atomic_load(&around->begun) - now->begun;
        log->has_report = has_report;
        outcome->log = log;
        buf_fini(&quoted);
    }
    buf_fini(&text);
}

/* ------------------------------------------------------------ a case */

bool around_begin(struct around *around, const struct test_case *test, enum role role,
                  struct around_case *now, struct outcome *outcome)
{
    struct buf reason;
    bool good = true;
    outcome_init(outcome, test, role);
    now->running = atomic_fetch_add(&around->running, 1);
    buf_init(&reason, VALUE_MAX);
    if (around->before)
        good =
            run_command(around, "before-case", around->before, outcome, false, &reason);
    if (good) {
        outcome_fini(outcome);
    } else {
        outcome->kind = OUTCOME_ERROR;
        outcome->reason = arena_text(&outcome->arena, buf_view(&reason));
    }
    buf_fini(&reason);
    now->log_from = size_of(around->log, &now->log_file);
    now->begun = atomic_fetch_add(&around->begun, 1) + 1;
    return good;
}

void around_end(struct around *around, const struct around_case *now,
                struct outcome *outcome)
{
    struct buf reason;
    if (around->log && around->log[0])
        attach_log(around, now, outcome);
    atomic_fetch_sub(&around->running, 1);
    buf_init(&reason, VALUE_MAX);
    if (around->after &&
        !run_command(around, "after-case", around->after, outcome, true, &reason) &&
        outcome_worse(OUTCOME_WARN, outcome->kind)) { /* no failure is hidden */
        outcome->kind = OUTCOME_ERROR;
        outcome->reason = arena_text(&outcome->arena, buf_view(&reason));
    }
    buf_fini(&reason);
}
