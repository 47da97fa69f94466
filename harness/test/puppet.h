/* SPDX-License-Identifier: MIT */
/* A puppet: a listening socket whose connections a test's own function serves. */
#ifndef INTERIM_TEST_PUPPET_H
#define INTERIM_TEST_PUPPET_H

#include "net/connection.h"

#include <stdatomic.h>
#include <stdbool.h>

struct puppet;

/* Serves one accepted connection; returns when it is done with it. The connection is
 * then closed in order where it is still open. */
typedef void puppet_serve(struct puppet *puppet, struct connection *connection);

/* Listens on the loopback interface, port 0, and serves one connection after the other
 * in a thread. Fails the test where it cannot. */
struct puppet *puppet_start(puppet_serve *serve, void *user);
void puppet_stop(struct puppet **puppet);

const struct address *puppet_address(const struct puppet *puppet);
void *puppet_user(const struct puppet *puppet);

/* true once puppet_stop was called: a serve that goes on for ever looks at it. */
bool puppet_is_ending(const struct puppet *puppet);

/* Reads until text has arrived, into out (NUL-terminated). False: the other end closed,
 * or the puppet is ending. */
bool puppet_await(struct puppet *puppet, struct connection *connection,
                  const char *text, char *out, size_t size);
/* Sends all; false where the other end is gone, or the puppet is ending. */
bool puppet_say(struct puppet *puppet, struct connection *connection, const char *text);
/* Does nothing until the other end closes, or the puppet is ending. */
void puppet_linger(struct puppet *puppet, struct connection *connection);

#endif
