/* SPDX-License-Identifier: MIT */
/* One poll(2) and its calls. */
#include "play/watch.h"

void watch_add(struct watch *watch, int fd, short events, watch_ready *ready,
               void *object)
{
    if (watch->count == WATCH_MAX)
        return;
    watch->entries[watch->count] = (struct pollfd){.fd = fd, .events = events};
    watch->ready[watch->count] = ready;
    watch->objects[watch->count] = object;
    watch->count++;
}

void watch_connection(struct watch *watch, const struct connection *connection,
                      short wanted, watch_ready *ready, void *object)
{
    watch_add(watch, connection->fd, connection_events(connection, wanted), ready,
              object);
}

void watch_poll(struct watch *watch, int timeout_ms, void *user)
{
    if (poll(watch->entries, (nfds_t)watch->count, timeout_ms) <= 0)
        return;
    for (size_t at = 0; at < watch->count; at++)
        if (watch->entries[at].revents != 0)
            watch->ready[at](user, watch->objects[at]);
}
