/* SPDX-License-Identifier: MIT */
/* A tree of collections and files in memory, as WebDAV sees it (RFC 4918). Every
 * function returns the status code that says what came of it. Safe for several threads.
 *
 * Paths begin with DAV_ROOT and have no slash at their end. The root is always there.
 */
#ifndef INTERIM_PEER_DAV_STORE_H
#define INTERIM_PEER_DAV_STORE_H

#include "base/buf.h"
#include "base/octets.h"
#include "peer/fault.h"

#include <stdbool.h>
#include <stddef.h>

#define DAV_ROOT "/dav"

enum {
    DAV_MAX_RESOURCES = 256,
    DAV_MAX_PATH = 256,
    DAV_MAX_CONTENT = 64 * 1024,
    DAV_MAX_TOKEN = 64
};

struct dav_store;

/* fault: what the store does wrong, FAULT_NONE: nothing. Free with dav_store_free. */
struct dav_store *dav_store_new(enum fault fault);
void dav_store_free(struct dav_store **store);

/* 201; 405: it is there; 409: its parent is not; 423; 507: no room. submitted: the lock
 * tokens that the request gave, as text (its If field). */
unsigned dav_mkcol(struct dav_store *store, struct octets path,
                   struct octets submitted);

/* 201, 204: replaced; 405: a collection is there; 409, 423, 507 as above. */
unsigned dav_put(struct dav_store *store, struct octets path, struct octets content,
                 struct octets submitted);

/* 200 and the content, or for a collection a list of its members; 404. */
unsigned dav_get(struct dav_store *store, struct octets path, struct buf *content);

/* 204, 404, 423. */
unsigned dav_delete(struct dav_store *store, struct octets path,
                    struct octets submitted);

/* How COPY and MOVE are to go. */
struct dav_transfer {
    struct octets from, to;
    bool move;
    bool overwrite;
    bool shallow; /* COPY with Depth: 0 */
    struct octets submitted;
};

/* 201, 204: replaced; 403: onto or into itself; 404, 409; 412: may not overwrite; 423,
 * 507. */
unsigned dav_transfer(struct dav_store *store, const struct dav_transfer *transfer);

/* Locks path exclusively, its members too where deep; writes the new token to token.
 * 200; 201: made an empty file of it; 423: locked already; 409, 507. */
unsigned dav_lock(struct dav_store *store, struct octets path, bool deep,
                  char token[DAV_MAX_TOKEN]);

/* 204; 409: the resource has no such lock. token: text that contains it. */
unsigned dav_unlock(struct dav_store *store, struct octets path, struct octets token);

/* One resource as PROPFIND tells of it. */
struct dav_member {
    const char *path;
    bool collection;
    size_t len;
    const char *lock; /* token of the lock on it, "" where there is none */
};

/* Calls member for the resource at path and those below it down to depth (0: itself).
 * False: there is none. */
bool dav_walk(struct dav_store *store, struct octets path, unsigned depth,
              void (*member)(void *user, const struct dav_member *member), void *user);

/* true where path is a collection with members. */
bool dav_is_tree(struct dav_store *store, struct octets path);

#endif
