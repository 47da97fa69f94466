/* SPDX-License-Identifier: MIT */
/* Playing against clients: what their callers get is told apart, and whatever they do
 * ends in time. */
#include "case/catalogue.h"
#include "peer/client.h"
#include "play/play.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = 1000, TOO_LONG_MS = 20000, TEST_LIMIT_S = 120, LINE_SIZE = 4096 };

static const char CASE[] = "# client.final\n\n"
                           "## plain\n\n"
                           "roles: client\n\n"
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
                           "HTTP/1.1 200 OK\n"
                           "Content-Length: {token.length}\n"
                           "\n"
                           "{token}\\\n"
                           "```\n"
                           "```expect\n"
                           "client: pass delivered\n"
                           "faults: client first-1xx-is-final\n"
                           "```\n";

/* Half an answer, with and without its interim response. */
static const char CUT_CASE[] = "# client.incomplete\n\n"
                               "## cut\n\n"
                               "roles: client\n\n"
                               "A final response that ends within its status line.\n\n"
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
                               "HTTP/1.1 200 OK\n"
                               "```\n"
                               "```do\n"
                               "origin closes\n"
                               "```\n"
                               "```expect\n"
                               "client: pass error\n"
                               "faults: client end-after-1xx-is-success\n"
                               "```\n";

/* ------------------------------------------------------------ drivers */

static const char GREETING[] =
    "{\"driver\":\"test\",\"version\":\"1\",\"features\":[\"reuse\",\"status\"]}\n";

static void say(int out, const char *text)
{
    const struct octets octets = octets_of(text);
    (void)send(out, octets.ptr, octets.len, MSG_NOSIGNAL);
}

/* Reads a line of request; false at the end of input. Its id is the line's number. */
static bool hear(int in)
{
    char octet = 0;
    while (octet != '\n')
        if (read(in, &octet, 1) != 1)
            return false;
    return true;
}

/* Answers every request with the same result, whatever came; user is its tail. */
static void answers(void *user, int in, int out)
{
    char line[LINE_SIZE];
    say(out, GREETING);
    for (unsigned id = 1; hear(in); id++) {
        snprintf(line, sizeof line, "{\"id\":%u,%s}\n", id, (const char *)user);
        say(out, line);
    }
}

static void hangs(void *user, int in, int out)
{
    (void)user;
    say(out, GREETING);
    while (hear(in))
        continue;
}

static void talks_nonsense(void *user, int in, int out)
{
    (void)user;
    say(out, GREETING);
    if (hear(in))
        say(out, "Traceback (most recent call last):\n");
    while (hear(in))
        continue;
}

static void ends_early(void *user, int in, int out)
{
    (void)user;
    say(out, GREETING);
    (void)hear(in);
}

static void greets_wrongly(void *user, int in, int out)
{
    (void)user;
    (void)in;
    say(out, "hello\n");
}

static void is_the_reference(void *user, int in, int out)
{
    (void)user;
    const struct peer_client_options options = {.fault = FAULT_NONE, .time_scale = 1.0};
    peer_client_serve(&options, in, out);
}

struct slow {
    unsigned starts;
};

/* Takes longer to start than a case may take; the first time it then only hangs. */
static void starts_slowly(void *user, int in, int out)
{
    struct slow *slow = user;
    const bool first = slow->starts++ == 0;
    (void)poll(NULL, 0, DEADLINE_MS - 1);
    if (first)
        hangs(NULL, in, out);
    else
        is_the_reference(NULL, in, out);
}

/* ------------------------------------------------------------ playing */

static void play_text(struct play_config *config, const char *file, const char *text,
                      struct outcome *outcome, struct catalogue *catalogue)
{
    struct err err = {.text = ""};
    assert_true(
        catalogue_load_text(catalogue, file, octets_of(text), NULL, NULL, NULL, &err));
    config->deadline_ms = DEADLINE_MS;
    struct play *play = play_open(config, &err);
    if (!play)
        fail_msg("%s", err.text);
    play_case(play, &catalogue->cases[0], outcome);
    play_close(&play);
}

static void play_with(struct play_config *config, struct outcome *outcome,
                      struct catalogue *catalogue)
{
    play_text(config, "client.final.md", CASE, outcome, catalogue);
}

static void expect_outcome(const char *what, const struct outcome *outcome,
                           enum outcome_kind kind, const char *actual,
                           const char *reason)
{
    if (outcome->kind != kind || !strstr(outcome->actual, actual) ||
        !strstr(outcome->reason, reason))
        fail_msg("%s: expected %s '%s' (%s), found %s '%s' (%s)", what,
                 outcome_name(kind), actual, reason, outcome_name(outcome->kind),
                 outcome->actual, outcome->reason);
    if (outcome->duration_ns > (int64_t)TOO_LONG_MS * 1000000)
        fail_msg("%s took too long", what);
}

static void what_a_driver_says_is_judged(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        void (*serve)(void *user, int in, int out);
        const char *result;
        enum outcome_kind kind;
        const char *actual, *reason;
    } ROWS[] = {
        {"the reference client", is_the_reference, "", OUTCOME_PASS, "delivered", ""},
        {"a 102 as final", answers, "\"status\":102,\"content\":\"\",\"error\":null",
         OUTCOME_FAIL, "interim-as-final", "interim response"},
        {"nothing", answers, "\"status\":200,\"content\":\"\",\"error\":null",
         OUTCOME_FAIL, "empty-success", "without the content"},
        {"something", answers, "\"status\":200,\"content\":\"x\",\"error\":null",
         OUTCOME_FAIL, "wrong-answer", "not its own"},
        {"an error", answers,
         "\"status\":null,\"content\":null,\"error\":\"no \\u0007\"", OUTCOME_FAIL,
         "error", "no \\x07"},
        {"a driver that hangs", hangs, "", OUTCOME_ERROR, "", "no connection"},
        {"nonsense", talks_nonsense, "", OUTCOME_ERROR, "", "Traceback"},
        {"a driver that ends", ends_early, "", OUTCOME_ERROR, "", "driver"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct play_config config;
        struct catalogue catalogue;
        struct outcome outcome;
        char result[LINE_SIZE];
        play_config_init(&config);
        config.role = ROLE_CLIENT;
        config.embedded_driver = ROWS[row].serve;
        snprintf(result, sizeof result, "%s", ROWS[row].result);
        config.embedded_user = result;
        play_with(&config, &outcome, &catalogue);
        expect_outcome(ROWS[row].what, &outcome, ROWS[row].kind, ROWS[row].actual,
                       ROWS[row].reason);
        outcome_fini(&outcome);
        catalogue_fini(&catalogue);
    }
}

/* A client of a few words: sends its request with a shell's redirections, which bash
 * has; $1 is the URL. What it reads behind the header sections it prints. */
#define FETCH_WITH(fields)                                                             \
    "u=${1#http://}; p=/${u#*/}; h=${u%%/*}; exec 3<>/dev/tcp/${h%:*}/${h#*:}; "       \
    "printf 'GET %s HTTP/1.1\\r\\nHost: %s\\r\\n" fields "\\r\\n' $p $h >&3; "
#define FETCH FETCH_WITH("")

static void what_a_command_does_is_judged(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script;
        enum outcome_kind kind;
        const char *actual, *reason;
    } ROWS[] = {
        {"delivers", FETCH "head -c 82 <&3 | tail -c 16", OUTCOME_PASS, "delivered",
         ""},
        {"reads until the close that it asked for",
         FETCH_WITH("Connection: close\\r\\n") "cat <&3 | tail -c 16", OUTCOME_PASS,
         "delivered", ""},
        {"reads until a close that it did not ask for", FETCH "cat <&3 | tail -c 16",
         OUTCOME_FAIL, "hang", ""},
        {"prints nothing", FETCH "head -c 82 <&3 >/dev/null", OUTCOME_FAIL,
         "empty-success", ""},
        {"fails", "echo cannot >&2; exit 7 # $1", OUTCOME_FAIL, "error",
         "exit status 7: cannot"},
        {"is killed", "kill -SEGV $$ # $1", OUTCOME_FAIL, "", "signal 11"},
        {"hangs", FETCH "sleep 60", OUTCOME_FAIL, "hang", "no result"},
        {"hangs, and has asked for nothing", "sleep 60 # $1", OUTCOME_ERROR, "",
         "no connection"},
        {"prints without end", FETCH "yes", OUTCOME_FAIL, "hang", ""},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        const char *const command[] = {"bash",   "-c",    ROWS[row].script,
                                       "client", "{url}", NULL};
        struct play_config config;
        struct catalogue catalogue;
        struct outcome outcome;
        play_config_init(&config);
        config.role = ROLE_CLIENT;
        config.command = command;
        play_with(&config, &outcome, &catalogue);
        expect_outcome(ROWS[row].what, &outcome, ROWS[row].kind, ROWS[row].actual,
                       ROWS[row].reason);
        outcome_fini(&outcome);
        catalogue_fini(&catalogue);
    }
}

static void the_start_of_a_driver_is_no_part_of_the_exchange(void **state)
{
    (void)state;
    struct slow slow = {0};
    struct play_config config;
    struct catalogue catalogue;
    struct err err = {.text = ""};
    assert_true(catalogue_load_text(&catalogue, "client.final.md", octets_of(CASE),
                                    NULL, NULL, NULL, &err));
    play_config_init(&config);
    config.role = ROLE_CLIENT;
    config.deadline_ms = DEADLINE_MS;
    config.embedded_driver = starts_slowly;
    config.embedded_user = &slow;
    struct play *play = play_open(&config, &err);
    assert_non_null(play);
    for (unsigned time = 0; time < 2; time++) { /* the second has to start another */
        struct outcome outcome;
        play_case(play, &catalogue.cases[0], &outcome);
        expect_outcome(time == 0 ? "the first" : "the second", &outcome,
                       time == 0 ? OUTCOME_ERROR : OUTCOME_PASS,
                       time == 0 ? "" : "delivered", "");
        outcome_fini(&outcome);
    }
    assert_int_equal(slow.starts, 2);
    play_close(&play);
    catalogue_fini(&catalogue);
}

static void half_an_answer_taken_for_one_is_no_control(void **state)
{
    (void)state;
    static const char *const COMMAND[] = {"bash",   "-c",    FETCH "cat <&3 >/dev/null",
                                          "client", "{url}", NULL};
    struct play_config config;
    struct catalogue catalogue;
    struct outcome outcome;
    play_config_init(&config);
    config.role = ROLE_CLIENT;
    config.controls = true;
    config.command = COMMAND;
    play_text(&config, "client.incomplete.md", CUT_CASE, &outcome, &catalogue);
    expect_outcome("success at half an answer", &outcome, OUTCOME_FAIL, "delivered",
                   "");
    assert_int_equal(outcome.control, CONTROL_NONE);
    outcome_fini(&outcome);
    catalogue_fini(&catalogue);
}

static void what_cannot_be_started_is_told(void **state)
{
    (void)state;
    static const char *const NO_URL[] = {"true", NULL};
    static const char *const NO_PROGRAM[] = {"no-such-program-anywhere", "{url}", NULL};
    static const char *const DIES[] = {"bash", "-c", "echo alas >&2; exit 3", NULL};
    static const struct {
        const char *const *command, *const *driver;
        void (*embedded)(void *user, int in, int out);
        const char *text;
    } ROWS[] = {
        {NO_URL, NULL, NULL, "{url}"},
        {NO_PROGRAM, NULL, NULL, "command not found"},
        {NULL, NO_PROGRAM, NULL, "command not found"},
        {NULL, DIES, NULL, "status 3: alas"},
        {NULL, NULL, greets_wrongly, "JSON"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct play_config config;
        struct err err = {.text = ""};
        play_config_init(&config);
        config.role = ROLE_CLIENT;
        config.command = ROWS[row].command;
        config.driver = ROWS[row].driver;
        config.embedded_driver = ROWS[row].embedded;
        assert_null(play_open(&config, &err));
        if (!strstr(err.text, ROWS[row].text))
            fail_msg("row %zu: expected '%s' in '%s'", row, ROWS[row].text, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_driver_says_is_judged),
        cmocka_unit_test(what_a_command_does_is_judged),
        cmocka_unit_test(the_start_of_a_driver_is_no_part_of_the_exchange),
        cmocka_unit_test(half_an_answer_taken_for_one_is_no_control),
        cmocka_unit_test(what_cannot_be_started_is_told),
    };
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("play_client", tests, NULL, NULL);
}
