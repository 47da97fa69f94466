/* SPDX-License-Identifier: MIT */
/* One connection of the playground, watched: what passes goes into the history, and
 * what the oracle says of it. Private to the server. */
#ifndef INTERIM_PEER_WATCHED_H
#define INTERIM_PEER_WATCHED_H

#include "peer/history.h"
#include "peer/stream.h"

#include <stdbool.h>
#include <stdint.h>

struct watched;

/* Watches the stream from its first octet on; both are borrowed until watched_free. */
struct watched *watched_new(struct history *history, struct stream *stream);

/* A request was read and is answered from now on: what passes belongs to the exchange
 * of this number, or to none that is kept (0). rest: octets of its content that came
 * with its head. */
void watched_begin(struct watched *watched, uint64_t number, struct octets rest);

/* It was answered: what is received now belongs to a next one. */
void watched_end(struct watched *watched);

/* The server closes the connection. Sets *watched to NULL. */
void watched_free(struct watched **watched);

#endif
