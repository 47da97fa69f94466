/* SPDX-License-Identifier: MIT */
/* Asking a playground what it received and sent. */
#ifndef INTERIM_TEST_EXCHANGES_H
#define INTERIM_TEST_EXCHANGES_H

#include "base/buf.h"
#include "peer/server.h"

#include <jansson.h>

/* What the server answers to a request until it closes; heard is cleared first. A C
 * string borrowed from heard. */
const char *exchanges_ask(const struct peer_server *server, const char *request,
                          struct buf *heard);

/* What its /exchanges?token= gives; the caller's. Fails the test where that is no JSON,
 * or larger than the playground promises. */
json_t *exchanges_of(const struct peer_server *server, const char *token);

#endif
