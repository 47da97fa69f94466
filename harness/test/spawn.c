/* SPDX-License-Identifier: MIT */
/* posix_spawn(3), two pipes or a pipe and a terminal, and a deadline. */
#define _XOPEN_SOURCE 700 /* posix_openpt */

#include "test/spawn.h"
#include "test/tree.h"

#include "base/clock.h"
#include "base/ensure.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

extern char **environ;

enum {
    LOOK_MS = 10000,
    SH_PATIENCE_MS = 300000,
    MAX_ARGUMENTS = 32,
    OUTPUT_MAX_OCTETS = 1 << 22
};

static void make_pipe(int ends[2])
{
    ENSURE(pipe(ends) == 0);
    for (int at = 0; at < 2; at++)
        ENSURE(fcntl(ends[at], F_SETFD, FD_CLOEXEC) == 0);
}

static void direct_stdout(posix_spawn_file_actions_t *actions, enum spawn_stdout how,
                          int writing_end)
{
    if (how == SPAWN_FULL)
        posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/full", O_WRONLY,
                                         0);
    else if (how == SPAWN_CLOSED)
        posix_spawn_file_actions_addclose(actions, STDOUT_FILENO);
    else
        posix_spawn_file_actions_adddup2(actions, writing_end, STDOUT_FILENO);
}

/* Starts it; the ends that are its own are closed here. program NULL: ours. */
static void start(struct spawn *spawn, const char *program, const char *const *words,
                  enum spawn_stdout how, const int out[2], const int err[2])
{
    const char *argv[MAX_ARGUMENTS] = {program ? program : INTERIM_BUILD "/interim"};
    char *copy[MAX_ARGUMENTS];
    posix_spawn_file_actions_t actions;
    *spawn = (struct spawn){.status = -1};
    buf_init(&spawn->out, OUTPUT_MAX_OCTETS);
    buf_init(&spawn->err, OUTPUT_MAX_OCTETS);
    for (size_t at = 0; words[at]; at++) {
        ENSURE(at + 2 < MAX_ARGUMENTS);
        argv[at + 1] = words[at];
    }
    memcpy(copy, argv, sizeof copy); /* posix_spawn does not write to them */
    posix_spawn_file_actions_init(&actions);
    direct_stdout(&actions, how, out[1]);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    ENSURE(posix_spawnp(&spawn->pid, argv[0], &actions, NULL, copy, environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    spawn->out_fd = how == SPAWN_BROKEN ? -1 : out[0];
    spawn->err_fd = err[0];
}

void spawn_program(struct spawn *spawn, const char *const *words)
{
    int out[2];
    int err[2];
    make_pipe(out);
    make_pipe(err);
    start(spawn, words[0], words + 1, SPAWN_READ, out, err);
}

bool spawn_has_program(const char *program)
{
    const char *const look[] = {"sh", "-c", "command -v \"$0\"", program, NULL};
    struct spawn spawn;
    spawn_program(&spawn, look);
    spawn_wait(&spawn, LOOK_MS);
    spawn_fini(&spawn);
    return spawn.status == 0;
}

void spawn_start(struct spawn *spawn, const char *const *arguments,
                 enum spawn_stdout how)
{
    int out[2];
    int err[2];
    make_pipe(out);
    make_pipe(err);
    if (how == SPAWN_BROKEN)
        close(out[0]);
    start(spawn, NULL, arguments, how, out, err);
}

void spawn_start_on_terminal(struct spawn *spawn, const char *const *arguments)
{
    const struct winsize size = {.ws_row = 24, .ws_col = SPAWN_COLUMNS};
    int out[2];
    int err[2] = {posix_openpt(O_RDWR | O_NOCTTY), -1};
    make_pipe(out);
    ENSURE(err[0] >= 0 && grantpt(err[0]) == 0 && unlockpt(err[0]) == 0);
    ENSURE(fcntl(err[0], F_SETFD, FD_CLOEXEC) == 0);
    err[1] = open(ptsname(err[0]), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ENSURE(err[1] >= 0 && ioctl(err[1], TIOCSWINSZ, &size) == 0);
    start(spawn, NULL, arguments, SPAWN_READ, out, err);
}

/* Reads what is there; closes a descriptor at its end. */
static void read_one(int *fd, struct buf *into)
{
    unsigned char octets[4096];
    const ssize_t got = read(*fd, octets, sizeof octets);
    if (got > 0) {
        buf_add(into, (struct octets){octets, (size_t)got});
        return;
    }
    close(*fd);
    *fd = -1;
}

/* Waits for some output; false where both ends are closed, or time is up. */
static bool read_some(struct spawn *spawn, int64_t deadline_ns)
{
    struct pollfd waits[2] = {{.fd = spawn->out_fd, .events = POLLIN},
                              {.fd = spawn->err_fd, .events = POLLIN}};
    if (spawn->out_fd < 0 && spawn->err_fd < 0)
        return false;
    if (poll(waits, 2, clock_left_ms(deadline_ns)) <= 0)
        return false;
    if (waits[0].revents)
        read_one(&spawn->out_fd, &spawn->out);
    if (waits[1].revents)
        read_one(&spawn->err_fd, &spawn->err);
    return true;
}

bool spawn_wait_for(struct spawn *spawn, const char *text, int timeout_ms)
{
    const int64_t deadline_ns = clock_deadline_ns(timeout_ms);
    while (octets_find(buf_view(&spawn->out), octets_of(text)) == SIZE_MAX)
        if (!read_some(spawn, deadline_ns))
            return false;
    return true;
}

void spawn_wait(struct spawn *spawn, int timeout_ms)
{
    const int64_t deadline_ns = clock_deadline_ns(timeout_ms);
    int status = 0;
    while (read_some(spawn, deadline_ns)) {
    }
    const bool late = clock_left_ms(deadline_ns) == 0;
    if (late)
        kill(spawn->pid, SIGKILL);
    ENSURE(waitpid(spawn->pid, &status, 0) == spawn->pid);
    spawn->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (late)
        fail_msg("it took more than %d ms; it had said: %s%s", timeout_ms,
                 buf_text(&spawn->out), buf_text(&spawn->err));
}

void spawn_fini(struct spawn *spawn)
{
    if (spawn->out_fd >= 0)
        close(spawn->out_fd);
    if (spawn->err_fd >= 0)
        close(spawn->err_fd);
    buf_fini(&spawn->out);
    buf_fini(&spawn->err);
}

bool spawn_is_clear(struct octets text)
{
    size_t lines = 0;
    while (text.len > 0) {
        const size_t end = octets_find(text, OCTETS("\n"));
        if (!octets_starts_with(text, OCTETS("interim")) || end == SIZE_MAX)
            return false;
        text = octets_slice(text, end + 1, text.len);
        lines++;
    }
    return lines >= 1 && lines <= 3;
}

void spawn_sh(const char *line, const char *expected)
{
    const char *const words[] = {"sh", "-c", line, NULL};
    struct spawn spawn;
    spawn_program(&spawn, words);
    spawn_wait(&spawn, SH_PATIENCE_MS);
    if (spawn.status != 0 || strcmp(buf_text(&spawn.out), expected) != 0 ||
        spawn.err.len > 0)
        fail_msg("%s: status %d\nexpected %s\nfound %s%s", line, spawn.status, expected,
                 buf_text(&spawn.out), buf_text(&spawn.err));
    spawn_fini(&spawn);
}
