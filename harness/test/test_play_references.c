/* SPDX-License-Identifier: MIT */
/* Requests that use what a response named, against servers that answer in order. */
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

enum { DEADLINE_MS = 600, TEST_LIMIT_S = 60, HEAD_MAX = 8192, ANSWERS_MAX = 3 };

/* What the server answers, and what begins the request that it has to be the answer to.
 */
struct answer {
    const char *request;
    const char *response;
};

struct script_of_puppet {
    struct answer answers[ANSWERS_MAX];
    size_t next;
    char wrong[HEAD_MAX]; /* the first request that was another */
};

/* Answers request by request. Where an answer says close nothing more is read, and the
 * connection stays open until the client closes it. */
static void answer_in_order(struct puppet *puppet, struct connection *connection)
{
    struct script_of_puppet *const script = puppet_user(puppet);
    char head[HEAD_MAX];
    while (script->next < ANSWERS_MAX && script->answers[script->next].request &&
           puppet_await(puppet, connection, "\r\n\r\n", head, sizeof head)) {
        const struct answer *const answer = &script->answers[script->next++];
        const size_t len = strlen(answer->request);
        if (strncmp(head, answer->request, len) != 0 && !script->wrong[0])
            snprintf(script->wrong, sizeof script->wrong, "%s", head);
        if (!puppet_say(puppet, connection, answer->response))
            return;
        if (strstr(answer->response, "Connection: close")) {
            puppet_linger(puppet, connection);
            return;
        }
    }
}

static const char CASE[] = "# exchange.one-final\n\n"
                           "## follows\n\n"
                           "roles: server\ncanary: no\n\n"
                           "What was named is asked for.\n\n"
                           "```client\n"
                           "POST {accepted}?token={token} HTTP/1.1\n"
                           "Host: {authority}\n"
                           "\n"
                           "```\n"
                           "```do\nclient waits content\n```\n"
                           "```client\n"
                           "GET {location} HTTP/1.1\n"
                           "Host: {authority}\n"
                           "\n"
                           "```\n"
                           "```expect\n"
                           "server: pass 202 200\n"
                           "server has content:2 done\n"
                           "server has final:1 X-A: b\n"
                           "faults: server none\n"
                           "```\n";

#define ACCEPTED(fields)                                                               \
    {                                                                                  \
        "POST /jobs?token=",                                                           \
            "HTTP/1.1 202 Accepted\r\nX-A: b\r\n" fields "Content-Length: 0\r\n\r\n"   \
    }
#define RESULT "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone"

static const struct {
    struct answer answers[ANSWERS_MAX];
    enum outcome_kind kind;
    const char *reason;
    const char *why;
} ROWS[] = {
    {{ACCEPTED("Location: /s/1\r\n"), {"GET /s/1 ", RESULT}},
     OUTCOME_PASS,
     "",
     "a path"},
    {{ACCEPTED("Location: s/1?a=b#c\r\n"), {"GET /s/1?a=b ", RESULT}},
     OUTCOME_PASS,
     "",
     "a relative reference, a query, a fragment"},
    {{ACCEPTED("Location: http://target.example/s/1\r\n"), {"GET /s/1 ", RESULT}},
     OUTCOME_PASS,
     "",
     "an absolute URI of the server itself"},
    {{ACCEPTED("Content-Location: /s/1\r\n"), {"GET /s/1 ", RESULT}},
     OUTCOME_PASS,
     "",
     "Content-Location of a 202"},
    {{ACCEPTED("Location: http://elsewhere.example/s/1\r\n")},
     OUTCOME_SKIP,
     "leads elsewhere",
     "another server's"},
    {{ACCEPTED("")}, OUTCOME_FAIL, "has no Location", "none"},
    {{{"POST /jobs", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"}},
     OUTCOME_INFO,
     "refused (403)",
     "a refusal is no lie"},
    {{ACCEPTED("Location: /s/1\r\n"),
      {"GET /s/1 ", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno"}},
     OUTCOME_FAIL,
     "has content:2",
     "the content of the second exchange"},
    {{ACCEPTED("Connection: close\r\nLocation: /s/1\r\n"), {"GET /s/1 ", RESULT}},
     OUTCOME_PASS,
     "",
     "told to close: the next request takes another connection"},
};

static void check_row(size_t row)
{
    struct script_of_puppet script = {.next = 0};
    struct catalogue catalogue;
    struct play_config config;
    struct outcome outcome;
    struct err err;
    memcpy(script.answers, ROWS[row].answers, sizeof script.answers);
    struct puppet *puppet = puppet_start(answer_in_order, &script);
    assert_true(catalogue_load_text(&catalogue, "exchange.one-final.md",
                                    octets_of(CASE), NULL, NULL, NULL, &err));
    play_config_init(&config);
    config.target = *puppet_address(puppet);
    config.authority = "target.example";
    config.accepted = "/jobs";
    config.deadline_ms = DEADLINE_MS;
    struct play *play = play_open(&config, &err);
    assert_non_null(play);
    play_case(play, &catalogue.cases[0], &outcome);
    play_close(&play);
    puppet_stop(&puppet);
    if (outcome.kind != ROWS[row].kind || !strstr(outcome.reason, ROWS[row].reason) ||
        script.wrong[0])
        fail_msg("%s: expected %s (%s), found %s '%s' (%s) %s", ROWS[row].why,
                 outcome_name(ROWS[row].kind), ROWS[row].reason,
                 outcome_name(outcome.kind), outcome.actual, outcome.reason,
                 script.wrong);
    outcome_fini(&outcome);
    catalogue_fini(&catalogue);
}

static void what_a_response_names_is_asked_for(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        check_row(row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_response_names_is_asked_for),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("play_references", tests, NULL, NULL);
}
