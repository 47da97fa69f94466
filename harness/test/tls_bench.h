/* SPDX-License-Identifier: MIT */
/* Two ends of one connection under TLS, for tests: both honest, or as they are made. */
#ifndef INTERIM_TEST_TLS_BENCH_H
#define INTERIM_TEST_TLS_BENCH_H

#include "net/connection.h"
#include "net/tls.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { TLS_BENCH_MS = 10000 }; /* how long any wait of these may take */

/* A client's end that connects in a thread of its own. */
struct tls_caller {
    struct address address;
    struct connection connection;
    struct err err;
    int64_t patience_ms;
    bool ok;
    pthread_t thread;
};

struct tls_bench {
    struct certificate *certificate;
    struct tls *server, *client;
    char ca_file[64];
    struct listener listener;
    struct tls_caller caller;
    struct connection far;
};

/* Makes certificate and listener, and writes the authority to ca_file. */
void tls_bench_open(struct tls_bench *bench, const struct certificate_options *options);
void tls_bench_close(struct tls_bench *bench);

/* bench->client: trusts ca_file. */
void tls_bench_trust(struct tls_bench *bench);

/* The caller begins to connect, with this TLS (NULL: plain). pthread_join is due. */
void tls_bench_call(struct tls_caller *caller, const struct listener *listener,
                    const struct tls *tls);

void tls_bench_accept(struct listener *listener, struct connection *connection);
/* Accepts, and sends "ready": the server speaks first, and shakes hands by that. */
void tls_bench_welcome(struct listener *listener, struct connection *far);

void tls_bench_wait(struct connection *connection, short wanted);
/* The next result that is not CONNECTION_AGAIN. */
enum connection_result tls_bench_read(struct connection *connection, char *out,
                                      size_t size, size_t *got);

#endif
