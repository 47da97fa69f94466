/* SPDX-License-Identifier: MIT */
/* Targets of every kind on the command line: those that cannot be tested, and how a run
 * ends. */
#include "test/cli_row.h"
#include "test/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const struct cli_row TARGETS[] = {
    {"nobody listens", {"server", CLI_FEW, "http://{free}/"}, 3, "refused", 0},
    {"the name does not resolve",
     {"server", CLI_FEW, "http://interim.invalid/"},
     3,
     "interim.invalid",
     0},
    {"what listens is not HTTP",
     {"server", CLI_FEW, "http://{ssh}/"},
     3,
     "octets that are no HTTP",
     0},
    {"what listens never answers",
     {"server", CLI_FEW, "--time-scale", "0.1", "http://{busy}/"},
     3,
     "nothing came back",
     0},
    {"a trigger that does not do as it is told",
     {"server", CLI_FEW, "--trigger", "/", "--start",
      INTERIM_BUILD "/interim serve --fault status-600-as-final --port {port}",
      "http://{free}/"},
     3,
     "a GET of the trigger",
     0},
    {"a gateway that forwards to somebody else",
     {"gateway", CLI_FEW, "--origin", "{free}", "http://{server}/"},
     3,
     "the request never reached us at 127.0.0.1",
     0},
    {"a proxy that forwards to nobody",
     {"proxy", CLI_FEW, "--origin", "{free}", "http://{server}/"},
     3,
     "the request never reached us at 127.0.0.1",
     0},
    {"a command that never connects",
     {"client", CLI_FEW, "--", "true", "{url}"},
     3,
     "it never connected",
     0},
    {"a command that fails",
     {"client", CLI_FEW, "--", "false", "{url}"},
     3,
     "exit status 1; it never connected",
     0},
    {"a command that answers nonsense",
     {"client", CLI_FEW, "--", "echo", "hello", "{url}"},
     3,
     "octets of content: hello http://",
     0},
    {"a driver that never greets",
     {"client", CLI_FEW, "--time-scale", "0.1", "--driver", "sleep 100"},
     3,
     "wrote no greeting within 3 s",
     0},
    {"a driver that does not flush",
     {"client", CLI_FEW, "--time-scale", "0.1", "--driver",
      "sh -c 'printf greeting; sleep 100'"},
     3,
     "is its output flushed?",
     0},
    {"a driver that greets, and never answers",
     {"client", CLI_FEW, "--time-scale", "0.1", "--driver",
      "sh -c 'echo {\\\"driver\\\":\\\"deaf\\\"}; sleep 100'"},
     3,
     "a plain exchange (a GET",
     0},
    {"the origin's port is in use",
     {"gateway", CLI_FEW, "--origin", "{busy}", "http://{server}/"},
     3,
     "in use",
     0},
    {"the command is not there",
     {"client", CLI_FEW, "--", "no-such-client", "{url}"},
     3,
     "command not found: 'no-such-client'",
     0},
    {"the driver is not there",
     {"client", CLI_FEW, "--driver", "no-such-driver"},
     3,
     "command not found: 'no-such-driver'",
     0},
    {"a driver that writes nonsense",
     {"client", CLI_FEW, "--driver", "echo hello"},
     3,
     "driver",
     0},
    {"a driver that dies at once",
     {"client", CLI_FEW, "--driver", "false"},
     3,
     "driver",
     0},
    {"--start where somebody listens",
     {"server", CLI_FEW, "--start", "sleep 100", "http://{server}/"},
     3,
     "listens on",
     0},
    {"--start of what ends at once",
     {"server", CLI_FEW, "--start", "echo gone; exit 4", "http://{free}/"},
     3,
     "gone",
     0},
};

static void a_target_that_cannot_be_tested_is_status_3(void **state)
{
    for (size_t row = 0; row < COUNT_OF(TARGETS); row++)
        cli_row_check(*state, &TARGETS[row]);
}

static const struct cli_row RUNS[] = {
    {"a server that is started, and stopped again",
     {"server", "--quiet", CLI_FEW, "--trigger", "/", "--start",
      INTERIM_BUILD "/interim serve --port {port}", "http://{free}/"},
     0,
     NULL,
     0},
    {"a server with a fault",
     {"server", "--quiet", "--only", "continue.http10*", "--start",
      INTERIM_BUILD "/interim serve --fault 100-to-http10 --port {port}",
      "http://{free}/"},
     1,
     NULL,
     0},
    {"a driver that dies in the middle",
     {"client", "--quiet", "--only", "client.final*", "--jobs", "1", "--driver",
      "bash " INTERIM_ROOT "/harness/test/mortal_driver.sh dies"},
     1,
     NULL,
     0},
    {"a driver that writes nonsense in the middle",
     {"client", "--quiet", "--only", "client.final*", "--jobs", "1", "--driver",
      "bash " INTERIM_ROOT "/harness/test/mortal_driver.sh nonsense"},
     3,
     NULL,
     0},
    {"all roles against the reference peers",
     {"run", "--quiet", "--only", "exchange.order*", "reference"},
     0,
     NULL,
     0},
    {"one that breaks a should, held to every should",
     {"server", "--quiet", "--strict", "--only", "continue.early-final/*", "--start",
      INTERIM_BUILD "/interim serve --fault early-final-without-close-field --port "
                    "{port}",
      "--trigger", "/", "http://{free}/"},
     1,
     NULL,
     0},
};

/* What a reader of the report sees is the status that the process ends with. */
static void too_few_cases_are_told_in_the_report(void **state)
{
    static const char *const WORDS[] = {"server",           CLI_FEW, "--min", "10000",
                                        "http://{server}/", NULL};
    struct spawn spawn;
    cli_start(&spawn, *state, WORDS, 0);
    spawn_wait(&spawn, CLI_PATIENCE_MS);
    assert_int_equal(spawn.status, 1);
    if (!strstr(buf_text(&spawn.out),
                "exit status 1: fewer cases ran than --min asks for"))
        fail_msg("the report says otherwise: %s", buf_text(&spawn.out));
    spawn_fini(&spawn);
}

static void a_run_ends_with_the_status_of_its_outcomes(void **state)
{
    for (size_t row = 0; row < COUNT_OF(RUNS); row++)
        cli_row_check(*state, &RUNS[row]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_that_cannot_be_tested_is_status_3),
        cmocka_unit_test(a_run_ends_with_the_status_of_its_outcomes),
        cmocka_unit_test(too_few_cases_are_told_in_the_report),
    };
    return cmocka_run_group_tests_name("cli_targets", tests, world_set_up,
                                       world_tear_down);
}
