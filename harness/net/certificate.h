/* SPDX-License-Identifier: MIT */
/* A certificate of our own making, and the authority that signed it: EC P-256, in
 * memory, for a harness that is the server of a TLS connection. */
#ifndef INTERIM_NET_CERTIFICATE_H
#define INTERIM_NET_CERTIFICATE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct certificate;

/* Zeros: what is right. The rest is for tests of what is not. */
struct certificate_options {
    const char *names;     /* subjectAltName; NULL: localhost, 127.0.0.1 and ::1 */
    long begins_s;         /* when it becomes valid, seconds from now; 0: a day ago */
    long ends_s;           /* and until when; 0: in 90 days */
    size_t comment_octets; /* of a comment that makes it large */
};

/* Makes an authority and a certificate of it. NULL, with err, where OpenSSL cannot. */
struct certificate *certificate_new(const struct certificate_options *options,
                                    struct err *err);
void certificate_free(struct certificate **certificate);

/* Appends the authority's certificate in PEM: what a client must trust. */
void certificate_authority(const struct certificate *certificate, struct buf *out);

/* Appends certificate and key in PEM: what net/tls.h's tls_server_of_file reads. */
void certificate_with_key(const struct certificate *certificate, struct buf *out);

/* Gives certificate and key to an SSL_CTX (for net/tls.c). False, with err, where they
 * do not fit. */
struct ssl_ctx_st;
bool certificate_install(const struct certificate *certificate,
                         struct ssl_ctx_st *context, struct err *err);

#endif
