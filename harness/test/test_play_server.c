/* SPDX-License-Identifier: MIT */
/* Playing against servers that misbehave: each is a result within its deadline, at
 * bounded memory, with the right reason. */
#include "base/clock.h"
#include "case/catalogue.h"
#include "play/play.h"
#include "test/puppet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = 600, TOO_LONG_MS = 20000, TEST_LIMIT_S = 120, HEAD_MAX = 8192 };

static const char CASE[] = "# exchange.one-final\n\n"
                           "## plain\n\n"
                           "roles: server\n\n"
                           "One request.\n\n"
                           "```client\n"
                           "GET {target} HTTP/1.1\n"
                           "Host: {authority}\n"
                           "\n"
                           "```\n"
                           "```expect\n"
                           "server: pass 1xx* 200 | warn 1xx* 418 | info 400\n"
                           "faults: server none\n"
                           "```\n";

#define OK_RESPONSE "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

/* ------------------------------------------------------------ servers */

static bool next_request(struct puppet *puppet, struct connection *connection)
{
    char head[HEAD_MAX];
    return puppet_await(puppet, connection, "\r\n\r\n", head, sizeof head);
}

static void honest(struct puppet *puppet, struct connection *connection)
{
    while (next_request(puppet, connection))
        if (!puppet_say(puppet, connection, OK_RESPONSE))
            return;
}

static void closes_at_once(struct puppet *puppet, struct connection *connection)
{
    (void)puppet;
    connection_close(connection);
}

static void resets_instead_of_answering(struct puppet *puppet,
                                        struct connection *connection)
{
    (void)next_request(puppet, connection);
    connection_reset(connection);
}

static void hangs(struct puppet *puppet, struct connection *connection)
{
    puppet_linger(puppet, connection);
}

static void hangs_after_102(struct puppet *puppet, struct connection *connection)
{
    if (next_request(puppet, connection))
        (void)puppet_say(puppet, connection, "HTTP/1.1 102 Processing\r\n\r\n");
    puppet_linger(puppet, connection);
}

static void says_garbage(struct puppet *puppet, struct connection *connection)
{
    if (next_request(puppet, connection))
        (void)puppet_say(puppet, connection, "SSH-2.0-nonsense\r\n\r\n\r\n");
}

static void floods(struct puppet *puppet, struct connection *connection)
{
    static char flood[27 * 1000 + 1];
    for (size_t at = 0; at + 1 < sizeof flood; at += 27)
        memcpy(flood + at, "HTTP/1.1 102 Processing\r\n\r\n", 27);
    if (next_request(puppet, connection))
        while (puppet_say(puppet, connection, flood))
            continue;
}

static void sends_a_gigabyte(struct puppet *puppet, struct connection *connection)
{
    static char content[65536 + 1];
    memset(content, 'x', sizeof content - 1);
    if (next_request(puppet, connection))
        (void)puppet_say(puppet, connection,
                         "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    while (puppet_say(puppet, connection, content))
        continue;
}

static void answers_twice(struct puppet *puppet, struct connection *connection)
{
    while (next_request(puppet, connection))
        if (!puppet_say(puppet, connection, OK_RESPONSE OK_RESPONSE))
            return;
}

static void cuts_content_off(struct puppet *puppet, struct connection *connection)
{
    if (next_request(puppet, connection))
        (void)puppet_say(puppet, connection,
                         "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok");
}

static void ignores_the_canary(struct puppet *puppet, struct connection *connection)
{
    if (next_request(puppet, connection))
        (void)puppet_say(puppet, connection, OK_RESPONSE);
    puppet_linger(puppet, connection);
}

static void closes_after_each_answer(struct puppet *puppet,
                                     struct connection *connection)
{
    if (next_request(puppet, connection))
        (void)puppet_say(puppet, connection, OK_RESPONSE);
}

/* Its reset is there before the canary is sent, so that the send fails. */
static void resets_after_its_answer(struct puppet *puppet,
                                    struct connection *connection)
{
    if (next_request(puppet, connection) && puppet_say(puppet, connection, OK_RESPONSE))
        connection_reset(connection);
}

/* Answers the first request of each connection, and takes the next for something else.
 */
static void misreads_what_follows(struct puppet *puppet, struct connection *connection)
{
    static const char REFUSED[] =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    if (!next_request(puppet, connection) ||
        !puppet_say(puppet, connection, OK_RESPONSE))
        return;
    if (next_request(puppet, connection) && puppet_say(puppet, connection, REFUSED))
        connection_close(connection);
}

static void refuses_everything(struct puppet *puppet, struct connection *connection)
{
    while (next_request(puppet, connection))
        if (!puppet_say(puppet, connection,
                        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
            return;
}

static void is_a_teapot(struct puppet *puppet, struct connection *connection)
{
    while (next_request(puppet, connection))
        if (!puppet_say(puppet, connection,
                        "HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n"))
            return;
}

/* ------------------------------------------------------------ playing */

static void play_against(const struct address *target, unsigned deadline_ms,
                         bool plain_first, struct outcome *outcome,
                         struct catalogue *catalogue)
{
    struct err err;
    struct play_config config;
    assert_true(catalogue_load_text(catalogue, "exchange.one-final.md", octets_of(CASE),
                                    NULL, NULL, NULL, &err));
    play_config_init(&config);
    config.target = *target;
    config.authority = target->text;
    config.deadline_ms = deadline_ms ? deadline_ms : DEADLINE_MS;
    struct play *play = play_open(&config, &err);
    assert_non_null(play);
    if (plain_first) {
        (void)play_plain(play, &catalogue->cases[0], outcome);
        outcome_fini(outcome);
    }
    play_case(play, &catalogue->cases[0], outcome);
    play_close(&play);
}

static const struct {
    puppet_serve *serve;
    enum outcome_kind kind;
    const char *reason; /* is in the reason */
    const char *actual;
    unsigned deadline_ms; /* 0: DEADLINE_MS */
    bool plain_first;     /* after a plain exchange, as in a run */
} ROWS[] = {
    {honest, OUTCOME_PASS, "", "200", 0, false},
    {closes_after_each_answer, OUTCOME_PASS, "", NULL, 0, false},
    {resets_after_its_answer, OUTCOME_PASS, "", NULL, 0, false},
    {is_a_teapot, OUTCOME_WARN, "", "418", 0, false},
    {closes_at_once, OUTCOME_FAIL, "closed the connection", "close", 0, false},
    {resets_instead_of_answering, OUTCOME_FAIL, "reset", "reset", 0, false},
    {hangs, OUTCOME_FAIL, "deadline", "silence", 0, false},
    {hangs_after_102, OUTCOME_FAIL, "deadline", "102 silence", 0, false},
    {says_garbage, OUTCOME_FAIL, "no HTTP", "garbage", 0, false},
    {floods, OUTCOME_FAIL, "more than is judged", NULL, TOO_LONG_MS, false},
    {sends_a_gigabyte, OUTCOME_ERROR, "64 MiB", "200", TOO_LONG_MS, false},
    {answers_twice, OUTCOME_FAIL, "", "200", 0, false},
    {cuts_content_off, OUTCOME_FAIL, "", "200 close", 0, false},
    {ignores_the_canary, OUTCOME_FAIL, "canary", "200", 0, false},
    {misreads_what_follows, OUTCOME_FAIL, "malformed", "200", 0, true},
    {misreads_what_follows, OUTCOME_PASS, "", "200", 0, false},
    {refuses_everything, OUTCOME_INFO, "", "400", 0, true},
};

static void check_row(size_t row)
{
    struct puppet *puppet = puppet_start(ROWS[row].serve, NULL);
    struct catalogue catalogue;
    struct outcome outcome;
    play_against(puppet_address(puppet), ROWS[row].deadline_ms, ROWS[row].plain_first,
                 &outcome, &catalogue);
    if (outcome.kind != ROWS[row].kind || !strstr(outcome.reason, ROWS[row].reason) ||
        (ROWS[row].actual && strcmp(outcome.actual, ROWS[row].actual) != 0))
        fail_msg("row %zu: expected %s '%s' (%s), found %s '%s' (%s)", row,
                 outcome_name(ROWS[row].kind), ROWS[row].actual, ROWS[row].reason,
                 outcome_name(outcome.kind), outcome.actual, outcome.reason);
    if (outcome.duration_ns > (int64_t)TOO_LONG_MS * 1000000)
        fail_msg("row %zu took %lld ms", row, (long long)outcome.duration_ns / 1000000);
    outcome_fini(&outcome);
    catalogue_fini(&catalogue);
    puppet_stop(&puppet);
}

static void every_server_is_a_result_in_time(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        check_row(row);
}

static void a_server_that_is_not_there_cannot_be_opened(void **state)
{
    (void)state;
    struct puppet *puppet = puppet_start(honest, NULL);
    const struct address address = *puppet_address(puppet);
    struct play_config config;
    struct err err;
    puppet_stop(&puppet);
    play_config_init(&config);
    config.target = address;
    assert_null(play_open(&config, &err));
    assert_non_null(strstr(err.text, "cannot connect"));
}

/* Stops the puppet behind the play's back, and starts nothing. */
static bool count_revivals(void *user)
{
    unsigned *count = user;
    ++*count;
    return false;
}

static void a_server_that_died_is_revived_or_an_error(void **state)
{
    (void)state;
    struct puppet *puppet = puppet_start(honest, NULL);
    struct catalogue catalogue;
    struct play_config config;
    struct outcome outcome;
    struct err err;
    unsigned revivals = 0;
    assert_true(catalogue_load_text(&catalogue, "exchange.one-final.md",
                                    octets_of(CASE), NULL, NULL, NULL, &err));
    play_config_init(&config);
    config.target = *puppet_address(puppet);
    config.authority = config.target.text;
    config.revive = count_revivals;
    config.revive_user = &revivals;
    struct play *play = play_open(&config, &err);
    assert_non_null(play);
    puppet_stop(&puppet);
    play_case(play, &catalogue.cases[0], &outcome);
    assert_int_equal(outcome.kind, OUTCOME_ERROR);
    assert_int_equal(revivals, 1);
    outcome_fini(&outcome);
    play_close(&play);
    catalogue_fini(&catalogue);
}

static void an_interrupt_ends_a_wait(void **state)
{
    (void)state;
    static const volatile int INTERRUPTED = 1;
    struct puppet *puppet = puppet_start(hangs, NULL);
    struct catalogue catalogue;
    struct play_config config;
    struct outcome outcome;
    struct err err;
    assert_true(catalogue_load_text(&catalogue, "exchange.one-final.md",
                                    octets_of(CASE), NULL, NULL, NULL, &err));
    play_config_init(&config);
    config.target = *puppet_address(puppet);
    config.authority = config.target.text;
    config.deadline_ms = 60000;
    config.interrupted = &INTERRUPTED;
    struct play *play = play_open(&config, &err);
    assert_non_null(play);
    play_case(play, &catalogue.cases[0], &outcome);
    assert_int_equal(outcome.kind, OUTCOME_ERROR);
    assert_string_equal(outcome.reason, "interrupted");
    outcome_fini(&outcome);
    play_close(&play);
    catalogue_fini(&catalogue);
    puppet_stop(&puppet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_server_is_a_result_in_time),
        cmocka_unit_test(a_server_that_is_not_there_cannot_be_opened),
        cmocka_unit_test(a_server_that_died_is_revived_or_an_error),
        cmocka_unit_test(an_interrupt_ends_a_wait),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("play_server", tests, NULL, NULL);
}
