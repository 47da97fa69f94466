/* SPDX-License-Identifier: MIT */
/* The content of a probe's request: when it is sent, when it waits, when it is kept. */
#include "base/clock.h"
#include "probe/probe.h"
#include "test/puppet.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* More than the buffers of a connection hold, so that it takes both ends. */
enum { LARGE = 24 << 20, PATIENCE_MS = 20000 };

#define LAST "last."

struct script {
    const char *first; /* said when the header section has come */
    const char *then;  /* said when all of the content has; NULL: nothing */
};

/* Reads until what came ends in LAST. */
static bool hear_all(struct puppet *puppet, struct connection *connection)
{
    const int64_t deadline_ns = clock_deadline_ns(PATIENCE_MS);
    char tail[sizeof LAST] = "";
    char piece[1 << 16];
    while (strcmp(tail, LAST) != 0) {
        struct pollfd entry = {.fd = connection->fd, .events = POLLIN};
        size_t got = 0;
        if (puppet_is_ending(puppet) || clock_left_ms(deadline_ns) == 0)
            return false;
        (void)poll(&entry, 1, 20);
        const enum connection_result result =
            connection_read(connection, piece, sizeof piece, &got);
        if (result == CONNECTION_EOF || result == CONNECTION_RESET)
            return false;
        if (result == CONNECTION_OK && got >= sizeof LAST - 1)
            memcpy(tail, piece + got - (sizeof LAST - 1), sizeof LAST - 1);
    }
    return true;
}

/* Reads the header section alone, octet by octet, says what the script says, and reads
 * on. */
static void serve_script(struct puppet *puppet, struct connection *connection)
{
    const struct script *script = puppet_user(puppet);
    char end[5] = "";
    while (strcmp(end, "\r\n\r\n") != 0) {
        struct pollfd entry = {.fd = connection->fd, .events = POLLIN};
        char octet;
        size_t got = 0;
        if (puppet_is_ending(puppet))
            return;
        (void)poll(&entry, 1, 20);
        if (connection_read(connection, &octet, 1, &got) != CONNECTION_OK)
            continue;
        memmove(end, end + 1, 3);
        end[3] = octet;
    }
    if (!puppet_say(puppet, connection, script->first))
        return;
    if (script->then && hear_all(puppet, connection))
        puppet_say(puppet, connection, script->then);
    puppet_linger(puppet, connection);
}

/* A PUT to a puppet with this script; probe_close is due. */
static const struct probe_hop *put(const struct script *script,
                                   const struct probe_request *request,
                                   struct probe_options *options, struct probe *probe)
{
    char url[160];
    void *user;
    struct err err;
    memcpy(&user, &script, sizeof user);
    struct puppet *puppet = puppet_start(serve_script, user);
    snprintf(url, sizeof url, "http://%s/", puppet_address(puppet)->text);
    *options =
        (struct probe_options){.url = url, .request = *request, .limits = PROBE_LIMITS};
    options->limits.after_ms = 20;
    if (probe_open(probe, options, &err) != PROBE_READY)
        fail_msg("%s", err.text);
    probe_run(probe, NULL, NULL, NULL);
    puppet_stop(&puppet);
    options->url = "";
    return &probe->hops[PROBE_NEAR];
}

#define OK200 "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct probe_request EXPECTS = {
    .method = "PUT",
    .expect = true,
    .has_content = true,
    .content = {(const unsigned char *)LAST, sizeof LAST - 1}};

static void content_waits_for_the_100(void **state)
{
    const struct script script = {"HTTP/1.1 100 Continue\r\n\r\n", OK200};
    struct probe_options options;
    struct probe probe;
    (void)state;
    const struct probe_hop *hop = put(&script, &EXPECTS, &options, &probe);
    assert_int_equal(hop->final.status, 200);
    assert_true(hop->content_sent_ns > hop->interims[0].at_ns);
    assert_true(probe_says(&probe, PROBE_NEAR, DIAGNOSIS_CONTINUE_ASKED));
    assert_int_equal(probe_verdict(&probe), PROBE_OK);
    probe_close(&probe);
}

static void content_waits_through_a_102(void **state)
{
    const struct script script = {
        "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n", OK200};
    struct probe_options options;
    struct probe probe;
    (void)state;
    const struct probe_hop *hop = put(&script, &EXPECTS, &options, &probe);
    assert_int_equal(hop->interim_count, 2);
    assert_int_equal(hop->final.status, 200);
    assert_true(hop->content_sent_ns > hop->interims[1].at_ns);
    probe_close(&probe);
}

static void content_that_is_refused_is_not_sent(void **state)
{
    const struct script script = {
        "HTTP/1.1 413 Too Much\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        NULL};
    struct probe_options options;
    struct probe probe;
    (void)state;
    const struct probe_hop *hop = put(&script, &EXPECTS, &options, &probe);
    assert_int_equal(hop->content_sent_ns, -1);
    assert_true(probe_says(&probe, PROBE_NEAR, DIAGNOSIS_EARLY_FINAL));
    assert_int_equal(probe_verdict(&probe), PROBE_OK);
    probe_close(&probe);
}

static void content_that_no_100_comes_for_is_sent_late(void **state)
{
    const struct script script = {"", OK200};
    struct probe_options options;
    struct probe probe;
    (void)state;
    const struct probe_hop *hop = put(&script, &EXPECTS, &options, &probe);
    assert_true(hop->gave_up_waiting);
    assert_int_equal(hop->final.status, 200);
    assert_true(probe_says(&probe, PROBE_NEAR, DIAGNOSIS_NO_CONTINUE));
    assert_int_equal(probe_verdict(&probe), PROBE_FAILED); /* continue.answer */
    probe_close(&probe);
}

/* A server may begin to answer before it has all of the content: the rest is owed. */
static void content_goes_on_behind_an_early_answer(void **state)
{
    const struct script script = {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                                  "hello"};
    unsigned char *large = malloc(LARGE);
    struct probe_options options;
    struct probe probe;
    (void)state;
    assert_non_null(large);
    memset(large, '.', LARGE);
    memcpy(large + LARGE - (sizeof LAST - 1), LAST, sizeof LAST - 1);
    const struct probe_request request = {
        .method = "PUT", .has_content = true, .content = {large, LARGE}};
    const struct probe_hop *hop = put(&script, &request, &options, &probe);
    assert_true(hop->complete);
    assert_true(hop->content_sent_ns > 0); /* which of the two ends first is a race */
    assert_int_equal(probe_verdict(&probe), PROBE_OK);
    probe_close(&probe);
    free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_waits_for_the_100),
        cmocka_unit_test(content_waits_through_a_102),
        cmocka_unit_test(content_that_is_refused_is_not_sent),
        cmocka_unit_test(content_that_no_100_comes_for_is_sent_late),
        cmocka_unit_test(content_goes_on_behind_an_early_answer),
    };
    return cmocka_run_group_tests_name("probe_content", tests, NULL, NULL);
}
