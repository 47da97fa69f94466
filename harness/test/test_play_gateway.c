/* SPDX-License-Identifier: MIT */
/* Playing against gateways: the reference one, and some that no one would want. */
#include "case/catalogue.h"
#include "peer/gateway.h"
#include "play/play.h"
#include "test/puppet.h"

#include "base/clock.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = 600, EARLY_MS = 100, TEST_LIMIT_S = 120, TEXT_SIZE = 8192 };

#include "test/play_gateway_cases.inc"

/* ------------------------------------------------------------ gateways */

/* What a puppet knows of its next hop. */
struct hop {
    struct address origin;
};

/* Asks the origin and reads its answer up to the first token-sized content. */
static bool ask(struct puppet *puppet, const char *head, char *answer)
{
    const struct hop *hop = puppet_user(puppet);
    struct connection origin;
    if (!connection_open(&origin, &hop->origin, clock_deadline_ns(DEADLINE_MS), NULL))
        return false;
    const bool answered = puppet_say(puppet, &origin, head) &&
                          puppet_await(puppet, &origin, "\r\n\r\nQ", answer, TEXT_SIZE);
    connection_close(&origin);
    return answered;
}

/* minor: of the version that it asks in; 0: as it was asked. */
static void forward(struct puppet *puppet, struct connection *client, char minor,
                    unsigned times)
{
    char head[TEXT_SIZE];
    char answer[TEXT_SIZE] = "";
    while (puppet_await(puppet, client, "\r\n\r\n", head, sizeof head)) {
        char *version = strstr(head, "HTTP/1.");
        if (minor && version)
            version[7] = minor;
        for (unsigned time = 0; time < times; time++)
            (void)ask(puppet, head, answer);
        if (!puppet_say(puppet, client, answer))
            return;
    }
}

static void asks_in_http10(struct puppet *puppet, struct connection *client)
{
    forward(puppet, client, '0', 1);
}

static void asks_twice(struct puppet *puppet, struct connection *client)
{
    forward(puppet, client, 0, 2);
}

static void asks_in_http11(struct puppet *puppet, struct connection *client)
{
    forward(puppet, client, '1', 1);
}

static void asks_once(struct puppet *puppet, struct connection *client)
{
    forward(puppet, client, 0, 1);
}

static void never_asks(struct puppet *puppet, struct connection *client)
{
    puppet_linger(puppet, client);
}

static void answers_by_itself(struct puppet *puppet, struct connection *client)
{
    char head[TEXT_SIZE];
    while (puppet_await(puppet, client, "\r\n\r\n", head, sizeof head))
        if (!puppet_say(puppet, client, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"))
            return;
}

static void answers_with_the_first_token(struct puppet *puppet,
                                         struct connection *client)
{
    char head[TEXT_SIZE];
    char answer[TEXT_SIZE] = "";
    while (puppet_await(puppet, client, "\r\n\r\n", head, sizeof head)) {
        if (answer[0] == '\0')
            (void)ask(puppet, head, answer);
        if (!puppet_say(puppet, client, answer))
            return;
    }
}

/* Sends two pipelined requests on at once, the second one first, each over a connection
 * of its own, and answers them in order. */
static void sends_the_second_first(struct puppet *puppet, struct connection *client)
{
    const struct hop *hop = puppet_user(puppet);
    struct connection origins[2];
    char heads[TEXT_SIZE], answer[TEXT_SIZE];
    if (!puppet_await(puppet, client, "\r\n\r\nGET ", heads, sizeof heads))
        return;
    char *second = strstr(heads, "\r\n\r\nGET ") + strlen("\r\n\r\n");
    for (size_t at = 0; at < 2; at++)
        assert_true(connection_open(&origins[at], &hop->origin,
                                    clock_deadline_ns(DEADLINE_MS), NULL));
    (void)puppet_say(puppet, &origins[1], second);
    second[0] = '\0';
    /* An origin that answers what came first does so now. */
    struct pollfd early = {.fd = origins[1].fd, .events = POLLIN};
    (void)poll(&early, 1, EARLY_MS);
    (void)puppet_say(puppet, &origins[0], heads);
    for (size_t at = 0; at < 2; at++) {
        if (puppet_await(puppet, &origins[at], "\r\n\r\nQ", answer, sizeof answer))
            (void)puppet_say(puppet, client, answer);
        connection_close(&origins[at]);
    }
    forward(puppet, client, 0, 1);
}

/* ------------------------------------------------------------ playing */

static void reserve(struct address *address)
{
    struct listener listener;
    struct err err;
    address_loopback(address, 0);
    assert_true(listener_open(&listener, address, &err));
    *address = listener.address;
    listener_close(&listener);
}

static void play_through(const struct address *target, const struct address *origin,
                         const char *id, struct outcome *outcome,
                         struct catalogue *catalogue)
{
    struct play_config config;
    struct err err = {.text = ""};
    size_t row = 0;
    while (strncmp(id, FILES[row].name, strlen(FILES[row].name)) != 0)
        row++;
    if (!catalogue_load_text(catalogue, FILES[row].name, octets_of(FILES[row].text),
                             NULL, NULL, NULL, &err))
        fail_msg("line %d: %s", err.line, err.text);
    play_config_init(&config);
    config.role = ROLE_GATEWAY;
    config.target = *target;
    config.authority = target->text;
    config.origin = *origin;
    config.deadline_ms = DEADLINE_MS;
    struct play *play = play_open(&config, &err);
    if (!play)
        fail_msg("%s", err.text);
    play_case(play, catalogue_find(catalogue, id), outcome);
    play_close(&play);
}

static void every_gateway_is_a_result_in_time(void **state)
{
    (void)state;
    static const struct {
        const char *what, *id;
        puppet_serve *serve;
        enum outcome_kind kind;
        const char *actual, *reason;
    } ROWS[] = {
        {"asks in HTTP/1.0", "proxy.final/plain", asks_in_http10, OUTCOME_SKIP, "",
         "HTTP/1.0"},
        {"asks twice", "proxy.final/plain", asks_twice, OUTCOME_FAIL, "retry", ""},
        {"never asks", "proxy.final/plain", never_asks, OUTCOME_FAIL, "silence",
         "deadline"},
        {"answers by itself", "proxy.final/plain", answers_by_itself, OUTCOME_FAIL,
         "403", ""},
        {"mixes answers up", "proxy.final/plain", answers_with_the_first_token,
         OUTCOME_FAIL, "102 200", "canary"},
        {"sends the second on first", "proxy.final/pipelined", sends_the_second_first,
         OUTCOME_PASS, "200 200", ""},
        {"leaves Upgrade to HTTP/1.0", "switching.http10/on-the-way", asks_in_http10,
         OUTCOME_WARN, "200", "lacks request Upgrade"},
        {"asks to upgrade in the name of HTTP/1.0", "switching.http10/on-the-way",
         asks_in_http11, OUTCOME_FAIL, "200", "lacks request Upgrade"},
        {"has no idle connection", "proxy.stray/before-any", asks_once, OUTCOME_SKIP,
         "", "no idle connection"},
        {"closed its connection", "proxy.stray/behind-one", asks_once, OUTCOME_PASS, "",
         ""},
        {"would have us send 1xx to HTTP/1.0", "switching.http10/interim",
         asks_in_http10, OUTCOME_SKIP, "", "HTTP/1.0"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct hop hop;
        struct catalogue catalogue;
        struct outcome outcome;
        reserve(&hop.origin);
        struct puppet *puppet = puppet_start(ROWS[row].serve, &hop);
        play_through(puppet_address(puppet), &hop.origin, ROWS[row].id, &outcome,
                     &catalogue);
        if (outcome.kind != ROWS[row].kind ||
            !strstr(outcome.actual, ROWS[row].actual) ||
            !strstr(outcome.reason, ROWS[row].reason))
            fail_msg("%s: expected %s '%s' (%s), found %s '%s' (%s)", ROWS[row].what,
                     outcome_name(ROWS[row].kind), ROWS[row].actual, ROWS[row].reason,
                     outcome_name(outcome.kind), outcome.actual, outcome.reason);
        outcome_fini(&outcome);
        catalogue_fini(&catalogue);
        puppet_stop(&puppet);
    }
}

/* Each round that waits in vain costs a deadline: after a failure of that kind no more
 * are played, after something milder three are. What fails at once is played whole. */
static void rounds_in_vain_are_not_repeated_for_ever(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        puppet_serve *serve;
        enum outcome_kind kind;
        unsigned rounds;
    } ROWS[] = {
        {"proxy.one-final/must-answer", never_asks, OUTCOME_FAIL, 1},
        {"proxy.one-final/may-be-silent", never_asks, OUTCOME_WARN, 3},
        {"proxy.one-final/must-answer", answers_by_itself, OUTCOME_FAIL, 5},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct hop hop;
        struct catalogue catalogue;
        struct outcome outcome;
        reserve(&hop.origin);
        struct puppet *puppet = puppet_start(ROWS[row].serve, &hop);
        play_through(puppet_address(puppet), &hop.origin, ROWS[row].id, &outcome,
                     &catalogue);
        if (outcome.kind != ROWS[row].kind || outcome.rounds != ROWS[row].rounds)
            fail_msg("%s: expected %s after %u rounds, found %s after %u (%s)",
                     ROWS[row].id, outcome_name(ROWS[row].kind), ROWS[row].rounds,
                     outcome_name(outcome.kind), outcome.rounds, outcome.reason);
        outcome_fini(&outcome);
        catalogue_fini(&catalogue);
        puppet_stop(&puppet);
    }
}

/* The reference gateway; its outcome of the case. */
static enum outcome_kind play_reference(const char *id, enum fault fault,
                                        enum control *control)
{
    struct peer_gateway_options options = {
        .role = ROLE_GATEWAY, .fault = fault, .time_scale = 1.0};
    struct catalogue catalogue;
    struct outcome outcome;
    struct err err;
    reserve(&options.next_hop);
    address_loopback(&options.listen, 0);
    struct peer_gateway *gateway = peer_gateway_start(&options, &err);
    assert_non_null(gateway);
    play_through(peer_gateway_address(gateway), &options.next_hop, id, &outcome,
                 &catalogue);
    const enum outcome_kind kind = outcome.kind;
    *control = outcome.control;
    outcome_fini(&outcome);
    catalogue_fini(&catalogue);
    peer_gateway_stop(&gateway);
    return kind;
}

static void the_honest_gateway_passes_and_a_fault_fails_with_its_control(void **state)
{
    (void)state;
    enum control control;
    assert_int_equal(play_reference("proxy.final/plain", FAULT_NONE, &control),
                     OUTCOME_PASS);
    assert_int_equal(control, CONTROL_NONE);
    const enum fault fault = fault_find(ROLE_GATEWAY, "first-1xx-is-final");
    assert_int_equal(play_reference("proxy.final/plain", fault, &control),
                     OUTCOME_FAIL);
    assert_int_equal(control, CONTROL_PASSED);
}

static void a_control_says_only_what_is_certain(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        enum control control;
    } ROWS[] = {
        {"interim.no-content/content", CONTROL_PASSED},
        {"interim.no-content/broken-off", CONTROL_PASSED},
        {"interim.no-content/broken-off-at-once", CONTROL_NONE},
    };
    const enum fault fault = fault_find(ROLE_GATEWAY, "first-1xx-is-final");
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        enum control control;
        const enum outcome_kind kind = play_reference(ROWS[row].id, fault, &control);
        if (kind != OUTCOME_FAIL || control != ROWS[row].control)
            fail_msg("%s: expected FAIL and control %d, found %s and %d", ROWS[row].id,
                     (int)ROWS[row].control, outcome_name(kind), (int)control);
    }
}

static void what_ended_the_gateway_fails_and_is_no_error(void **state)
{
    (void)state;
    enum control control;
    const enum fault fault = fault_find(ROLE_GATEWAY, "below-100-ends-all");
    assert_int_equal(play_reference("status.range/below-100", fault, &control),
                     OUTCOME_FAIL);
}

static void a_flood_flows_while_both_sides_write(void **state)
{
    (void)state;
    enum control control;
    const enum outcome_kind kind =
        play_reference("proxy.final/flood", FAULT_NONE, &control);
    assert_true(kind == OUTCOME_PASS || kind == OUTCOME_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_gateway_is_a_result_in_time),
        cmocka_unit_test(rounds_in_vain_are_not_repeated_for_ever),
        cmocka_unit_test(the_honest_gateway_passes_and_a_fault_fails_with_its_control),
        cmocka_unit_test(a_control_says_only_what_is_certain),
        cmocka_unit_test(what_ended_the_gateway_fails_and_is_no_error),
        cmocka_unit_test(a_flood_flows_while_both_sides_write),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("play_gateway", tests, NULL, NULL);
}
