/* SPDX-License-Identifier: MIT */
/* Launching: fork, exec, and an end for the whole process group.
 *
 * The child tells of a failed exec through a pipe that a successful one closes, so that
 * launch_start knows which it was. Between fork and exec only async-signal-safe calls
 * are made, because other threads may hold locks. */
#include "target/launch.h"

#include "base/clock.h"
#include "base/octets.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* Between two looks at a process that is to end; there is no portable event for it. */
enum { LOOK_MS = 5 };

static void default_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigemptyset(&standard.sa_mask);
    static const int SIGNALS[] = {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE, SIGCHLD};
    for (size_t row = 0; row < sizeof SIGNALS / sizeof *SIGNALS; row++)
        sigaction(SIGNALS[row], &standard, NULL);
}

static bool use_as(int fd, int standard)
{
    if (fd < 0 || dup2(fd, standard) < 0)
        return false;
    if (fd != standard)
        close(fd);
    return true;
}

/* In the child. Never returns. */
static ATTR_NORETURN void become(const struct launch_plan *plan, int output, int report)
{
    char *const *argv = NULL; /* exec's type lacks a const that C cannot take away */
    memcpy(&argv, &plan->argv, sizeof argv);
    setpgid(0, 0);
    default_signals();
#ifdef __linux__
    if (plan->tied)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
    if (use_as(open("/dev/null", O_RDONLY), STDIN_FILENO) &&
        dup2(output, STDERR_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
        execv(plan->argv[0], argv);
    const int reason = errno;
    (void)!write(report, &reason, sizeof reason);
    _exit(127);
}

static bool close_on_exec_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

/* Forks with output as both outputs; waits until the exec is done. */
static bool launch_with(struct launch *launch, const struct launch_plan *plan,
                        int output, struct err *err)
{
    int report[2];
    if (!close_on_exec_pipe(report))
        return err_set_errno(err, "no pipe for %s", plan->argv[0]);
    const pid_t pid = fork();
    if (pid == 0)
        become(plan, output, report[1]);
    const int fork_errno = errno;
    close(report[1]);
    if (pid < 0) {
        close(report[0]);
        errno = fork_errno;
        return err_set_errno(err, "%s cannot be started", plan->argv[0]);
    }
    setpgid(pid, pid);
    int reason = 0;
    ssize_t got = 0;
    do
        got = read(report[0], &reason, sizeof reason);
    while (got < 0 && errno == EINTR);
    close(report[0]);
    if (got > 0) {
        waitpid(pid, NULL, 0);
        errno = reason;
        return err_set_errno(err, "%s cannot be started", plan->argv[0]);
    }
    launch->pid = pid;
    return true;
}

bool launch_start(struct launch *launch, const struct launch_plan *plan,
                  struct err *err)
{
    launch->pid = 0;
    const int log =
        open(plan->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (log < 0)
        return err_set_errno(err, "%s cannot be written", plan->log);
    const bool started = launch_with(launch, plan, log, err);
    close(log);
    return started;
}

bool launch_alive(struct launch *launch)
{
    if (launch->pid > 0 && waitpid(launch->pid, NULL, WNOHANG) != 0) {
        kill(-launch->pid, SIGKILL); /* what it left behind */
        launch->pid = 0;
    }
    return launch->pid > 0;
}

void launch_stop(struct launch *launch, int grace_ms)
{
    if (!launch_alive(launch))
        return;
    kill(-launch->pid, SIGTERM);
    const int64_t deadline_ns = clock_deadline_ns(grace_ms);
    while (launch_alive(launch) && clock_left_ms(deadline_ns) > 0)
        poll(NULL, 0, LOOK_MS);
    if (launch->pid > 0) {
        kill(-launch->pid, SIGKILL);
        waitpid(launch->pid, NULL, 0);
        launch->pid = 0;
    }
}

/* Reads until the end of fd, or the deadline. */
static void read_all(int fd, int64_t deadline_ns, struct buf *output)
{
    unsigned char part[1024];
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    while (poll(&wait, 1, clock_left_ms(deadline_ns)) > 0) {
        const ssize_t got = read(fd, part, sizeof part);
        if (got <= 0 || !buf_add(output, (struct octets){part, (size_t)got}))
            return;
    }
}

bool launch_capture(const char *const *argv, int limit_ms, struct buf *output)
{
    int ends[2];
    if (!close_on_exec_pipe(ends))
        return false;
    struct launch launch = {0};
    const struct launch_plan plan = {.argv = argv, .tied = true};
    const bool started = launch_with(&launch, &plan, ends[1], NULL);
    close(ends[1]);
    if (started) {
        read_all(ends[0], clock_deadline_ns(limit_ms), output);
        launch_stop(&launch, 0);
    }
    close(ends[0]);
    return started;
}

/* true where folder/program can be run; out holds its path then. */
static bool found_in(struct octets folder, const char *program, char *out, size_t size)
{
    if (!folder.ptr || folder.len == 0)
        return false;
    const int written = snprintf(out, size, "%.*s/%s", (int)folder.len,
                                 (const char *)folder.ptr, program);
    return written > 0 && (size_t)written < size && access(out, X_OK) == 0;
}

bool launch_find(const char *program, char *out, size_t size)
{
    const char *path = getenv("PATH");
    const struct octets lists[] = {octets_of(path ? path : ""),
                                   OCTETS("/usr/local/sbin:/usr/sbin:/sbin")};
    for (size_t list = 0; list < sizeof lists / sizeof *lists; list++) {
        struct octets rest = lists[list];
        while (rest.len > 0) {
            size_t end = octets_find(rest, OCTETS(":"));
            if (end > rest.len)
                end = rest.len;
            if (found_in(octets_slice(rest, 0, end), program, out, size))
                return true;
            rest = octets_slice(rest, end + 1, rest.len);
        }
    }
    return false;
}
