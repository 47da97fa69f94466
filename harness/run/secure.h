/* SPDX-License-Identifier: MIT */
/* TLS of one run: how the target is reached over https, and what we show to those who
 * reach us over https. */
#ifndef INTERIM_RUN_SECURE_H
#define INTERIM_RUN_SECURE_H

#include "base/err.h"
#include "net/address.h"
#include "net/tls.h"

#include <stdbool.h>

/* Zeros: all is plain. Outlives every address that was made secure. */
struct secure {
    struct tls *client;
    struct tls *server;
    char ca_file[64]; /* of ours, PEM, there until secure_fini; "": none */
};

/* Connections to address are of TLS from now on. False with err. */
bool secure_target(struct secure *secure, struct address *address,
                   const struct tls_client_options *options, struct err *err);

/* Who listens on address speaks TLS from now on, with a certificate for localhost,
 * 127.0.0.1 and ::1 that is made here and now. Its authority is written to ca_file.
 * False with err. */
bool secure_listener(struct secure *secure, struct address *address, struct err *err);

/* The same with the certificate and key in the PEM file of this path, where they stay:
 * they are made where there is no such file, and trusted by who trusts this file. */
bool secure_listener_by(struct secure *secure, struct address *address,
                        const char *path, struct err *err);

/* Programs that we start find ca_file in their environment, by the names that the
 * common libraries look for. Call it before there are threads. */
void secure_tell_programs(const struct secure *secure);

void secure_fini(struct secure *secure);

#endif
