/* SPDX-License-Identifier: MIT */
/* Threads for a target within, one a connection or request. */
#include "salvo/inside.h"

#include "base/clock.h"
#include "base/ensure.h"

#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SETTLE_MS = 5 };

struct task {
    struct inside *inside;
    int fd;
};

int inside_door(struct inside *inside)
{
    return inside->door_next < inside->door_count ? inside->doors[inside->door_next++]
                                                  : -1;
}

void inside_settle(int fd)
{
    const int64_t deadline_ns = clock_deadline_ns(SETTLE_MS);
    int left;
    while (ioctl(fd, TIOCOUTQ, &left) == 0 && left > 0 && clock_now_ns() < deadline_ns)
        (void)sched_yield();
}

static void *serve(void *user)
{
    struct task *task = user;
    struct inside *inside = task->inside;
    inside->serve(inside, task->fd);
    free(task);
    ENSURE(write(inside->left[1], "", 1) == 1);
    return NULL;
}

static void start(struct inside *inside, void *(*run)(void *), void *user)
{
    if (inside->left[0] == inside->left[1])
        ENSURE(pipe(inside->left) == 0);
    ENSURE(pthread_create(&inside->threads[inside->thread_count++], NULL, run, user) ==
           0);
}

int inside_connect(struct inside *inside)
{
    int pair[2];
    if (inside->thread_count == INSIDE_THREADS)
        inside_join(inside);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return -1;
    struct task *task = malloc(sizeof *task);
    ENSURE(task);
    *task = (struct task){inside, pair[1]};
    start(inside, serve, task);
    return pair[0];
}

/* The next octet of a pipe that a thread writes to when it ends. */
static void await_octet(struct inside *inside, int fd)
{
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    char octet;
    if (poll(&entry, 1, INSIDE_PATIENCE_MS) != 1) {
        inside->stuck(inside);
        abort();
    }
    ENSURE(read(fd, &octet, 1) == 1);
}

void inside_join(struct inside *inside)
{
    for (size_t at = 0; at < inside->thread_count; at++)
        await_octet(inside, inside->left[0]);
    while (inside->thread_count > 0)
        ENSURE(pthread_join(inside->threads[--inside->thread_count], NULL) == 0);
}

static void *get(void *user)
{
    struct inside *inside = user;
    inside->get(inside, inside->url, inside->fresh, &inside->answer);
    ENSURE(write(inside->done[1], "", 1) == 1);
    ENSURE(write(inside->left[1], "", 1) == 1);
    return NULL;
}

void inside_begin(struct inside *inside, const char *url, bool fresh)
{
    if (inside->done[0] == inside->done[1])
        ENSURE(pipe(inside->done) == 0);
    snprintf(inside->url, sizeof inside->url, "%s", url);
    inside->fresh = fresh;
    inside->answer = (struct inside_answer){.failed = true};
    start(inside, get, inside);
}

void inside_end(struct inside *inside)
{
    char octet;
    ENSURE(read(inside->done[0], &octet, 1) == 1);
    inside_join(inside);
}

void inside_give_up(struct inside *inside)
{
    await_octet(inside, inside->done[0]);
    inside_join(inside);
}
