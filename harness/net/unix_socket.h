/* SPDX-License-Identifier: MIT */
/* Unix domain stream sockets as addresses: "unix:/path" wherever HOST:PORT may stand.
 * They carry the same octets; a reset is seen as a close there. */
#ifndef INTERIM_NET_UNIX_SOCKET_H
#define INTERIM_NET_UNIX_SOCKET_H

#include "net/address.h"

#include <stdbool.h>

bool address_is_unix(const struct address *address);

/* true where text begins with "unix:". */
bool unix_is_named(struct octets text);

/* Fills address from "unix:/path". False with err where the path is empty, has a NUL,
 * or is longer than a socket's may be (107 octets on Linux). */
bool unix_resolve(struct address *address, struct octets text, struct err *err);

/* bind(2), so that every user may connect. A socket file that nobody listens on any
 * more is replaced. False with err where somebody does, where the path is no socket, or
 * cannot be made. */
bool unix_bind(int fd, const struct address *address, struct err *err);

/* Removes the socket file that unix_bind made. */
void unix_remove(const struct address *address);

#endif
