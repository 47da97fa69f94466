/* SPDX-License-Identifier: MIT */
/* A set of descriptors to poll, each with whom to tell. Lives for one poll(2). */
#ifndef INTERIM_PLAY_WATCH_H
#define INTERIM_PLAY_WATCH_H

#include "net/connection.h"

#include <poll.h>
#include <stddef.h>

enum { WATCH_MAX = 64 };

/* Called where the descriptor is ready for any of what was asked, or failed. */
typedef void watch_ready(void *user, void *object);

struct watch {
    struct pollfd entries[WATCH_MAX];
    watch_ready *ready[WATCH_MAX];
    void *objects[WATCH_MAX];
    size_t count;
};

/* Adds one; beyond WATCH_MAX it is ignored (and polled the next time). */
void watch_add(struct watch *watch, int fd, short events, watch_ready *ready,
               void *object);

/* Adds a connection, for POLLIN, POLLOUT or both. */
void watch_connection(struct watch *watch, const struct connection *connection,
                      short wanted, watch_ready *ready, void *object);

/* Polls for at most timeout_ms and tells; user is handed on. Returns after one round,
 * also where a signal came. */
void watch_poll(struct watch *watch, int timeout_ms, void *user);

#endif
