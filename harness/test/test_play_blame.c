/* SPDX-License-Identifier: MIT */
/* What a server that does not answer is blamed for: the requirement that it broke, not
 * what the case wanted to look at. */
#include "case/catalogue.h"
#include "play/play.h"
#include "test/puppet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = 400, TEST_LIMIT_S = 60, HEAD_MAX = 8192, CASE_MAX = 1024 };

#define EXPECTS "Expect: 100-continue\nContent-Length: 16\n"
#define WAITS   "```do\nclient waits 100 or final\n```\n"
#define CONTENT "```client content may-fail\n{token}\\\n```\n"

static const struct {
    const char *own;    /* requirement of the case */
    const char *fields; /* of its request */
    const char *then;   /* fences behind the request */
    const char *says;   /* the server, before it falls silent; "" at once */
    bool closes;
    enum outcome_kind kind;
    const char *blamed;
    const char *why;
} ROWS[] = {
    {"continue.early-final-framing", EXPECTS, WAITS CONTENT, "", false, OUTCOME_FAIL,
     "continue.answer", "content that never came is no matter of framing"},
    {"status-line.grammar", EXPECTS, WAITS CONTENT, "", false, OUTCOME_FAIL,
     "continue.answer", "nor of how a 100 looks"},
    {"continue.case", EXPECTS, WAITS CONTENT, "", false, OUTCOME_FAIL, "continue.case",
     "how the expectation is written may be the reason"},
    {"continue.early-final-framing", EXPECTS, WAITS CONTENT, "HTTP/1.1 100 C\r\n\r\n",
     false, OUTCOME_FAIL, "continue.early-final-framing", "it did answer with a 100"},
    {"continue.then-final", EXPECTS, CONTENT, "", false, OUTCOME_FAIL,
     "continue.then-final", "the content was sent"},
    {"continue.no-content", "Expect: 100-continue\n", "", "HTTP/1.1 100 C\r\n\r\n",
     false, OUTCOME_FAIL, "exchange.one-final", "a may is no leave to stay silent"},
    {"continue.unknown", "Expect: brew-tea\n", "", "", false, OUTCOME_FAIL,
     "exchange.one-final", "neither 417 nor ignored"},
    {"continue.unknown", "Expect: brew-tea\n", "", "", true, OUTCOME_FAIL,
     "exchange.one-final", "nor is a close an answer"},
    {"interim.count", "", "", "HTTP/1.1 102 P\r\n\r\n", false, OUTCOME_FAIL,
     "exchange.one-final", "nor is advice"},
    {"exchange.order", "", "", "", false, OUTCOME_FAIL, "exchange.order",
     "a must of its own is blamed itself"},
};

/* Row of the server that is played. */
static void says_and_falls_silent(struct puppet *puppet, struct connection *connection)
{
    const size_t row = *(const size_t *)puppet_user(puppet);
    char head[HEAD_MAX];
    if (!puppet_await(puppet, connection, "\r\n\r\n", head, sizeof head))
        return;
    if (ROWS[row].says[0])
        (void)puppet_say(puppet, connection, ROWS[row].says);
    if (ROWS[row].closes)
        connection_close(connection);
    else
        (void)puppet_await(puppet, connection, "never", head, sizeof head);
}

static void check_row(size_t row)
{
    char text[CASE_MAX];
    char file[100];
    struct catalogue catalogue;
    struct play_config config;
    struct outcome outcome;
    struct err err;
    snprintf(file, sizeof file, "%s.md", ROWS[row].own);
    snprintf(text, sizeof text,
             "# %s\n\n## it\n\nroles: server\n\nOne request.\n\n```client\n"
             "POST {target} HTTP/1.1\nHost: {authority}\n%s\n```\n%s"
             "```expect\nserver: pass 1xx* final\nfaults: server none\n```\n",
             ROWS[row].own, ROWS[row].fields, ROWS[row].then);
    struct puppet *puppet = puppet_start(says_and_falls_silent, &row);
    if (!catalogue_load_text(&catalogue, file, octets_of(text), NULL, NULL, NULL, &err))
        fail_msg("%s: %s\n%s", ROWS[row].why, err.text, text);
    play_config_init(&config);
    config.target = *puppet_address(puppet);
    config.authority = "target.example";
    config.deadline_ms = DEADLINE_MS;
    struct play *play = play_open(&config, &err);
    assert_non_null(play);
    play_case(play, &catalogue.cases[0], &outcome);
    play_close(&play);
    puppet_stop(&puppet);
    const char *const blamed = requirement_row(outcome.requirement)->id;
    if (outcome.kind != ROWS[row].kind || strcmp(blamed, ROWS[row].blamed) != 0)
        fail_msg("%s: expected %s of %s, found %s of %s: '%s' (%s)", ROWS[row].why,
                 outcome_name(ROWS[row].kind), ROWS[row].blamed,
                 outcome_name(outcome.kind), blamed, outcome.actual, outcome.reason);
    outcome_fini(&outcome);
    catalogue_fini(&catalogue);
}

static void silence_is_blamed_on_what_was_owed(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        check_row(row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_blamed_on_what_was_owed),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("play_blame", tests, NULL, NULL);
}
