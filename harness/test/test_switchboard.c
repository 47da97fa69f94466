/* SPDX-License-Identifier: MIT */
/* The switchboard: every request finds its case, or an answer. */
#include "base/clock.h"
#include "net/connection.h"
#include "play/switchboard.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = 5000, TEST_LIMIT_S = 60, READ_MAX = 1024 };

struct bench {
    struct token_source tokens;
    struct switchboard *board;
    struct connection gateway; /* what a gateway would open */
    char text[READ_MAX];       /* what it read last */
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    struct address address;
    struct err err;
    assert_non_null(bench);
    token_source_init(&bench->tokens);
    address_loopback(&address, 0);
    bench->board = switchboard_open(&address, &bench->tokens, &err);
    assert_non_null(bench->board);
    assert_true(connection_open(&bench->gateway, switchboard_address(bench->board),
                                clock_deadline_ns(DEADLINE_MS), &err));
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    connection_close(&bench->gateway);
    switchboard_close(&bench->board);
    free(bench);
    return 0;
}

static void send_text(struct bench *bench, const char *text)
{
    assert_int_equal(connection_send(&bench->gateway, octets_of(text),
                                     clock_deadline_ns(DEADLINE_MS)),
                     CONNECTION_OK);
}

/* A request for "/KIND/x/TAG" of this number. */
static void send_tagged(struct bench *bench, char kind, uint32_t number)
{
    struct buf request;
    buf_init(&request, 300);
    buf_printf(&request, "GET /prefix/%c/x/", kind);
    token_add_tag(&bench->tokens, number, &request);
    buf_add_text(&request, " HTTP/1.1\r\nHost: h\r\n\r\n");
    send_text(bench, buf_text(&request));
    buf_fini(&request);
}

/* Reads once; "" at the end of the connection. */
static const char *answer(struct bench *bench)
{
    size_t got = 0;
    struct pollfd entry = {.fd = bench->gateway.fd, .events = POLLIN};
    assert_int_equal(poll(&entry, 1, DEADLINE_MS), 1);
    if (connection_read(&bench->gateway, bench->text, READ_MAX - 1, &got) !=
        CONNECTION_OK)
        got = 0;
    bench->text[got] = '\0';
    return bench->text;
}

static struct loan await_loan(struct inbox *inbox)
{
    struct pollfd entry = {.fd = inbox_fd(inbox), .events = POLLIN};
    struct loan loan = {.connection = CONNECTION_NONE};
    assert_int_equal(poll(&entry, 1, DEADLINE_MS), 1);
    assert_true(inbox_take(inbox, &loan));
    return loan;
}

static void a_health_check_gets_a_200(void **state)
{
    struct bench *bench = *state;
    send_text(bench, "GET /health HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_non_null(strstr(answer(bench), "HTTP/1.1 200 "));
    send_text(bench, "GET /again HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_non_null(strstr(answer(bench), "HTTP/1.1 200 "));
}

static void a_canary_gets_its_token(void **state)
{
    struct bench *bench = *state;
    char token[TOKEN_OCTETS + 1] = {0};
    token_write(&bench->tokens, 9, (unsigned char *)token);
    send_tagged(bench, 'k', 9);
    assert_non_null(strstr(answer(bench), token));
}

static void a_case_gets_the_connection_with_what_was_read(void **state)
{
    struct bench *bench = *state;
    struct inbox *inbox = switchboard_register(bench->board, 5, 2);
    send_tagged(bench, 'c', 6);
    const struct loan loan = await_loan(inbox);
    struct connection lent = loan.connection;
    assert_memory_equal(loan.input, "GET /prefix/c/x/", 16);
    assert_memory_equal(loan.input + loan.input_len - 4, "\r\n\r\n", 4);
    free(loan.input);
    assert_int_equal(
        connection_send(&lent, OCTETS("mine"), clock_deadline_ns(DEADLINE_MS)),
        CONNECTION_OK);
    assert_string_equal(answer(bench), "mine");
    switchboard_return(bench->board, lent, (struct octets){NULL, 0});
    send_tagged(bench, 'k', 9);
    assert_non_null(strstr(answer(bench), "HTTP/1.1 200 "));
    switchboard_unregister(bench->board, &inbox);
}

static void octets_given_back_are_served(void **state)
{
    struct bench *bench = *state;
    struct inbox *inbox = switchboard_register(bench->board, 5, 2);
    send_tagged(bench, 'c', 5);
    const struct loan loan = await_loan(inbox);
    free(loan.input);
    switchboard_return(bench->board, loan.connection,
                       OCTETS("GET /left HTTP/1.1\r\n\r\n"));
    assert_non_null(strstr(answer(bench), "HTTP/1.1 200 "));
    switchboard_unregister(bench->board, &inbox);
}

static void a_request_of_a_case_that_is_over_is_refused(void **state)
{
    struct bench *bench = *state;
    struct inbox *inbox = switchboard_register(bench->board, 5, 2);
    switchboard_unregister(bench->board, &inbox);
    send_tagged(bench, 'c', 5);
    assert_non_null(strstr(answer(bench), "HTTP/1.1 503 "));
    assert_string_equal(answer(bench), "");
}

static void a_head_without_end_is_cut_off(void **state)
{
    struct bench *bench = *state;
    static char much[300000];
    memset(much, 'x', sizeof much - 1);
    struct octets left = {(unsigned char *)much, sizeof much - 1};
    send_text(bench, "GET /");
    (void)connection_send(&bench->gateway, left, clock_deadline_ns(DEADLINE_MS));
    assert_string_equal(answer(bench), "");
}

static void an_idle_connection_can_be_borrowed_or_closed(void **state)
{
    struct bench *bench = *state;
    send_text(bench, "GET /health HTTP/1.1\r\n\r\n");
    (void)answer(bench);
    const struct connection idle = switchboard_borrow(bench->board);
    assert_true(idle.fd >= 0);
    assert_int_equal(switchboard_borrow(bench->board).fd, -1);
    switchboard_return(bench->board, idle, (struct octets){NULL, 0});
    switchboard_close_idle(bench->board);
    assert_string_equal(answer(bench), "");
}

static void a_port_in_use_is_told(void **state)
{
    struct bench *bench = *state;
    struct err err;
    assert_null(
        switchboard_open(switchboard_address(bench->board), &bench->tokens, &err));
    assert_non_null(strstr(err.text, "cannot listen"));
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(a_health_check_gets_a_200),
        BENCH_TEST(a_canary_gets_its_token),
        BENCH_TEST(a_case_gets_the_connection_with_what_was_read),
        BENCH_TEST(octets_given_back_are_served),
        BENCH_TEST(a_request_of_a_case_that_is_over_is_refused),
        BENCH_TEST(a_head_without_end_is_cut_off),
        BENCH_TEST(an_idle_connection_can_be_borrowed_or_closed),
        BENCH_TEST(a_port_in_use_is_told),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("switchboard", tests, NULL, NULL);
}
