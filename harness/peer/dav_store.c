/* SPDX-License-Identifier: MIT */
/* The tree as a list of paths: small enough to be searched, and a collection is what
 * others' paths begin with. */
#include "peer/dav_store.h"

#include "base/ensure.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct resource {
    char path[DAV_MAX_PATH]; /* "" where the place is free */
    bool collection;
    bool gone; /* deleted, and still told of (a fault) */
    unsigned char *content;
    size_t len;
    char lock[DAV_MAX_TOKEN];
    bool deep;
};

struct dav_store {
    enum fault fault;
    pthread_mutex_t mutex;
    unsigned locks_made;
    struct resource list[DAV_MAX_RESOURCES];
};

struct dav_store *dav_store_new(enum fault fault)
{
    struct dav_store *store = calloc(1, sizeof *store);
    ENSURE(store && pthread_mutex_init(&store->mutex, NULL) == 0);
    store->fault = fault;
    store->list[0].collection = true;
    snprintf(store->list[0].path, DAV_MAX_PATH, "%s", DAV_ROOT);
    return store;
}

static void forget(struct resource *resource)
{
    free(resource->content);
    *resource = (struct resource){0};
}

void dav_store_free(struct dav_store **store)
{
    if (!*store)
        return;
    for (size_t at = 0; at < DAV_MAX_RESOURCES; at++)
        forget(&(*store)->list[at]);
    pthread_mutex_destroy(&(*store)->mutex);
    free(*store);
    *store = NULL;
}

/* ------------------------------------------------------------ looking */

static struct octets path_of(const struct resource *resource)
{
    return octets_of(resource->path);
}

static struct resource *find(struct dav_store *store, struct octets path)
{
    for (size_t at = 0; at < DAV_MAX_RESOURCES && path.len > 0; at++)
        if (!store->list[at].gone && octets_equal(path_of(&store->list[at]), path))
            return &store->list[at];
    return NULL;
}

/* How many levels path lies below root: 0 is root itself; -1: it does not. */
static int level_below(struct octets root, struct octets path)
{
    int level = 0;
    if (!octets_starts_with(path, root) ||
        (path.len > root.len && path.ptr[root.len] != '/'))
        return -1;
    for (size_t at = root.len; at < path.len; at++)
        level += path.ptr[at] == '/';
    return level;
}

static bool has_parent(struct dav_store *store, struct octets path)
{
    while (path.len > 0 && path.ptr[path.len - 1] != '/')
        path.len--;
    path.len -= path.len > 0;
    const struct resource *parent = find(store, path);
    return parent && parent->collection;
}

/* Is there a lock on path, above it (a deep one) or, with members, below it, whose
 * token was not submitted? */
static bool is_locked(struct dav_store *store, struct octets path, bool members,
                      struct octets submitted)
{
    if (store->fault == FAULT_SERVER_DAV_LOCK_IGNORED)
        return false;
    for (size_t at = 0; at < DAV_MAX_RESOURCES; at++) {
        const struct resource *resource = &store->list[at];
        const int above = level_below(path_of(resource), path);
        const int below = level_below(path, path_of(resource));
        if (!resource->path[0] || !resource->lock[0] ||
            octets_find(submitted, octets_of(resource->lock)) != SIZE_MAX)
            continue;
        if (above == 0 || (above > 0 && resource->deep) || (below > 0 && members))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------ changing */

/* A place for a resource of this path; NULL: there is none, or the path is too long. */
static struct resource *add(struct dav_store *store, struct octets path,
                            bool collection)
{
    for (size_t at = 0; at < DAV_MAX_RESOURCES && path.len < DAV_MAX_PATH; at++) {
        struct resource *resource = &store->list[at];
        if (resource->path[0])
            continue;
        memcpy(resource->path, path.ptr, path.len);
        resource->path[path.len] = '\0';
        resource->collection = collection;
        return resource;
    }
    return NULL;
}

static bool fill(struct resource *resource, struct octets content)
{
    unsigned char *copy = content.len > 0 ? malloc(content.len) : NULL;
    if (content.len > 0 && !copy)
        return false;
    if (copy)
        memcpy(copy, content.ptr, content.len);
    free(resource->content);
    resource->content = copy;
    resource->len = content.len;
    return true;
}

static void remove_tree(struct dav_store *store, struct octets path)
{
    char root[DAV_MAX_PATH];
    snprintf(root, sizeof root, "%.*s", (int)path.len, (const char *)path.ptr);
    for (size_t at = 1; at < DAV_MAX_RESOURCES; at++)
        if (store->list[at].path[0] &&
            level_below(octets_of(root), path_of(&store->list[at])) >= 0)
            forget(&store->list[at]);
}

static unsigned mkcol(struct dav_store *store, struct octets path,
                      struct octets submitted)
{
    if (find(store, path))
        return store->fault == FAULT_SERVER_DAV_MKCOL_AGAIN ? 201 : 405;
    if (!has_parent(store, path) &&
        store->fault != FAULT_SERVER_DAV_MKCOL_MAKES_PARENTS)
        return 409;
    if (is_locked(store, path, false, submitted))
        return 423;
    return add(store, path, true) ? 201 : 507;
}

static unsigned put(struct dav_store *store, struct octets path, struct octets content,
                    struct octets submitted)
{
    struct resource *resource = find(store, path);
    const bool there = resource != NULL;
    if (there && resource->collection)
        return 405;
    if (!has_parent(store, path))
        return 409;
    if (is_locked(store, path, false, submitted))
        return 423;
    if (!there)
        resource = add(store, path, false);
    if (!resource || content.len > DAV_MAX_CONTENT || !fill(resource, content))
        return 507;
    return there ? 204 : 201;
}

static void keep_as_gone(struct dav_store *store, struct octets path)
{
    for (size_t at = 1; at < DAV_MAX_RESOURCES; at++)
        store->list[at].gone |= store->list[at].path[0] != '\0' &&
                                level_below(path, path_of(&store->list[at])) >= 0;
}

static unsigned discard(struct dav_store *store, struct octets path,
                        struct octets submitted)
{
    const struct resource *resource = find(store, path);
    if (!resource)
        return 404;
    if (resource == &store->list[0])
        return 403;
    if (is_locked(store, path, true, submitted))
        return 423;
    if (store->fault == FAULT_SERVER_DAV_207_REMEMBERS)
        keep_as_gone(store, path);
    else if (store->fault != FAULT_SERVER_DAV_DELETE_KEEPS)
        remove_tree(store, path);
    return 204;
}

/* ------------------------------------------------------------ COPY and MOVE */

static bool copy_one(struct dav_store *store, const struct dav_transfer *transfer,
                     const struct resource *source)
{
    char path[2 * DAV_MAX_PATH];
    snprintf(path, sizeof path, "%.*s%s", (int)transfer->to.len,
             (const char *)transfer->to.ptr, source->path + transfer->from.len);
    struct resource *made = add(store, octets_of(path), source->collection);
    return made && fill(made, (struct octets){source->content, source->len});
}

/* Copies what stands at and below from. What was there before is the only source: the
 * copies themselves lie elsewhere. */
static bool copy_tree(struct dav_store *store, const struct dav_transfer *transfer)
{
    struct resource *sources[DAV_MAX_RESOURCES];
    size_t count = 0;
    for (size_t at = 0; at < DAV_MAX_RESOURCES; at++) {
        struct resource *resource = &store->list[at];
        const int level = level_below(transfer->from, path_of(resource));
        if (resource->path[0] && (level == 0 || (level > 0 && !transfer->shallow)))
            sources[count++] = resource;
    }
    if (store->fault == FAULT_SERVER_DAV_COPY_HALF && count > 1)
        count--;
    for (size_t at = 0; at < count; at++)
        if (!copy_one(store, transfer, sources[at]))
            return false;
    return true;
}

static unsigned transfer_status(struct dav_store *store,
                                const struct dav_transfer *transfer)
{
    const bool there = find(store, transfer->to) != NULL;
    if (!find(store, transfer->from))
        return 404;
    if (level_below(transfer->from, transfer->to) >= 0 ||
        level_below(transfer->to, transfer->from) >= 0)
        return 403;
    if (!has_parent(store, transfer->to))
        return 409;
    if (there && !transfer->overwrite && store->fault != FAULT_SERVER_DAV_OVERWRITES)
        return 412;
    if (is_locked(store, transfer->to, true, transfer->submitted) ||
        (transfer->move && is_locked(store, transfer->from, true, transfer->submitted)))
        return 423;
    return there ? 204 : 201;
}

static unsigned carry(struct dav_store *store, const struct dav_transfer *transfer)
{
    const unsigned status = transfer_status(store, transfer);
    if (status / 100 != 2)
        return status;
    if (status == 204)
        remove_tree(store, transfer->to);
    if (!copy_tree(store, transfer)) {
        remove_tree(store, transfer->to);
        return 507;
    }
    if (transfer->move && store->fault != FAULT_SERVER_DAV_MOVE_KEEPS_SOURCE)
        remove_tree(store, transfer->from);
    return status;
}

/* ------------------------------------------------------------ locks */

static unsigned lock(struct dav_store *store, struct octets path, bool deep,
                     char token[DAV_MAX_TOKEN])
{
    unsigned status = 200;
    if (is_locked(store, path, deep, (struct octets){NULL, 0}))
        return 423;
    if (!find(store, path))
        status = put(store, path, (struct octets){NULL, 0}, (struct octets){NULL, 0});
    if (status / 100 != 2)
        return status;
    struct resource *resource = find(store, path);
    if (!resource)
        return 507;
    snprintf(token, DAV_MAX_TOKEN, "urn:uuid:00000000-0000-4000-8000-%012x",
             ++store->locks_made);
    snprintf(resource->lock, sizeof resource->lock, "%s", token);
    resource->deep = deep;
    return status;
}

static unsigned unlock(struct dav_store *store, struct octets path, struct octets token)
{
    struct resource *resource = find(store, path);
    if (!resource || !resource->lock[0] ||
        octets_find(token, octets_of(resource->lock)) == SIZE_MAX)
        return 409;
    if (store->fault != FAULT_SERVER_DAV_UNLOCK_KEEPS)
        resource->lock[0] = '\0';
    return 204;
}

/* ------------------------------------------------------------ for callers */

static unsigned leave(struct dav_store *store, unsigned status)
{
    pthread_mutex_unlock(&store->mutex);
    return status;
}

unsigned dav_mkcol(struct dav_store *store, struct octets path, struct octets submitted)
{
    pthread_mutex_lock(&store->mutex);
    return leave(store, mkcol(store, path, submitted));
}

unsigned dav_put(struct dav_store *store, struct octets path, struct octets content,
                 struct octets submitted)
{
    pthread_mutex_lock(&store->mutex);
    return leave(store, put(store, path, content, submitted));
}

unsigned dav_get(struct dav_store *store, struct octets path, struct buf *content)
{
    pthread_mutex_lock(&store->mutex);
    const struct resource *resource = find(store, path);
    if (resource && resource->collection)
        buf_add_text(content, "A collection.\n");
    else if (resource)
        buf_add(content, (struct octets){resource->content, resource->len});
    return leave(store, resource ? 200 : 404);
}

unsigned dav_delete(struct dav_store *store, struct octets path,
                    struct octets submitted)
{
    pthread_mutex_lock(&store->mutex);
    return leave(store, discard(store, path, submitted));
}

unsigned dav_transfer(struct dav_store *store, const struct dav_transfer *transfer)
{
    pthread_mutex_lock(&store->mutex);
    return leave(store, carry(store, transfer));
}

unsigned dav_lock(struct dav_store *store, struct octets path, bool deep,
                  char token[DAV_MAX_TOKEN])
{
    pthread_mutex_lock(&store->mutex);
    return leave(store, lock(store, path, deep, token));
}

unsigned dav_unlock(struct dav_store *store, struct octets path, struct octets token)
{
    pthread_mutex_lock(&store->mutex);
    return leave(store, unlock(store, path, token));
}

bool dav_walk(struct dav_store *store, struct octets path, unsigned depth,
              void (*member)(void *user, const struct dav_member *member), void *user)
{
    pthread_mutex_lock(&store->mutex);
    const bool there = find(store, path) != NULL;
    for (size_t at = 0; there && at < DAV_MAX_RESOURCES; at++) {
        const struct resource *resource = &store->list[at];
        const int level = level_below(path, path_of(resource));
        const struct dav_member told = {resource->path, resource->collection,
                                        resource->len, resource->lock};
        if (resource->path[0] && level >= 0 && (unsigned)level <= depth)
            member(user, &told);
    }
    pthread_mutex_unlock(&store->mutex);
    return there;
}

bool dav_is_tree(struct dav_store *store, struct octets path)
{
    bool tree = false;
    pthread_mutex_lock(&store->mutex);
    for (size_t at = 0; at < DAV_MAX_RESOURCES; at++)
        tree |=
            store->list[at].path[0] && level_below(path, path_of(&store->list[at])) > 0;
    pthread_mutex_unlock(&store->mutex);
    return tree;
}
