/* SPDX-License-Identifier: MIT */
/* A listening socket with a thread per connection. */
#ifndef INTERIM_PEER_SERVICE_H
#define INTERIM_PEER_SERVICE_H

#include "base/err.h"
#include "net/address.h"
#include "peer/stream.h"

struct service;

/* Serves one connection, in a thread of its own; returns when it is over. The caller
 * closes the connection. */
typedef void service_handler(void *user, struct stream *client);

/* Listens on address (port 0: any) and hands each connection to handler. NULL with err
 * where it cannot. user is borrowed until service_stop. */
struct service *service_start(const struct address *address, service_handler *handler,
                              void *user, struct err *err);

const struct address *service_address(const struct service *service);

/* Hung up when the service stops: every wait of a handler watches it. */
int service_stop_fd(const struct service *service);

/* Stops listening and ends the waits of all handlers, as the end of a process would;
 * nobody listens any more when it returns. A handler may call it. service_stop is still
 * due. */
void service_end(struct service *service);

/* Stops listening, ends the waits of all handlers and waits for them to return. */
void service_stop(struct service **service);

#endif
