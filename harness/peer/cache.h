/* SPDX-License-Identifier: MIT */
/* The small cache of the reference gateway: final responses with max-age, by target. */
#ifndef INTERIM_PEER_CACHE_H
#define INTERIM_PEER_CACHE_H

#include "base/buf.h"
#include "base/octets.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { CACHE_MAX_ENTRIES = 16, CACHE_MAX_KEY = 1024, CACHE_MAX_OCTETS = 65536 };

struct cache_entry {
    char key[CACHE_MAX_KEY];
    struct buf response; /* fields and content as they are sent to clients */
    int64_t fresh_until_ns;
    int64_t stored_ns;
};

/* May be used by several threads at once. */
struct cache {
    pthread_mutex_t lock;
    struct cache_entry entries[CACHE_MAX_ENTRIES];
    unsigned next; /* the entry to be replaced next */
};

void cache_init(struct cache *cache);
void cache_fini(struct cache *cache);

/* Stores response under key for max_age_s seconds, in place of what was there. */
void cache_store(struct cache *cache, const char *key, struct octets response,
                 uint64_t max_age_s);

/* Appends the fresh response stored under key to out; *age_s: how old it is. False
 * where there is none. */
bool cache_find(struct cache *cache, const char *key, struct buf *out, uint64_t *age_s);

/* max-age of a response's Cache-Control; 0 where it may not be stored. */
uint64_t cache_max_age_s(struct octets head);

#endif
