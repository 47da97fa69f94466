/* SPDX-License-Identifier: MIT */
/* A non-blocking pipe; a full one wakes as well as one more octet would. */
#include "play/wake.h"

#include "base/ensure.h"

#include <fcntl.h>
#include <unistd.h>

void wake_open(struct wake *wake)
{
    ENSURE(pipe(wake->fds) == 0);
    for (int at = 0; at < 2; at++) {
        ENSURE(fcntl(wake->fds[at], F_SETFL, O_NONBLOCK) == 0);
        ENSURE(fcntl(wake->fds[at], F_SETFD, FD_CLOEXEC) == 0);
    }
}

void wake_close(struct wake *wake)
{
    (void)close(wake->fds[0]);
    (void)close(wake->fds[1]);
}

int wake_fd(const struct wake *wake)
{
    return wake->fds[0];
}

void wake_up(struct wake *wake)
{
    const ssize_t written = write(wake->fds[1], "", 1);
    (void)written;
}

void wake_clear(struct wake *wake)
{
    char waste[64];
    ssize_t got;
    do {
        got = read(wake->fds[0], waste, sizeof waste);
    } while (got == (ssize_t)sizeof waste);
}
