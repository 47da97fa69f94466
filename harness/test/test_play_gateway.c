/* SPDX-License-Identifier: MIT */
/* Playing against gateways: the reference one, and some that no one would want. */
#include "case/catalogue.h"
#include "peer/gateway.h"
#include "play/play.h"
#include "test/puppet.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = 600, TEST_LIMIT_S = 120, TEXT_SIZE = 8192 };

static const char CASES[] = "# proxy.final\n\n"
                            "## plain\n\n"
                            "roles: gateway\n\n"
                            "One answer behind an interim response.\n\n"
                            "```client\n"
                            "GET {target} HTTP/1.1\n"
                            "Host: {authority}\n"
                            "\n"
                            "```\n"
                            "```do\n"
                            "origin waits request\n"
                            "```\n"
                            "```origin\n"
                            "HTTP/1.1 102 Processing\n"
                            "\n"
                            "```\n"
                            "```origin\n"
                            "HTTP/1.1 200 OK\n"
                            "Content-Length: {token.length}\n"
                            "\n"
                            "{token}\\\n"
                            "```\n"
                            "```expect\n"
                            "gateway: pass 102? 200\n"
                            "faults: gateway first-1xx-is-final\n"
                            "```\n"
                            "\n"
                            "## flood\n\n"
                            "roles: gateway\n"
                            "deadline: 20s\n\n"
                            "More than either side's buffers hold.\n\n"
                            "```client\n"
                            "GET {target} HTTP/1.1\n"
                            "Host: {authority}\n"
                            "\n"
                            "```\n"
                            "```do\n"
                            "origin waits request\n"
                            "```\n"
                            "```origin repeat=100000 may-fail\n"
                            "HTTP/1.1 102 Processing\n"
                            "\n"
                            "```\n"
                            "```origin may-fail\n"
                            "HTTP/1.1 200 OK\n"
                            "Content-Length: {token.length}\n"
                            "\n"
                            "{token}\\\n"
                            "```\n"
                            "```expect\n"
                            "gateway: pass 102* 200 | info 102* (502 / close)\n"
                            "faults: gateway first-1xx-is-final\n"
                            "```\n";

#define ASKS    "GET {target} HTTP/1.1\nHost: {authority}\n\n```\n"
#define ANSWERS "HTTP/1.1 200 OK\nContent-Length: {token.length}\n\n{token}\\\n```\n"
#define FAULTS  "faults: gateway first-1xx-is-final\n```\n\n"

static const char CONTROL_CASES[] =
    "# interim.no-content\n\n"
    "## content\n\n"
    "roles: gateway\n\n"
    "Content goes with its interim response.\n\n"
    "```client\n" ASKS "```do\norigin waits request\n```\n"
    "```origin\nHTTP/1.1 102 Processing\nContent-Length: 5\n\nhello\\\n```\n"
    "```origin\n" ANSWERS "```expect\ngateway: pass 102* 200\n" FAULTS
    "## broken-off\n\n"
    "roles: gateway\n\n"
    "Who broke off is owed nothing.\n\n"
    "```client\n" ASKS "```do\norigin waits request\n```\n"
    "```origin\nHTTP/1.1 102 Processing\n\n```\n"
    "```do\nclient pauses 5ms\nclient closes\n```\n"
    "```client 2\n" ASKS "```do\norigin 2 waits request\n```\n"
    "```origin may-fail\n" ANSWERS "```origin 2\nHTTP/1.1 102 Processing\n\n" ANSWERS
    "```expect\ngateway: pass 1xx*\ngateway 2: pass 102 200\n" FAULTS
    "## broken-off-at-once\n\n"
    "roles: gateway\n\n"
    "Without the wait for the 102 it is another exchange.\n\n"
    "```client\n" ASKS "```do\norigin waits request\n```\n"
    "```origin\nHTTP/1.1 102 Processing\n\n```\n"
    "```do\nclient waits 102\nclient closes\n```\n"
    "```client 2\n" ASKS "```do\norigin 2 waits request\n```\n"
    "```origin may-fail\n" ANSWERS "```origin 2\nHTTP/1.1 102 Processing\n\n" ANSWERS
    "```expect\ngateway: pass 1xx*\ngateway 2: pass 102 200\n" FAULTS;

static const char ALONE_CASES[] =
    "# proxy.stray\n\n"
    "## before-any\n\n"
    "roles: gateway\n"
    "alone: yes\n\n"
    "On a connection that nobody opened.\n\n"
    "```client\n" ASKS "```origin\nHTTP/1.1 102 Early\n\n```\n"
    "```do\norigin waits request\n```\n"
    "```origin\n" ANSWERS "```expect\ngateway: pass 1xx* 200\n" FAULTS
    "## behind-one\n\n"
    "roles: gateway\n"
    "alone: yes\n\n"
    "On a connection that the target closed.\n\n"
    "```client\n" ASKS "```do\norigin waits request\n```\n"
    "```origin\n" ANSWERS
    "```do\nclient waits content\norigin pauses 20ms\nclient closes\n```\n"
    "```client 2\n" ASKS "```origin 2\nHTTP/1.1 102 Early\n\n```\n"
    "```do\norigin 2 waits request\n```\n"
    "```origin 2\n" ANSWERS
    "```expect\ngateway: pass 200\ngateway 2: pass 1xx* 200\n" FAULTS;

static const char HTTP10_CASES[] = "# switching.http10\n\n"
                                   "## on-the-way\n\n"
                                   "roles: gateway\n\n"
                                   "The field is ignored.\n\n"
                                   "```client\n"
                                   "GET {target} HTTP/1.0\n"
                                   "Host: {authority}\n"
                                   "Connection: upgrade\n"
                                   "Upgrade: x\n"
                                   "\n"
                                   "```\n"
                                   "```do\n"
                                   "origin waits request\n"
                                   "```\n"
                                   "```origin\n"
                                   "HTTP/1.1 200 OK\n"
                                   "Content-Length: {token.length}\n"
                                   "\n"
                                   "{token}\\\n"
                                   "```\n"
                                   "```expect\n"
                                   "gateway: pass 200\n"
                                   "gateway lacks request Upgrade\n"
                                   "faults: gateway first-1xx-is-final\n"
                                   "```\n"
                                   "\n"
                                   "## interim\n\n"
                                   "roles: gateway\n\n"
                                   "Ours is the 100.\n\n"
                                   "```client\n"
                                   "GET {target} HTTP/1.0\n"
                                   "Host: {authority}\n"
                                   "\n"
                                   "```\n"
                                   "```do\n"
                                   "origin waits request\n"
                                   "```\n"
                                   "```origin\n"
                                   "HTTP/1.1 100 Continue\n"
                                   "\n"
                                   "HTTP/1.1 200 OK\n"
                                   "Content-Length: {token.length}\n"
                                   "\n"
                                   "{token}\\\n"
                                   "```\n"
                                   "```expect\n"
                                   "gateway: pass 200\n"
                                   "faults: gateway first-1xx-is-final\n"
                                   "```\n";

static const struct {
    const char *name, *text;
} FILES[] = {
    {"proxy.final", CASES},
    {"switching.http10", HTTP10_CASES},
    {"interim.no-content", CONTROL_CASES},
    {"proxy.stray", ALONE_CASES},
};

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
        cmocka_unit_test(the_honest_gateway_passes_and_a_fault_fails_with_its_control),
        cmocka_unit_test(a_control_says_only_what_is_certain),
        cmocka_unit_test(a_flood_flows_while_both_sides_write),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("play_gateway", tests, NULL, NULL);
}
