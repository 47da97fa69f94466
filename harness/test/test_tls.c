/* SPDX-License-Identifier: MIT */
/* Connections under TLS: the same contract as plain ones, and what can go wrong before.
 */
#include "base/clock.h"
#include "test/tls_bench.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = TLS_BENCH_MS, SHORT_MS = 200, TEST_LIMIT_S = 120 };

static int set_up(void **state)
{
    static struct tls_bench bench;
    char octets[8];
    size_t got = 0;
    tls_bench_open(&bench, &(struct certificate_options){0});
    tls_bench_trust(&bench);
    tls_bench_call(&bench.caller, &bench.listener, bench.client);
    tls_bench_welcome(&bench.listener, &bench.far);
    pthread_join(bench.caller.thread, NULL);
    if (!bench.caller.ok)
        fail_msg("%s", bench.caller.err.text);
    assert_int_equal(
        tls_bench_read(&bench.caller.connection, octets, sizeof octets, &got),
        CONNECTION_OK);
    assert_int_equal(got, 5);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    tls_bench_close(*state);
    return 0;
}

/* ------------------------------------------------------------ the same contract */

static void send_all(struct connection *connection, struct octets octets)
{
    assert_int_equal(
        connection_send(connection, octets, clock_deadline_ns(DEADLINE_MS)),
        CONNECTION_OK);
}

static void one_send_is_one_record(void **state)
{
    struct tls_bench *bench = *state;
    char octets[64];
    size_t got = 0;
    send_all(&bench->far, OCTETS("HTTP/1.1 102 "));
    send_all(&bench->far, OCTETS("Processing"));
    assert_int_equal(
        tls_bench_read(&bench->caller.connection, octets, sizeof octets, &got),
        CONNECTION_OK);
    assert_int_equal(got, 13); /* a read never joins two records */
    assert_int_equal(
        tls_bench_read(&bench->caller.connection, octets, sizeof octets, &got),
        CONNECTION_OK);
    assert_int_equal(got, 10);
}

static void what_is_left_of_a_record_is_readable(void **state)
{
    struct tls_bench *bench = *state;
    send_all(&bench->caller.connection, OCTETS("drop by drop"));
    for (size_t at = 0; at < 12; at++) {
        char octet;
        size_t got = 0;
        tls_bench_wait(&bench->far, POLLIN); /* before every read, not only the first */
        assert_int_equal(connection_peek(&bench->far), CONNECTION_OK);
        assert_int_equal(connection_read(&bench->far, &octet, 1, &got), CONNECTION_OK);
        assert_int_equal(octet, "drop by drop"[at]);
    }
    struct pollfd entry = {.fd = bench->far.fd, .events = POLLIN};
    assert_int_equal(poll(&entry, 1, 0), 0);
    assert_int_equal(connection_peek(&bench->far), CONNECTION_AGAIN);
}

static void much_goes_through_in_both_directions(void **state)
{
    struct tls_bench *bench = *state;
    struct connection *ends[2] = {&bench->far, &bench->caller.connection};
    static unsigned char much[300000], room[70000];
    for (size_t at = 0; at < sizeof much; at++)
        much[at] = (unsigned char)(at * 7);
    for (int way = 0; way < 2; way++) {
        size_t sent = 0, received = 0;
        while (received < sizeof much) {
            size_t count = 0;
            if (sent < sizeof much &&
                connection_write(ends[way],
                                 (struct octets){much + sent, sizeof much - sent},
                                 &count) == CONNECTION_OK)
                sent += count;
            if (connection_read(ends[1 - way], room, sizeof room, &count) !=
                CONNECTION_OK)
                continue;
            assert_memory_equal(room, much + received, count);
            received += count;
        }
    }
}

static void a_half_close_can_be_answered(void **state)
{
    struct tls_bench *bench = *state;
    char octets[8];
    size_t got = 0;
    connection_half_close(&bench->caller.connection);
    assert_int_equal(tls_bench_read(&bench->far, octets, sizeof octets, &got),
                     CONNECTION_EOF);
    assert_false(connection_is_cut(&bench->far));
    send_all(&bench->far, OCTETS("bye"));
    assert_int_equal(
        tls_bench_read(&bench->caller.connection, octets, sizeof octets, &got),
        CONNECTION_OK);
    assert_int_equal(got, 3);
}

static void a_close_without_the_alert_is_told(void **state)
{
    struct tls_bench *bench = *state;
    char octets[8];
    size_t got = 0;
    shutdown(bench->caller.connection.fd, SHUT_WR);
    assert_int_equal(tls_bench_read(&bench->far, octets, sizeof octets, &got),
                     CONNECTION_EOF);
    assert_true(connection_is_cut(&bench->far));
    assert_null(connection_failure(&bench->far));
    send_all(&bench->far, OCTETS("bye"));
    assert_int_equal(
        tls_bench_read(&bench->caller.connection, octets, sizeof octets, &got),
        CONNECTION_OK);
    assert_int_equal(got, 3);
}

static void a_reset_is_a_reset(void **state)
{
    struct tls_bench *bench = *state;
    char octets[8];
    size_t got = 0;
    connection_reset(&bench->caller.connection);
    assert_int_equal(tls_bench_read(&bench->far, octets, sizeof octets, &got),
                     CONNECTION_RESET);
    assert_null(connection_failure(&bench->far));
}

/* An early final response, whose server then has the rest of the content no more. */
static void what_came_before_a_reset_is_read_also_when_a_write_has_failed(void **state)
{
    struct tls_bench *bench = *state;
    struct connection *near = &bench->caller.connection;
    char octets[8];
    size_t got = 0;
    send_all(&bench->far, OCTETS("early"));
    tls_bench_wait(near, POLLIN);
    connection_reset(&bench->far);
    assert_int_equal(
        connection_send(near, OCTETS("content"), clock_deadline_ns(DEADLINE_MS)),
        CONNECTION_RESET);
    assert_int_equal(tls_bench_read(near, octets, sizeof octets, &got), CONNECTION_OK);
    assert_int_equal(got, 5);
    assert_int_equal(connection_write(near, OCTETS("more"), &got), CONNECTION_RESET);
    assert_int_not_equal(tls_bench_read(near, octets, sizeof octets, &got),
                         CONNECTION_OK);
    assert_true(connection_is_cut(near));
    assert_null(connection_failure(near));
}

static void a_close_with_octets_unread_is_no_reset(void **state)
{
    struct tls_bench *bench = *state;
    char octets[8];
    size_t got = 0;
    send_all(&bench->far, OCTETS("unread"));
    tls_bench_wait(&bench->caller.connection, POLLIN);
    send_all(&bench->caller.connection, OCTETS("last"));
    connection_close(&bench->caller.connection);
    assert_int_equal(tls_bench_read(&bench->far, octets, sizeof octets, &got),
                     CONNECTION_OK);
    assert_int_equal(tls_bench_read(&bench->far, octets, sizeof octets, &got),
                     CONNECTION_EOF);
    assert_false(connection_is_cut(&bench->far));
}

/* ------------------------------------------------------------ what is refused */

static void a_certificate_is_verified_unless_told_not_to(void **state)
{
    (void)state;
    static const struct {
        struct certificate_options certificate;
        bool give_authority, insecure;
        const char *name, *expected; /* NULL: it is good */
    } ROWS[] = {
        {{0}, true, false, NULL, NULL},
        {{0}, true, false, "localhost", NULL},
        {{0}, false, true, NULL, NULL},
        {{0}, false, false, NULL, "(--cacert FILE: trust this authority"},
        {{0}, true, false, "other.example", "it is not for 'other.example'"},
        {{.names = "DNS:other.example"},
         true,
         false,
         NULL,
         "it is not for '127.0.0.1' (--sni NAME"},
        {{.names = "DNS:other.example"}, true, false, "other.example", NULL},
        {{.begins_s = -9999, .ends_s = -99}, true, false, NULL, "expired"},
        {{.begins_s = -9999, .ends_s = -99}, false, true, NULL, NULL},
        {{.begins_s = 9999}, true, false, NULL, "not yet valid"},
        {{.comment_octets = 200000}, true, false, NULL, "excessive message size"},
        {{.comment_octets = 200000}, false, true, NULL, "excessive message size"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct tls_bench bench;
        struct err err;
        char octet;
        size_t got;
        tls_bench_open(&bench, &ROWS[row].certificate);
        const struct tls_client_options options = {
            .ca_file = ROWS[row].give_authority ? bench.ca_file : NULL,
            .insecure = ROWS[row].insecure,
            .name = ROWS[row].name};
        bench.client = tls_client_new(&options, &err);
        assert_non_null(bench.client);
        tls_bench_call(&bench.caller, &bench.listener, bench.client);
        tls_bench_accept(&bench.listener, &bench.far);
        if (!ROWS[row].expected)
            send_all(&bench.far, OCTETS("ready"));
        else
            assert_int_not_equal(tls_bench_read(&bench.far, &octet, 1, &got),
                                 CONNECTION_OK);
        pthread_join(bench.caller.thread, NULL);
        if (bench.caller.ok != !ROWS[row].expected)
            fail_msg("row %zu: expected %d, found %d: %s", row, !ROWS[row].expected,
                     bench.caller.ok, bench.caller.err.text);
        if (ROWS[row].expected && !strstr(bench.caller.err.text, ROWS[row].expected))
            fail_msg("row %zu: expected '%s', found '%s'", row, ROWS[row].expected,
                     bench.caller.err.text);
        tls_bench_close(&bench);
    }
}

static void a_client_that_does_not_trust_us_is_told(void **state)
{
    (void)state;
    struct tls_bench bench;
    struct err err;
    char octet;
    size_t got;
    tls_bench_open(&bench, &(struct certificate_options){0});
    bench.client = tls_client_new(&(struct tls_client_options){0}, &err);
    tls_bench_call(&bench.caller, &bench.listener, bench.client);
    tls_bench_accept(&bench.listener, &bench.far);
    assert_int_equal(tls_bench_read(&bench.far, &octet, 1, &got), CONNECTION_RESET);
    assert_string_equal(connection_failure(&bench.far),
                        "it ended TLS with the alert 'unknown CA'");
    pthread_join(bench.caller.thread, NULL);
    tls_bench_close(&bench);
}

static void http_on_a_tls_port_is_told(void **state)
{
    (void)state;
    struct tls_bench bench;
    char octet;
    size_t got;
    tls_bench_open(&bench, &(struct certificate_options){0});
    tls_bench_call(&bench.caller, &bench.listener, NULL);
    tls_bench_accept(&bench.listener, &bench.far);
    pthread_join(bench.caller.thread, NULL);
    send_all(&bench.caller.connection, OCTETS("GET / HTTP/1.1\r\n\r\n"));
    assert_int_equal(tls_bench_read(&bench.far, &octet, 1, &got), CONNECTION_RESET);
    assert_non_null(strstr(connection_failure(&bench.far),
                           "does not speak TLS, but begins with 'GET / "));
    tls_bench_close(&bench);
}

/* Whatever was tried last: else a wait for room to write ends at once, again and again.
 */
static void before_the_hello_a_server_waits_for_octets_alone(void **state)
{
    (void)state;
    struct tls_bench bench;
    char octet;
    size_t count;
    tls_bench_open(&bench, &(struct certificate_options){0});
    tls_bench_call(&bench.caller, &bench.listener, NULL);
    tls_bench_accept(&bench.listener, &bench.far);
    pthread_join(bench.caller.thread, NULL);
    assert_int_equal(connection_write(&bench.far, OCTETS("ready"), &count),
                     CONNECTION_AGAIN);
    assert_int_equal(connection_read(&bench.far, &octet, 1, &count), CONNECTION_AGAIN);
    assert_int_equal(connection_events(&bench.far, POLLIN | POLLOUT), POLLIN);
    tls_bench_close(&bench);
}

/* What a server that is none says to a client's hello, and what the client makes of it.
 */
static void answer_hello(struct octets answer, unsigned times, int64_t patience_ms,
                         const char *expected)
{
    struct tls_bench bench;
    struct err err;
    tls_bench_open(&bench, &(struct certificate_options){0});
    bench.listener.address.tls = NULL;
    bench.client = tls_client_new(&(struct tls_client_options){.insecure = true}, &err);
    bench.caller.patience_ms = patience_ms;
    tls_bench_call(&bench.caller, &bench.listener, bench.client);
    tls_bench_accept(&bench.listener, &bench.far);
    enum connection_result sent = CONNECTION_OK;
    for (unsigned at = 0; at < times && sent == CONNECTION_OK; at++)
        sent = connection_send(&bench.far, answer, clock_deadline_ns(DEADLINE_MS));
    if (patience_ms == DEADLINE_MS)
        connection_half_close(&bench.far);
    pthread_join(bench.caller.thread, NULL);
    assert_false(bench.caller.ok);
    assert_int_equal(bench.caller.connection.fd, -1);
    if (!strstr(bench.caller.err.text, expected))
        fail_msg("expected '%s', found '%s'", expected, bench.caller.err.text);
    tls_bench_close(&bench);
}

static void a_server_without_tls_is_told(void **state)
{
    (void)state;
    answer_hello(OCTETS("HTTP/1.1 400 Bad Request\r\n\r\n"), 1, DEADLINE_MS,
                 "does not speak TLS, but begins with 'HTTP/");
    answer_hello(OCTETS("\x15\x03\x03\x00\x02\x02\x28"), 1, DEADLINE_MS,
                 "alert 'handshake failure'");
    answer_hello(OCTETS(""), 1, DEADLINE_MS, "closed the connection");
    answer_hello(OCTETS(""), 1, SHORT_MS, "does not answer the TLS handshake");
    answer_hello(OCTETS("\x16\x03"), 1, SHORT_MS, "takes too long");
}

static void a_handshake_without_end_is_bounded(void **state)
{
    (void)state;
    /* HelloRequest, which a client may pass over as often as it comes. */
    static unsigned char flood[9000];
    static const unsigned char REQUEST[] = {0x16, 3, 3, 0, 4, 0, 0, 0, 0};
    for (size_t at = 0; at < sizeof flood; at++)
        flood[at] = REQUEST[at % sizeof REQUEST];
    answer_hello((struct octets){flood, sizeof flood}, 1000, DEADLINE_MS,
                 "more than 262144 octets");
}

static void authorities_that_cannot_be_read_are_told(void **state)
{
    (void)state;
    struct err err;
    const struct tls_client_options options = {.ca_file = "/no/such.pem"};
    assert_null(tls_client_new(&options, &err));
    assert_non_null(strstr(err.text, "/no/such.pem"));
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(one_send_is_one_record),
        BENCH_TEST(what_is_left_of_a_record_is_readable),
        BENCH_TEST(much_goes_through_in_both_directions),
        BENCH_TEST(a_half_close_can_be_answered),
        BENCH_TEST(a_close_without_the_alert_is_told),
        BENCH_TEST(a_reset_is_a_reset),
        BENCH_TEST(what_came_before_a_reset_is_read_also_when_a_write_has_failed),
        BENCH_TEST(a_close_with_octets_unread_is_no_reset),
        cmocka_unit_test(a_certificate_is_verified_unless_told_not_to),
        cmocka_unit_test(a_client_that_does_not_trust_us_is_told),
        cmocka_unit_test(http_on_a_tls_port_is_told),
        cmocka_unit_test(before_the_hello_a_server_waits_for_octets_alone),
        cmocka_unit_test(a_server_without_tls_is_told),
        cmocka_unit_test(a_handshake_without_end_is_bounded),
        cmocka_unit_test(authorities_that_cannot_be_read_are_told),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("tls", tests, NULL, NULL);
}
