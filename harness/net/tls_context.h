/* SPDX-License-Identifier: MIT */
/* What is in a struct tls. Private to net/tls*.c. */
#ifndef INTERIM_NET_TLS_CONTEXT_H
#define INTERIM_NET_TLS_CONTEXT_H

#include "net/tls.h"

#include <openssl/ssl.h>

struct tls {
    SSL_CTX *context;
    BIO_METHOD *socket; /* tls_socket_method */
    bool is_server;
    bool insecure;
    char *name; /* NULL: the address's host */
};

#endif
