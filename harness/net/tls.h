/* SPDX-License-Identifier: MIT */
/* What TLS connections to one target, or of its clients to us, have in common. A struct
 * address that names one is connected to, or listened on, over TLS 1.2 or 1.3 with ALPN
 * http/1.1; without renegotiation, session tickets of ours, compression or early data.
 */
#ifndef INTERIM_NET_TLS_H
#define INTERIM_NET_TLS_H

#include "base/err.h"
#include "net/certificate.h"

#include <stdbool.h>

/* Does not change once it is made: any thread may use it. Outlives its connections. */
struct tls;

/* How we connect. All zeros: as a careful client does. */
struct tls_client_options {
    const char *ca_file; /* PEM, trusted alone; NULL: what the system trusts */
    bool insecure;       /* any certificate will do */
    const char *name;    /* for SNI and for the certificate; NULL: the address's own */
};

/* NULL, with err, where the file of authorities, or the name, cannot be used. */
struct tls *tls_client_new(const struct tls_client_options *options, struct err *err);

/* We are the server, and show this certificate (which may be freed afterwards). */
struct tls *tls_server_new(const struct certificate *certificate, struct err *err);

/* The same with a PEM file of a certificate, the chain behind it, and its key. */
struct tls *tls_server_of_file(const char *path, struct err *err);

void tls_free(struct tls **tls);

/* Frees what OpenSSL keeps for this thread: for a detached one, whose own end nobody
 * waits for, before it says that it is done. */
void tls_leave_thread(void);

#endif
