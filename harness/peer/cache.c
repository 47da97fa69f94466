/* SPDX-License-Identifier: MIT */
/* A ring of stored responses. */
#include "peer/cache.h"

#include "base/clock.h"
#include "oracle/head.h"

#include <stdio.h>
#include <string.h>

static const int64_t NS_PER_S = 1000000000;
enum { CACHE_LONGEST_S = 3600 };

void cache_init(struct cache *cache)
{
    memset(cache, 0, sizeof *cache);
    pthread_mutex_init(&cache->lock, NULL);
    for (unsigned at = 0; at < CACHE_MAX_ENTRIES; at++)
        buf_init(&cache->entries[at].response, CACHE_MAX_OCTETS);
}

void cache_fini(struct cache *cache)
{
    for (unsigned at = 0; at < CACHE_MAX_ENTRIES; at++)
        buf_fini(&cache->entries[at].response);
    pthread_mutex_destroy(&cache->lock);
}

static struct cache_entry *cache_entry(struct cache *cache, const char *key)
{
    for (unsigned at = 0; at < CACHE_MAX_ENTRIES; at++)
        if (cache->entries[at].stored_ns > 0 &&
            strcmp(cache->entries[at].key, key) == 0)
            return &cache->entries[at];
    return NULL;
}

void cache_store(struct cache *cache, const char *key, struct octets response,
                 uint64_t max_age_s)
{
    if (response.len > CACHE_MAX_OCTETS || max_age_s == 0)
        return;
    pthread_mutex_lock(&cache->lock);
    struct cache_entry *entry = cache_entry(cache, key);
    if (!entry)
        entry = &cache->entries[cache->next++ % CACHE_MAX_ENTRIES];
    snprintf(entry->key, sizeof entry->key, "%s", key);
    buf_clear(&entry->response);
    buf_add(&entry->response, response);
    entry->stored_ns = clock_now_ns();
    entry->fresh_until_ns = entry->stored_ns + (int64_t)max_age_s * NS_PER_S;
    pthread_mutex_unlock(&cache->lock);
}

bool cache_find(struct cache *cache, const char *key, struct buf *out, uint64_t *age_s)
{
    const int64_t now_ns = clock_now_ns();
    pthread_mutex_lock(&cache->lock);
    const struct cache_entry *const entry = cache_entry(cache, key);
    const bool found = entry && entry->fresh_until_ns > now_ns;
    if (found) {
        buf_add(out, buf_view(&entry->response));
        *age_s = (uint64_t)((now_ns - entry->stored_ns) / NS_PER_S);
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

uint64_t cache_max_age_s(struct octets head)
{
    struct octets value;
    uint64_t age_s = 0;
    const struct octets control = OCTETS("Cache-Control");
    if (!head_find(head, control, &value) || head_find(head, OCTETS("Vary"), &value) ||
        head_has_token(head, control, OCTETS("no-store")) ||
        head_has_token(head, control, OCTETS("private")) ||
        head_has_token(head, control, OCTETS("no-cache")) ||
        !head_find(head, control, &value))
        return 0;
    const size_t at = octets_find(value, OCTETS("max-age="));
    if (at >= value.len)
        return 0;
    const struct octets rest = octets_slice(value, at + 8, value.len);
    const size_t end = octets_find(rest, OCTETS(","));
    if (!octets_to_u64(octets_trim(octets_slice(rest, 0, end)), &age_s))
        return 0;
    return age_s < CACHE_LONGEST_S ? age_s : CACHE_LONGEST_S;
}
