/* SPDX-License-Identifier: MIT */
/* posix_spawnp(3) with a process group, so that what a command starts goes with it. */
#include "play/process.h"

#include "base/clock.h"
#include "base/ensure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { LOOK_AGAIN_MS = 2, PATH_OCTETS = 4096 };

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static bool set_flags(int fd, bool blocking)
{
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
           (blocking || fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
}

/* Ours is fds[0], the child's fds[1]. */
static bool open_pair(int fds[2], bool is_input)
{
    int pair[2];
    if (is_input) {
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
            return false;
    } else {
        if (pipe(pair) != 0)
            return false;
        fds[0] = pair[0];
        fds[1] = pair[1];
    }
    return set_flags(fds[0], false) && set_flags(fds[1], true);
}

static int spawn(struct process *process, const char *const *argv, const int child[3])
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    ENSURE(posix_spawn_file_actions_init(&actions) == 0);
    ENSURE(posix_spawnattr_init(&attributes) == 0);
    if (child[0] < 0)
        (void)posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    for (int fd = 0; fd < 3; fd++)
        if (child[fd] >= 0)
            (void)posix_spawn_file_actions_adddup2(&actions, child[fd], fd);
    (void)sigemptyset(&signals);
    (void)posix_spawnattr_setsigmask(&attributes, &signals);
    (void)sigaddset(&signals, SIGPIPE);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)posix_spawnattr_setsigdefault(&attributes, &signals);
    (void)posix_spawnattr_setpgroup(&attributes, 0);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
                                                    POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETSIGMASK);
    char *words[256]; /* posix_spawn takes them without const, and leaves them alone */
    size_t count = 0;
    for (; argv[count] && count + 1 < sizeof words / sizeof words[0]; count++)
        memcpy(&words[count], &argv[count], sizeof words[count]);
    words[count] = NULL;
    ENSURE(count > 0);
    const int failure =
        posix_spawnp(&process->pid, words[0], &actions, &attributes, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

bool process_start(struct process *process, const char *const *argv, bool with_input,
                   struct err *err)
{
    int in[2] = {-1, -1};
    int out[2] = {-1, -1};
    int errors[2] = {-1, -1};
    int failure = 0;
    *process = (struct process){.in = -1, .out = -1, .err = -1};
    if ((with_input && !open_pair(in, true)) || !open_pair(out, false) ||
        !open_pair(errors, false))
        failure = errno;
    const int child[3] = {in[1], out[1], errors[1]};
    if (failure == 0)
        failure = spawn(process, argv, child);
    close_fd(&in[1]);
    close_fd(&out[1]);
    close_fd(&errors[1]);
    process->in = in[0];
    process->out = out[0];
    process->err = errors[0];
    if (failure == 0)
        return true;
    process->pid = 0;
    process_end(process, 0);
    errno = failure;
    return err_set_errno(err, "cannot run '%s'", argv[0]);
}

bool process_has_ended(struct process *process)
{
    if (process->pid == 0)
        return true;
    const pid_t ended = waitpid(process->pid, &process->status, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR))
        return false;
    process->pid = 0;
    return true;
}

void process_end(struct process *process, int64_t deadline_ns)
{
    close_fd(&process->in);
    while (!process_has_ended(process) && clock_left_ms(deadline_ns) > 0)
        (void)poll(NULL, 0, LOOK_AGAIN_MS);
    if (process->pid != 0) {
        (void)kill(-process->pid, SIGKILL);
        pid_t ended;
        do {
            ended = waitpid(process->pid, &process->status, 0);
        } while (ended < 0 && errno == EINTR);
        process->pid = 0;
    }
    close_fd(&process->out);
    close_fd(&process->err);
}

static bool is_executable(const char *path, size_t path_len, const char *program)
{
    char full[PATH_OCTETS];
    const struct octets name = octets_of(program);
    if (path_len + name.len + 2 > sizeof full)
        return false;
    if (path_len > 0) {
        memcpy(full, path, path_len);
        full[path_len++] = '/';
    }
    memcpy(full + path_len, program, name.len + 1);
    return access(full, X_OK) == 0;
}

bool process_check(const char *program, struct err *err)
{
    const char *path = getenv("PATH");
    if (octets_find(octets_of(program), OCTETS("/")) != SIZE_MAX || !path) {
        if (is_executable("", 0, program))
            return true;
        return err_set_errno(err, "cannot run '%s'", program);
    }
    for (const char *at = path;;) {
        const char *colon = strchr(at, ':');
        const size_t len = colon ? (size_t)(colon - at) : octets_of(at).len;
        if (is_executable(at, len, program))
            return true;
        if (!colon)
            break;
        at = colon + 1;
    }
    return err_set(err, "command not found: '%s'", program);
}
