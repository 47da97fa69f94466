/* SPDX-License-Identifier: MIT */
/* Threads for a target within, one for each connection or request; and whether they
 * sleep. */
#define _GNU_SOURCE 1 /* ppoll(2): a look more often than each millisecond */
#include "salvo/inside.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/octets.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SETTLE_MS = 5, SETTLE_LOOK = 64, LOOK_NS = 20000, LOOKS = 2, STAT_OCTETS = 128 };

int inside_door(struct inside *inside)
{
    return inside->door_next < inside->door_count ? inside->doors[inside->door_next++]
                                                  : -1;
}

/* Of /proc/self/task/ID/stat: "ID (NAME) S ...". */
static bool sleeps(int tasks, const char *id)
{
    char path[32];
    unsigned char octets[STAT_OCTETS];
    snprintf(path, sizeof path, "%.20s/stat", id);
    const int fd = openat(tasks, path, O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd < 0 ? 0 : read(fd, octets, sizeof octets);
    if (fd >= 0)
        (void)close(fd);
    if (got <= 0)
        return true; /* it has ended */
    const struct octets stat = {octets, (size_t)got};
    size_t at = stat.len;
    while (at > 0 && octets[at - 1] != ')')
        at--;
    const struct octets state = octets_slice(stat, at + 1, 1);
    return state.len == 1 && octets_find(OCTETS("SIXZ"), state) != SIZE_MAX;
}

/* We ourselves, who look, are awake; a thread that was woken counts as awake from then
 * on. */
static bool all_sleep(void)
{
    size_t awake = 0;
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks)
        return false;
    for (const struct dirent *entry; awake < 2 && (entry = readdir(tasks));)
        awake += entry->d_name[0] != '.' && !sleeps(dirfd(tasks), entry->d_name);
    (void)closedir(tasks);
    return awake == 1;
}

/* Twice, as octets may be on their way between two sockets of the target's own. */
static int poll_until_rest(struct inside *inside, struct pollfd *entries, nfds_t count,
                           int timeout_ms)
{
    const int64_t deadline_ns = clock_deadline_ns(timeout_ms);
    const struct timespec now = {0}, soon = {.tv_nsec = LOOK_NS};
    unsigned looks = 0;
    for (;;) {
        const int got = ppoll(entries, count, looks > 0 ? &now : &soon, NULL);
        if (got != 0)
            return got;
        looks = all_sleep() ? looks + 1 : 0;
        inside->rests = looks == LOOKS;
        if (inside->rests || clock_now_ns() >= deadline_ns)
            return 0;
    }
}

int inside_poll(struct inside *inside, struct pollfd *entries, nfds_t count,
                int timeout_ms)
{
    if (!inside)
        return poll(entries, count, timeout_ms);
    inside->rests = false;
    if (!inside->patient)
        return poll_until_rest(inside, entries, count, timeout_ms);
    const int got = poll(entries, count, timeout_ms);
    inside->rests = got == 0 && all_sleep();
    return got;
}

void inside_pause(struct inside *inside, int timeout_ms)
{
    (void)inside_poll(inside, NULL, 0, timeout_ms);
    if (inside)
        inside->rests = false; /* as what follows wakes it */
}

void inside_settle(struct inside *inside, int fd)
{
    const int64_t deadline_ns = clock_deadline_ns(SETTLE_MS);
    int left;
    for (unsigned round = 1; ioctl(fd, TIOCOUTQ, &left) == 0 && left > 0; round++) {
        const bool look = inside && round % SETTLE_LOOK == 0;
        if ((look && all_sleep()) || clock_now_ns() >= deadline_ns)
            return;
        (void)sched_yield();
    }
}

/* Begun once, and used for one task after the other: a thread costs more than what most
 * inputs make a peer do. */
static void *work(void *user)
{
    struct inside_worker *worker = user;
    struct inside *inside = worker->inside;
    for (;;) {
        while (sem_wait(&worker->begin) != 0)
            continue;
        if (!worker->run)
            return NULL;
        worker->run(worker);
        ENSURE(write(inside->left[1], "", 1) == 1);
    }
}

static void serve(struct inside_worker *worker)
{
    worker->inside->serve(worker->inside, worker->fd);
}

/* fd: -1 where the task has none. */
static void start(struct inside *inside, void (*run)(struct inside_worker *), int fd)
{
    struct inside_worker *worker = &inside->workers[inside->busy++];
    if (inside->left[0] == inside->left[1])
        ENSURE(pipe(inside->left) == 0);
    worker->run = run;
    worker->fd = fd;
    if (!worker->inside) {
        worker->inside = inside;
        ENSURE(sem_init(&worker->begin, 0, 0) == 0);
        ENSURE(pthread_create(&worker->thread, NULL, work, worker) == 0);
    }
    ENSURE(sem_post(&worker->begin) == 0);
}

int inside_connect(struct inside *inside)
{
    int pair[2];
    if (inside->busy == INSIDE_WORKERS)
        inside_join(inside);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return -1;
    start(inside, serve, pair[1]);
    return pair[0];
}

/* The next octet of a pipe that a worker writes to at the end of its task. */
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
    for (; inside->busy > 0; inside->busy--)
        await_octet(inside, inside->left[0]);
}

static void get(struct inside_worker *worker)
{
    struct inside *inside = worker->inside;
    inside->get(inside, inside->url, inside->fresh, &inside->answer);
    ENSURE(write(inside->done[1], "", 1) == 1);
}

void inside_begin(struct inside *inside, const char *url, bool fresh)
{
    if (inside->done[0] == inside->done[1])
        ENSURE(pipe(inside->done) == 0);
    snprintf(inside->url, sizeof inside->url, "%s", url);
    inside->fresh = fresh;
    inside->answer = (struct inside_answer){.failed = true};
    start(inside, get, -1);
}

void inside_end(struct inside *inside)
{
    char octet;
    ENSURE(read(inside->done[0], &octet, 1) == 1);
    inside_join(inside);
}

static void close_pipe(int ends[2])
{
    if (ends[0] == ends[1])
        return;
    (void)close(ends[0]);
    (void)close(ends[1]);
    ends[0] = ends[1] = 0;
}

void inside_close(struct inside *inside)
{
    inside_join(inside);
    for (size_t at = 0; at < INSIDE_WORKERS; at++) {
        struct inside_worker *worker = &inside->workers[at];
        if (!worker->inside)
            continue;
        worker->run = NULL;
        ENSURE(sem_post(&worker->begin) == 0);
        ENSURE(pthread_join(worker->thread, NULL) == 0);
        (void)sem_destroy(&worker->begin);
        worker->inside = NULL;
    }
    for (size_t at = inside->door_next; at < inside->door_count; at++)
        if (inside->doors[at] >= 0)
            (void)close(inside->doors[at]);
    inside->door_next = inside->door_count = 0;
    close_pipe(inside->done);
    close_pipe(inside->left);
}

void inside_give_up(struct inside *inside)
{
    await_octet(inside, inside->done[0]);
    inside_join(inside);
}
