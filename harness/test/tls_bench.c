/* SPDX-License-Identifier: MIT */
/* A listener under TLS, and a client that connects in a thread of its own. */
#include "test/tls_bench.h"

#include "base/clock.h"
#include "base/disk.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

enum { CA_MAX = 1 << 16 };

static void *call(void *argument)
{
    struct tls_caller *caller = argument;
    caller->ok = connection_open(&caller->connection, &caller->address,
                                 clock_deadline_ns(caller->patience_ms), &caller->err);
    return NULL;
}

void tls_bench_call(struct tls_caller *caller, const struct listener *listener,
                    const struct tls *tls)
{
    caller->address = listener->address;
    caller->address.tls = tls;
    if (caller->patience_ms == 0)
        caller->patience_ms = TLS_BENCH_MS;
    assert_int_equal(pthread_create(&caller->thread, NULL, call, caller), 0);
}

void tls_bench_wait(struct connection *connection, short wanted)
{
    struct pollfd entry = {.fd = connection->fd,
                           .events = connection_events(connection, wanted)};
    assert_int_equal(poll(&entry, 1, TLS_BENCH_MS), 1);
}

void tls_bench_accept(struct listener *listener, struct connection *connection)
{
    struct pollfd entry = {.fd = listener->fd, .events = POLLIN};
    assert_int_equal(poll(&entry, 1, TLS_BENCH_MS), 1);
    assert_int_equal(listener_accept(listener, connection), CONNECTION_OK);
}

enum connection_result tls_bench_read(struct connection *connection, char *out,
                                      size_t size, size_t *got)
{
    enum connection_result result = connection_read(connection, out, size, got);
    while (result == CONNECTION_AGAIN) {
        tls_bench_wait(connection, POLLIN);
        result = connection_read(connection, out, size, got);
    }
    return result;
}

/* The server's end sends "ready" to bring the handshake about: it speaks first. */
void tls_bench_welcome(struct listener *listener, struct connection *far)
{
    tls_bench_accept(listener, far);
    assert_int_equal(
        connection_send(far, OCTETS("ready"), clock_deadline_ns(TLS_BENCH_MS)),
        CONNECTION_OK);
}

static void write_authority(struct tls_bench *bench)
{
    struct buf pem;
    struct err err;
    buf_init(&pem, CA_MAX);
    certificate_authority(bench->certificate, &pem);
    snprintf(bench->ca_file, sizeof bench->ca_file, "/tmp/interim-test-%ld.pem",
             (long)getpid());
    assert_true(disk_write(bench->ca_file, buf_view(&pem), &err));
    buf_fini(&pem);
}

void tls_bench_open(struct tls_bench *bench, const struct certificate_options *options)
{
    struct address any;
    struct err err;
    *bench = (struct tls_bench){.listener = {.fd = -1}, .far = {.fd = -1}};
    bench->caller.connection.fd = -1;
    bench->certificate = certificate_new(options, &err);
    assert_non_null(bench->certificate);
    bench->server = tls_server_new(bench->certificate, &err);
    assert_non_null(bench->server);
    write_authority(bench);
    address_loopback(&any, 0);
    any.tls = bench->server;
    assert_true(listener_open(&bench->listener, &any, &err));
}

void tls_bench_trust(struct tls_bench *bench)
{
    const struct tls_client_options options = {.ca_file = bench->ca_file};
    struct err err;
    bench->client = tls_client_new(&options, &err);
    assert_non_null(bench->client);
}

void tls_bench_close(struct tls_bench *bench)
{
    connection_close(&bench->caller.connection);
    connection_close(&bench->far);
    listener_close(&bench->listener);
    tls_free(&bench->client);
    tls_free(&bench->server);
    certificate_free(&bench->certificate);
    unlink(bench->ca_file);
}
