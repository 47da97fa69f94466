/* SPDX-License-Identifier: MIT */
/* Addresses of TCP endpoints and Unix sockets, from text and back. */
#ifndef INTERIM_NET_ADDRESS_H
#define INTERIM_NET_ADDRESS_H

#include "base/err.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct tls;

struct address {
    struct sockaddr_storage storage;
    socklen_t len;
    const struct tls *tls; /* how its connections are secured; NULL: not at all.
                            * Borrowed; resolving leaves it NULL */
    const char *tls_name;  /* whom to ask for there; NULL: the host in text. Borrowed,
                            * as tls */
    char text[128]; /* "127.0.0.1:8080", "[::1]:8080": also the authority of Host;
                     * "unix:/path": no authority */
};

/* Resolves "HOST:PORT", "[V6]:PORT", "unix:/path" or, with default_port above 0,
 * "HOST". Names are resolved with getaddrinfo(3); the first address is taken, and text
 * keeps the name as given. */
bool address_resolve(struct address *address, struct octets text, uint16_t default_port,
                     struct err *err);

/* 127.0.0.1 and this port (0: any free one). */
void address_loopback(struct address *address, uint16_t port);

/* 0 of a Unix socket. */
uint16_t address_port(const struct address *address);

/* The host in text, without port and brackets, "localhost" where it has none; borrowed
 * from address. */
struct octets address_host(const struct address *address);

/* Changes the port, in text too; nothing of a Unix socket. */
void address_set_port(struct address *address, uint16_t port);

/* An http or https URL taken apart; path begins with "/" ("/" where the URL has none)
 * and keeps its query. Views borrow from url. */
struct url {
    bool secure;   /* https */
    uint16_t port; /* the scheme's own, where the authority has none */
    struct octets authority;
    struct octets path;
};
bool url_parse(struct url *url, struct octets text, struct err *err);

/* The host in its authority, without port and brackets; borrows as url does. */
struct octets url_host(const struct url *url);

#endif
