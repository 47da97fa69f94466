/* SPDX-License-Identifier: MIT */
/* The descriptor below a TLS session, as a BIO of OpenSSL. Private to net/tls*.c.
 *
 * poll(2) tells the truth: OpenSSL reads no further than the record that it is at, and
 * the last octet of that stays in the kernel until its plaintext has been taken, so
 * that the descriptor is readable for as long as there is something to read. */
#ifndef INTERIM_NET_TLS_SOCKET_H
#define INTERIM_NET_TLS_SOCKET_H

#include <openssl/bio.h>

#include <stdbool.h>
#include <stddef.h>

enum {
    TLS_HANDSHAKE_MAX = 256 * 1024, /* octets that a handshake may have */
    TLS_TURN_MAX = 1024 * 1024      /* octets that one call may read */
};

struct tls_socket {
    int fd;
    bool held;        /* the octet that was read last is still in the kernel */
    bool eof;         /* the other end closed its direction, with or without an alert */
    bool handshaking; /* octets are counted against TLS_HANDSHAKE_MAX */
    bool flooded;     /* and there were more */
    int failure;      /* errno; 0: none */
    size_t received;  /* while handshaking */
    size_t turn;      /* octets of the call under way */
    unsigned char first[40]; /* that came */
    size_t first_len;
};

/* NULL where memory ran out. BIO_meth_free frees it. */
BIO_METHOD *tls_socket_method(void);

/* A BIO on socket, which is borrowed; NULL where memory ran out. */
BIO *tls_socket_bio(const BIO_METHOD *method, struct tls_socket *socket);

/* The plaintext of the record has been taken: so is its last octet. */
void tls_socket_release(struct tls_socket *socket);

/* Adds to `first` what has come behind it, without taking it. */
void tls_socket_look(struct tls_socket *socket);

#endif
