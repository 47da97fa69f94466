/* SPDX-License-Identifier: MIT */
/* Idle connections, the one used last in front. */
#include "peer/pool.h"

#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stream *pool_stream_new(int stop_fd)
{
    struct stream *const stream = malloc(sizeof *stream);
    ENSURE(stream);
    stream_init(stream, stop_fd);
    return stream;
}

void pool_stream_free(struct stream **stream)
{
    if (!*stream)
        return;
    stream_fini(*stream);
    free(*stream);
    *stream = NULL;
}

void pool_init(struct pool *pool)
{
    pool->count = 0;
    pthread_mutex_init(&pool->lock, NULL);
}

void pool_fini(struct pool *pool)
{
    while (pool->count > 0)
        pool_stream_free(&pool->idle[--pool->count].stream);
    pthread_mutex_destroy(&pool->lock);
}

/* Takes entry number `at` out, keeping the order of the others. */
static struct stream *pool_remove(struct pool *pool, unsigned at)
{
    struct stream *const stream = pool->idle[at].stream;
    pool->count--;
    memmove(&pool->idle[at], &pool->idle[at + 1],
            (pool->count - at) * sizeof pool->idle[0]);
    return stream;
}

struct stream *pool_take(struct pool *pool, const char *key, bool trusting)
{
    struct stream *found = NULL;
    pthread_mutex_lock(&pool->lock);
    for (unsigned at = pool->count; at-- > 0 && !found;) {
        if (strcmp(pool->idle[at].key, key) != 0)
            continue;
        found = pool_remove(pool, at);
        if (trusting ? stream_view(found).len == 0 && stream_is_gone(found)
                     : stream_readable(found))
            pool_stream_free(&found);
    }
    pthread_mutex_unlock(&pool->lock);
    return found;
}

void pool_give(struct pool *pool, const char *key, struct stream *stream)
{
    pthread_mutex_lock(&pool->lock);
    if (pool->count == POOL_MAX_IDLE) {
        struct stream *oldest = pool_remove(pool, 0);
        pool_stream_free(&oldest);
    }
    snprintf(pool->idle[pool->count].key, POOL_MAX_KEY, "%s", key);
    pool->idle[pool->count++].stream = stream;
    pthread_mutex_unlock(&pool->lock);
}
