/* SPDX-License-Identifier: MIT */
/* Idle connections, kept for the next request to the same authority. */
#ifndef INTERIM_PEER_POOL_H
#define INTERIM_PEER_POOL_H

#include "peer/stream.h"

#include <pthread.h>
#include <stdbool.h>

enum { POOL_MAX_IDLE = 16, POOL_MAX_KEY = 128 };

/* May be used by several threads at once. */
struct pool {
    pthread_mutex_t lock;
    struct {
        char key[POOL_MAX_KEY];
        struct stream *stream; /* from stream_new */
    } idle[POOL_MAX_IDLE];
    unsigned count;
};

void pool_init(struct pool *pool);
void pool_fini(struct pool *pool);

/* The connection to key that was idle for the shortest time, or NULL. One on which
 * something arrived, or which was closed, is discarded; where
 * trusting is true (a fault) only what was closed with nothing left to read. The caller
 * owns it. */
struct stream *pool_take(struct pool *pool, const char *key, bool trusting);

/* Keeps stream, or closes the one that was idle longest in its place. Takes it over. */
void pool_give(struct pool *pool, const char *key, struct stream *stream);

/* A stream on the heap, and its end; *stream is set to NULL. */
struct stream *pool_stream_new(int stop_fd);
void pool_stream_free(struct stream **stream);

#endif
