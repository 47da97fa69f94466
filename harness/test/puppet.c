/* SPDX-License-Identifier: MIT */
/* One thread, one connection at a time, and short waits so that it can be stopped. */
#include "test/puppet.h"

#include "base/clock.h"
#include "base/ensure.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLICE_MS = 20 };

struct puppet {
    struct listener listener;
    pthread_t thread;
    puppet_serve *serve;
    void *user;
    atomic_bool ending;
};

static bool wait_for(struct puppet *puppet, int fd, short events)
{
    struct pollfd entry = {.fd = fd, .events = events};
    while (!puppet->ending)
        if (poll(&entry, 1, SLICE_MS) > 0)
            return true;
    return false;
}

static void *run(void *user)
{
    struct puppet *puppet = user;
    while (wait_for(puppet, puppet->listener.fd, POLLIN)) {
        struct connection connection;
        if (listener_accept(&puppet->listener, &connection) != CONNECTION_OK)
            continue;
        puppet->serve(puppet, &connection);
        connection_close(&connection);
    }
    return NULL;
}

struct puppet *puppet_start(puppet_serve *serve, void *user)
{
    struct puppet *puppet = calloc(1, sizeof *puppet);
    struct address address;
    struct err err;
    ENSURE(puppet != NULL);
    address_loopback(&address, 0);
    ENSURE(listener_open(&puppet->listener, &address, &err));
    puppet->serve = serve;
    puppet->user = user;
    ENSURE(pthread_create(&puppet->thread, NULL, run, puppet) == 0);
    return puppet;
}

void puppet_stop(struct puppet **puppet)
{
    (*puppet)->ending = true;
    pthread_join((*puppet)->thread, NULL);
    listener_close(&(*puppet)->listener);
    free(*puppet);
    *puppet = NULL;
}

const struct address *puppet_address(const struct puppet *puppet)
{
    return &puppet->listener.address;
}

void *puppet_user(const struct puppet *puppet)
{
    return puppet->user;
}

bool puppet_is_ending(const struct puppet *puppet)
{
    return puppet->ending;
}

bool puppet_await(struct puppet *puppet, struct connection *connection,
                  const char *text, char *out, size_t size)
{
    size_t len = 0;
    out[0] = '\0';
    while (!strstr(out, text)) {
        size_t got = 0;
        if (len + 1 >= size || !wait_for(puppet, connection->fd, POLLIN))
            return false;
        const enum connection_result result =
            connection_read(connection, out + len, size - len - 1, &got);
        if (result == CONNECTION_EOF || result == CONNECTION_RESET)
            return false;
        len += got;
        out[len] = '\0';
    }
    return true;
}

bool puppet_say(struct puppet *puppet, struct connection *connection, const char *text)
{
    struct octets left = octets_of(text);
    while (left.len > 0) {
        size_t sent = 0;
        const enum connection_result result = connection_write(connection, left, &sent);
        if (result == CONNECTION_OK)
            left = octets_slice(left, sent, left.len);
        else if (result != CONNECTION_AGAIN ||
                 !wait_for(puppet, connection->fd, POLLOUT))
            return false;
    }
    return true;
}

void puppet_linger(struct puppet *puppet, struct connection *connection)
{
    char waste[4096];
    size_t got;
    while (wait_for(puppet, connection->fd, POLLIN)) {
        const enum connection_result result =
            connection_read(connection, waste, sizeof waste, &got);
        if (result == CONNECTION_EOF || result == CONNECTION_RESET)
            return;
    }
}
