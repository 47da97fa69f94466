/* SPDX-License-Identifier: MIT */
/* Threads for a target within, one a connection or request. */
#include "salvo/inside.h"

#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct task {
    struct inside *inside;
    int fd;
};

int inside_door(struct inside *inside)
{
    return inside->door_next < inside->door_count ? inside->doors[inside->door_next++]
                                                  : -1;
}

static void *serve(void *user)
{
    struct task *task = user;
    task->inside->serve(task->inside, task->fd);
    free(task);
    return NULL;
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
    ENSURE(pthread_create(&inside->threads[inside->thread_count++], NULL, serve,
                          task) == 0);
    return pair[0];
}

void inside_join(struct inside *inside)
{
    while (inside->thread_count > 0)
        ENSURE(pthread_join(inside->threads[--inside->thread_count], NULL) == 0);
}

static void *get(void *user)
{
    struct inside *inside = user;
    inside->get(inside, inside->url, inside->fresh, &inside->answer);
    ENSURE(write(inside->done[1], "", 1) == 1);
    return NULL;
}

void inside_begin(struct inside *inside, const char *url, bool fresh)
{
    if (inside->done[0] == inside->done[1])
        ENSURE(pipe(inside->done) == 0);
    snprintf(inside->url, sizeof inside->url, "%s", url);
    inside->fresh = fresh;
    inside->answer = (struct inside_answer){.failed = true};
    ENSURE(pthread_create(&inside->threads[inside->thread_count++], NULL, get,
                          inside) == 0);
}

void inside_end(struct inside *inside)
{
    char octet;
    ENSURE(read(inside->done[0], &octet, 1) == 1);
    inside_join(inside);
}
