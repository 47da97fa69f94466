/* SPDX-License-Identifier: MIT */
/* Connections: segments leave as they are, ends are told apart, nothing waits for ever.
 */
#include "base/clock.h"
#include "net/connection.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = 5000, TEST_LIMIT_S = 60 };

/* Two ends of one connection over the loopback interface. */
struct pair {
    struct listener listener;
    struct connection near;
    struct connection far;
};

static void wait_readable(int fd)
{
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&entry, 1, DEADLINE_MS), 1);
}

static int set_up(void **state)
{
    static struct pair pair;
    struct address address;
    struct err err;
    address_loopback(&address, 0);
    assert_true(listener_open(&pair.listener, &address, &err));
    assert_true(connection_open(&pair.near, &pair.listener.address,
                                clock_deadline_ns(DEADLINE_MS), &err));
    wait_readable(pair.listener.fd);
    assert_int_equal(listener_accept(&pair.listener, &pair.far), CONNECTION_OK);
    *state = &pair;
    return 0;
}

static int tear_down(void **state)
{
    struct pair *pair = *state;
    connection_close(&pair->near);
    connection_close(&pair->far);
    listener_close(&pair->listener);
    return 0;
}

/* The next result that is not CONNECTION_AGAIN. */
static enum connection_result read_next(struct connection *connection, char *out,
                                        size_t size, size_t *got)
{
    wait_readable(connection->fd);
    return connection_read(connection, out, size, got);
}

static void port_0_becomes_a_port_that_is_told(void **state)
{
    const struct pair *pair = *state;
    assert_int_not_equal(address_port(&pair->listener.address), 0);
    assert_null(strstr(pair->listener.address.text, ":0"));
}

static void nothing_to_read_is_no_end(void **state)
{
    struct pair *pair = *state;
    char octets[8];
    size_t got = 0;
    assert_int_equal(connection_read(&pair->near, octets, sizeof octets, &got),
                     CONNECTION_AGAIN);
}

static void what_is_sent_arrives(void **state)
{
    struct pair *pair = *state;
    char octets[8];
    size_t got = 0;
    assert_int_equal(
        connection_send(&pair->near, OCTETS("hello"), clock_deadline_ns(DEADLINE_MS)),
        CONNECTION_OK);
    assert_int_equal(read_next(&pair->far, octets, sizeof octets, &got), CONNECTION_OK);
    assert_int_equal(got, 5);
    assert_memory_equal(octets, "hello", 5);
}

static void a_half_close_is_an_end_that_can_be_answered(void **state)
{
    struct pair *pair = *state;
    char octets[8];
    size_t got = 0;
    connection_half_close(&pair->near);
    assert_int_equal(read_next(&pair->far, octets, sizeof octets, &got),
                     CONNECTION_EOF);
    assert_int_equal(
        connection_send(&pair->far, OCTETS("bye"), clock_deadline_ns(DEADLINE_MS)),
        CONNECTION_OK);
    assert_int_equal(read_next(&pair->near, octets, sizeof octets, &got),
                     CONNECTION_OK);
    assert_int_equal(got, 3);
}

static void a_close_with_octets_unread_is_no_reset(void **state)
{
    struct pair *pair = *state;
    char octets[8];
    size_t got = 0;
    const int64_t deadline_ns = clock_deadline_ns(DEADLINE_MS);
    assert_int_equal(connection_send(&pair->near, OCTETS("unread"), deadline_ns),
                     CONNECTION_OK);
    wait_readable(pair->far.fd);
    assert_int_equal(connection_send(&pair->far, OCTETS("last"), deadline_ns),
                     CONNECTION_OK);
    connection_close(&pair->far);
    assert_int_equal(read_next(&pair->near, octets, sizeof octets, &got),
                     CONNECTION_OK);
    assert_memory_equal(octets, "last", 4);
    assert_int_equal(read_next(&pair->near, octets, sizeof octets, &got),
                     CONNECTION_EOF);
}

static void a_reset_is_told_from_a_close(void **state)
{
    struct pair *pair = *state;
    char octets[8];
    size_t got = 0;
    connection_reset(&pair->far);
    assert_int_equal(read_next(&pair->near, octets, sizeof octets, &got),
                     CONNECTION_RESET);
}

static void writing_to_the_dead_raises_no_signal(void **state)
{
    struct pair *pair = *state;
    size_t sent = 0;
    connection_reset(&pair->far);
    wait_readable(pair->near.fd);
    (void)connection_write(&pair->near, OCTETS("x"), &sent);
    assert_int_equal(connection_write(&pair->near, OCTETS("x"), &sent),
                     CONNECTION_RESET);
}

static void a_send_that_nobody_reads_ends_at_its_deadline(void **state)
{
    struct pair *pair = *state;
    static unsigned char much[32 << 20];
    const int64_t start_ns = clock_now_ns();
    assert_int_equal(connection_send(&pair->near, (struct octets){much, sizeof much},
                                     clock_deadline_ns(50)),
                     CONNECTION_AGAIN);
    assert_true(clock_now_ns() - start_ns < (int64_t)DEADLINE_MS * 1000000);
}

static void a_port_without_listener_refuses(void **state)
{
    struct pair *pair = *state;
    struct connection connection;
    struct err err;
    listener_close(&pair->listener);
    assert_false(connection_open(&connection, &pair->listener.address,
                                 clock_deadline_ns(DEADLINE_MS), &err));
    assert_non_null(strstr(err.text, pair->listener.address.text));
    assert_int_equal(connection.fd, -1);
}

static void addresses_are_read_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint16_t default_port;
        bool good;
        const char *why;
    } ROWS[] = {
        {"127.0.0.1:80", 0, true, "the plain form"},
        {"[::1]:8080", 0, true, "IPv6 in brackets"},
        {"127.0.0.1", 80, true, "the default port"},
        {"127.0.0.1", 0, false, "no port, and no default"},
        {"127.0.0.1:65536", 0, false, "a port out of range"},
        {"127.0.0.1:x", 0, false, "a port that is no number"},
        {":80", 0, false, "no host"},
        {"[::1", 0, false, "a bracket left open"},
        {"", 80, false, "nothing"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct address address;
        struct err err;
        const bool good = address_resolve(&address, octets_of(ROWS[row].text),
                                          ROWS[row].default_port, &err);
        if (good != ROWS[row].good)
            fail_msg("'%s' (%s): expected %d, found %d", ROWS[row].text, ROWS[row].why,
                     ROWS[row].good, good);
    }
}

static void urls_are_taken_apart_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *authority, *path; /* authority NULL: refused */
    } ROWS[] = {
        {"http://h:1/a?b", "h:1", "/a?b"},
        {"http://h", "h", "/"},
        {"HTTP://[::1]:2/x#part", "[::1]:2", "/x"},
        {"https://h/", "h", "/"},
        {"ftp://h/", NULL, NULL},
        {"http:///x", NULL, NULL},
        {"http://user@h/", NULL, NULL},
        {"http://h?x", NULL, NULL},
        {"http://h/a b", NULL, NULL},
        {"h:1/", NULL, NULL},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct url url;
        struct err err;
        const bool good = url_parse(&url, octets_of(ROWS[row].text), &err);
        if (good != (ROWS[row].authority != NULL))
            fail_msg("'%s': found %d", ROWS[row].text, good);
        if (good && (!octets_equal(url.authority, octets_of(ROWS[row].authority)) ||
                     !octets_equal(url.path, octets_of(ROWS[row].path))))
            fail_msg("'%s' was taken apart wrongly", ROWS[row].text);
    }
}

#define PAIR_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(port_0_becomes_a_port_that_is_told),
        PAIR_TEST(nothing_to_read_is_no_end),
        PAIR_TEST(what_is_sent_arrives),
        PAIR_TEST(a_half_close_is_an_end_that_can_be_answered),
        PAIR_TEST(a_close_with_octets_unread_is_no_reset),
        PAIR_TEST(a_reset_is_told_from_a_close),
        PAIR_TEST(writing_to_the_dead_raises_no_signal),
        PAIR_TEST(a_send_that_nobody_reads_ends_at_its_deadline),
        PAIR_TEST(a_port_without_listener_refuses),
        cmocka_unit_test(addresses_are_read_or_refused),
        cmocka_unit_test(urls_are_taken_apart_or_refused),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("connection", tests, NULL, NULL);
}
