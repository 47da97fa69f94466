/* SPDX-License-Identifier: MIT */
/* Threads that take tasks from a list, and give way to those that have just begun. */
#include "test/crew.h"

#include "base/clock.h"
#include "base/ensure.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum { MAX_WORKERS = 64, LOOK_AGAIN_NS = 10 * 1000000 };

/* Who has been at it for longer than a moment is taken to wait; where a wait of 10 ms
 * takes much more, the machine is busy, and a moment is long. */
static const int64_t MOMENT_NS = 150 * 1000000, LONG_MOMENT_NS = 2000 * 1000000LL,
                     OVERSLEPT_NS = 10 * 1000000;

struct crew {
    crew_task *task;
    void *user;
    size_t count;
    unsigned busy;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t ended; /* a task has */
    size_t next;
    int64_t began_ns[MAX_WORKERS]; /* 0: the worker has no task */
    unsigned worker_count;
    bool is_late; /* the machine is busy */
};

static unsigned count_busy(const struct crew *crew)
{
    const int64_t now_ns = clock_now_ns();
    const int64_t moment_ns = crew->is_late ? LONG_MOMENT_NS : MOMENT_NS;
    unsigned busy = 0;
    for (unsigned at = 0; at < MAX_WORKERS; at++)
        busy += crew->began_ns[at] != 0 && now_ns - crew->began_ns[at] < moment_ns;
    return busy;
}

/* Waits until a task has ended, or for a little. */
static void wait_a_little(struct crew *crew)
{
    struct timespec until;
    const int64_t due_ns = clock_now_ns() + LOOK_AGAIN_NS;
    ENSURE(clock_gettime(CLOCK_REALTIME, &until) == 0);
    until.tv_nsec += LOOK_AGAIN_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    if (pthread_cond_timedwait(&crew->ended, &crew->lock, &until) != 0)
        crew->is_late = clock_now_ns() > due_ns + OVERSLEPT_NS;
}

static void *work(void *argument)
{
    struct crew *const crew = argument;
    pthread_mutex_lock(&crew->lock);
    const unsigned self = crew->worker_count++;
    while (crew->next < crew->count) {
        if (count_busy(crew) >= crew->busy) {
            wait_a_little(crew);
            continue;
        }
        const size_t number = crew->next++;
        crew->began_ns[self] = clock_now_ns();
        pthread_mutex_unlock(&crew->lock);
        crew->task(crew->user, number);
        pthread_mutex_lock(&crew->lock);
        crew->began_ns[self] = 0;
        pthread_cond_signal(&crew->ended);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

void crew_run(size_t count, unsigned workers, unsigned busy, crew_task *task,
              void *user)
{
    struct crew crew = {.task = task, .user = user, .count = count, .busy = busy};
    pthread_t threads[MAX_WORKERS];
    ENSURE(workers <= MAX_WORKERS);
    pthread_mutex_init(&crew.lock, NULL);
    pthread_cond_init(&crew.ended, NULL);
    for (unsigned at = 0; at < workers; at++)
        ENSURE(pthread_create(&threads[at], NULL, work, &crew) == 0);
    for (unsigned at = 0; at < workers; at++)
        pthread_join(threads[at], NULL);
    pthread_cond_destroy(&crew.ended);
    pthread_mutex_destroy(&crew.lock);
}
