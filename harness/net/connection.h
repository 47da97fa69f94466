/* SPDX-License-Identifier: MIT */
/* One TCP connection with control of every segment, plain or under TLS as its address
 * says. Descriptors are non-blocking and close-on-exec; TCP_NODELAY is set, so that one
 * write is one segment, and under TLS one record (of at most 16 KiB).
 *
 * Under TLS, too, poll(2) on fd tells when to read, and connection_events what to poll
 * for; a read that finds no octets of HTTP yet says CONNECTION_AGAIN. */
#ifndef INTERIM_NET_CONNECTION_H
#define INTERIM_NET_CONNECTION_H

#include "base/err.h"
#include "base/octets.h"
#include "net/address.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct tls_session;

/* Caller's storage; moves by assignment. fd is -1 where it is not open. */
struct connection {
    int fd;
    struct tls_session *tls; /* NULL: plain. Owned; for net/ alone */
};

#define CONNECTION_NONE ((struct connection){.fd = -1})

/* Moves it: what is returned is it, and *connection is not open any more. */
struct connection connection_take(struct connection *connection);

/* Connects, and shakes hands where address names a TLS, waiting until deadline_ns
 * (clock_now_ns). */
bool connection_open(struct connection *connection, const struct address *address,
                     int64_t deadline_ns, struct err *err);

/* Takes a plain descriptor over. */
void connection_adopt(struct connection *connection, int fd);

enum connection_result {
    CONNECTION_OK,
    CONNECTION_AGAIN, /* nothing to read now, or no room to write now */
    CONNECTION_EOF, /* the other end closed its sending direction: connection_is_cut */
    CONNECTION_RESET, /* reset or broken */
};

/* Reads at most size octets without waiting; *got is set with CONNECTION_OK. */
enum connection_result connection_read(struct connection *connection, void *octets,
                                       size_t size, size_t *got);

/* Writes as much as goes without waiting; *sent is set with CONNECTION_OK. */
enum connection_result connection_write(struct connection *connection,
                                        struct octets octets, size_t *sent);

/* What to poll fd for where POLLIN, POLLOUT or both are wanted: a handshake may need
 * the other direction first. Whatever becomes ready, do what was wanted again. */
short connection_events(const struct connection *connection, short wanted);

/* What a read would find now, without taking it: CONNECTION_OK where octets wait. */
enum connection_result connection_peek(const struct connection *connection);

/* Why TLS failed (it then reads as CONNECTION_RESET, or as CONNECTION_EOF within a
 * handshake): a sentence about the other end. NULL: it did not, or it is plain.
 * Borrowed until the connection is closed. */
const char *connection_failure(const struct connection *connection);

/* "TLSv1.3, ALPN http/1.1" once the handshake is done; NULL: it is not, or all is
 * plain. Static text, or borrowed until the connection is closed. */
const char *connection_security(const struct connection *connection);

/* true where the other end closed TCP without TLS's closure alert: content that only
 * the close delimits is incomplete (RFC 9112 section 9.8). */
bool connection_is_cut(const struct connection *connection);

/* Writes all, waiting until deadline_ns. CONNECTION_AGAIN: the deadline passed. Does
 * not read: a caller whose peer may fill both directions uses connection_write and
 * poll. */
enum connection_result connection_send(struct connection *connection,
                                       struct octets octets, int64_t deadline_ns);

/* Ends our direction: under TLS with the closure alert, then with FIN. */
void connection_half_close(struct connection *connection);

/* Before a wait for octets: what came is acknowledged at once and not up to 40 ms
 * later, for which many a server waits with the next octets of the same response
 * (Nagle). */
void connection_acknowledge(struct connection *connection);

/* Closes in order; unread octets do not turn it into a reset where that can be helped
 * (shutdown first). Safe on a closed connection. */
void connection_close(struct connection *connection);

/* Closes with RST (SO_LINGER 0). */
void connection_reset(struct connection *connection);

/* bind(2) of a socket with SO_REUSEADDR; finds a port (where address has 0) also when
 * connections in TIME_WAIT have used up those that the system gives out. False with
 * errno. */
bool bind_any(int fd, const struct address *address);

/* A listening socket on address (port 0: any free one, told by listener_address).
 * Where address names a TLS, each connection's first read or write shakes hands. */
struct listener {
    int fd;
    struct address address;
};
bool listener_open(struct listener *listener, const struct address *address,
                   struct err *err);
/* Accepts one connection without waiting: CONNECTION_OK or CONNECTION_AGAIN. */
enum connection_result listener_accept(struct listener *listener,
                                       struct connection *connection);
void listener_close(struct listener *listener);

#endif
