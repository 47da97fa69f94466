/* SPDX-License-Identifier: MIT */
/* Octets said to a peer and heard from it, for tests; what fails fails the test. */
#ifndef INTERIM_TEST_DIALOG_H
#define INTERIM_TEST_DIALOG_H

#include "base/buf.h"
#include "net/connection.h"

#include <stdbool.h>

enum { DIALOG_PATIENCE_MS = 10000, DIALOG_MAX_OCTETS = 8 * 1024 * 1024 };

void dialog_dial(struct connection *connection, const struct address *address);
void dialog_say(struct connection *connection, struct octets octets);

/* true where something can be read (or accepted) before patience ends. */
bool dialog_wait(int fd);

/* Reads until the other end closes, or until what was read ends in `until`. */
void dialog_hear(struct connection *connection, struct buf *heard, const char *until);

#endif
