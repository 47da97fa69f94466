/* SPDX-License-Identifier: MIT */
/* Threads take cases from a queue; the caller's thread waits, tells and watches.
 *
 * One mutex guards everything that changes. A slot goes WAITING -> RUNNING -> ENDED
 * (its outcome is set; NULL: left out) -> TOLD, in the last step by the caller's thread
 * alone, without holes. */
#include "run/schedule.h"

#include "base/arena.h"
#include "base/ensure.h"
#include "mutate/random.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { WATCH_MS = 100, MAX_JOBS = 256 };

enum slot_state { SLOT_WAITING, SLOT_RUNNING, SLOT_ENDED, SLOT_TOLD };

struct slot {
    enum slot_state state;
    struct outcome *outcome;
};

struct engine {
    const struct schedule *schedule;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct arena arena;
    struct slot *slots;
    size_t *queue; /* of the current phase: indexes into slots */
    size_t queue_len;
    size_t next;
    size_t workers; /* still working */
    size_t ended;
    size_t told;
};

void schedule_outcome_free(struct outcome **outcome)
{
    if (!*outcome)
        return;
    outcome_fini(*outcome);
    free(*outcome);
    *outcome = NULL;
}

/* ---------------------------------------------------------------- workers */

static bool is_interrupted(const struct engine *engine)
{
    return engine->schedule->interrupted && *engine->schedule->interrupted;
}

static bool is_over(const struct engine *engine)
{
    return is_interrupted(engine) ||
           (engine->schedule->stopped && atomic_load(engine->schedule->stopped));
}

/* Plays one case, without the lock. NULL: it says nothing, the run was interrupted. */
static struct outcome *play_slot(struct engine *engine, size_t index)
{
    const struct schedule *schedule = engine->schedule;
    struct outcome *outcome = calloc(1, sizeof *outcome);
    ENSURE(outcome != NULL);
    schedule->play(schedule->play_user, schedule->cases[index], outcome);
    if (outcome->kind == OUTCOME_ERROR && is_interrupted(engine))
        schedule_outcome_free(&outcome);
    return outcome;
}

static void *work(void *user)
{
    struct engine *engine = user;
    pthread_mutex_lock(&engine->lock);
    while (engine->next < engine->queue_len && !is_over(engine)) {
        const size_t index = engine->queue[engine->next++];
        engine->slots[index].state = SLOT_RUNNING;
        pthread_mutex_unlock(&engine->lock);
        struct outcome *outcome = play_slot(engine, index);
        pthread_mutex_lock(&engine->lock);
        engine->slots[index].outcome = outcome;
        engine->slots[index].state = SLOT_ENDED;
        engine->ended++;
        pthread_cond_signal(&engine->changed);
    }
    engine->workers--;
    pthread_cond_signal(&engine->changed);
    pthread_mutex_unlock(&engine->lock);
    return NULL;
}

/* ---------------------------------------------------------------- the caller */

/* Tells what can be told; with all set, also what stands behind cases never started.
 * Called with the lock held, which is given up while telling. */
static void tell(struct engine *engine, bool all)
{
    while (engine->told < engine->schedule->count) {
        struct slot *slot = &engine->slots[engine->told];
        if (slot->state != SLOT_ENDED && !all)
            return;
        struct outcome *outcome = slot->outcome;
        slot->outcome = NULL;
        slot->state = SLOT_TOLD;
        engine->told++;
        if (!outcome)
            continue;
        pthread_mutex_unlock(&engine->lock);
        engine->schedule->told(engine->schedule->user, outcome);
        pthread_mutex_lock(&engine->lock);
    }
}

static void watch(struct engine *engine)
{
    struct schedule_state state = {.ended = engine->ended,
                                   .count = engine->schedule->count};
    for (size_t at = engine->told; at < state.count && !state.running; at++)
        if (engine->slots[at].state == SLOT_RUNNING)
            state.running = engine->schedule->cases[at];
    pthread_mutex_unlock(&engine->lock);
    engine->schedule->watch(engine->schedule->user, &state);
    pthread_mutex_lock(&engine->lock);
}

static void wait_for_change(struct engine *engine)
{
    struct timespec until;
    ENSURE(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_nsec += WATCH_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&engine->changed, &engine->lock, &until);
}

/* Plays the queue with up to `threads` threads. */
static void play_phase(struct engine *engine, size_t threads)
{
    pthread_t workers[MAX_JOBS];
    size_t started = 0;
    if (threads > engine->queue_len)
        threads = engine->queue_len;
    if (threads > MAX_JOBS)
        threads = MAX_JOBS;
    engine->next = 0;
    engine->workers = threads;
    while (started < threads &&
           pthread_create(&workers[started], NULL, work, engine) == 0)
        started++;
    pthread_mutex_lock(&engine->lock);
    engine->workers -= threads - started; /* the system gave fewer */
    while (engine->workers > 0) {
        watch(engine);
        tell(engine, false);
        if (engine->workers > 0)
            wait_for_change(engine);
    }
    pthread_mutex_unlock(&engine->lock);
    for (size_t at = 0; at < started; at++)
        pthread_join(workers[at], NULL);
    if (started == 0 && threads > 0) { /* none at all: then by ourselves */
        engine->workers = 1;
        work(engine);
    }
}

/* A case that may take long, by design or where its target hangs: what starts last is
 * what the whole run waits for. */
static bool may_wait(const struct test_case *test)
{
    return test->timer || test->deadline_ms > 0;
}

/* Fills the queue with the cases that are `alone`, or not, and may wait: 1, not: 0,
 * either: -1. */
static void enqueue(struct engine *engine, bool alone, int waits)
{
    for (size_t at = 0; at < engine->schedule->count; at++) {
        const struct test_case *test = engine->schedule->cases[at];
        if (test->alone == alone && (waits < 0 || may_wait(test) == (waits == 1)))
            engine->queue[engine->queue_len++] = at;
    }
}

/* The queue in an order drawn from the seed. */
static void shuffle(struct engine *engine)
{
    struct random random = {engine->schedule->seed};
    if (engine->schedule->seed == 0)
        return;
    for (size_t left = engine->queue_len; left > 1; left--) {
        const size_t at = random_below(&random, left);
        const size_t last = engine->queue[left - 1];
        engine->queue[left - 1] = engine->queue[at];
        engine->queue[at] = last;
    }
}

static void init(struct engine *engine, const struct schedule *schedule)
{
    pthread_condattr_t attributes;
    *engine = (struct engine){.schedule = schedule};
    arena_init(&engine->arena);
    engine->slots = ARENA_ARRAY(&engine->arena, struct slot, schedule->count);
    engine->queue = ARENA_ARRAY(&engine->arena, size_t, schedule->count);
    ENSURE(pthread_mutex_init(&engine->lock, NULL) == 0);
    ENSURE(pthread_condattr_init(&attributes) == 0);
    ENSURE(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    ENSURE(pthread_cond_init(&engine->changed, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
}

void schedule_play(const struct schedule *schedule)
{
    struct engine engine;
    ENSURE(schedule->jobs > 0);
    init(&engine, schedule);
    enqueue(&engine, false, 1);
    enqueue(&engine, false, 0);
    shuffle(&engine);
    play_phase(&engine, schedule->jobs);
    engine.queue_len = 0;
    enqueue(&engine, true, -1);
    shuffle(&engine);
    play_phase(&engine, 1);
    pthread_mutex_lock(&engine.lock);
    tell(&engine, true);
    pthread_mutex_unlock(&engine.lock);
    pthread_cond_destroy(&engine.changed);
    pthread_mutex_destroy(&engine.lock);
    arena_fini(&engine.arena);
}
