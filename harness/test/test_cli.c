/* SPDX-License-Identifier: MIT */
/* The command line as a user meets it: bad input has one clear line and its status. */
#include "test/cli_row.h"
#include "test/tree.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* ---------------------------------------------------------------- rows */

static const struct cli_row USAGE[] = {
    {"a verb that nobody knows", {"nonsense"}, 2, "unknown verb 'nonsense'", 0},
    {"an option that does not exist", {"server", "--nonsense"}, 2, "unknown option", 0},
    {"an option of another verb", {"client", "--origin", "x"}, 2, "unknown option", 0},
    {"a server without a URL", {"server"}, 2, "expected one URL", 0},
    {"two URLs", {"server", "http://a/", "http://b/"}, 2, "expected one URL", 0},
    {"no URL", {"server", "localhost"}, 2, "begins with http:// or https://", 0},
    {"a URL without a host", {"server", "http:///x"}, 2, "expected", 0},
    {"a port beyond all ports", {"server", "http://127.0.0.1:99999/"}, 2, "port", 0},
    {"a trigger that is no path",
     {"server", "--trigger", "x", "http://{server}/"},
     2,
     "begins with /",
     0},
    {"a gateway without --origin",
     {"gateway", "http://{server}/"},
     2,
     "--origin HOST:PORT is missing",
     0},
    {"an origin without a port",
     {"gateway", "--origin", "127.0.0.1", "http://{server}/"},
     2,
     "--origin",
     0},
    {"a client without a command", {"client"}, 2, "expected -- COMMAND", 0},
    {"a command without {url}", {"client", "--", "curl", "http://x/"}, 2, "{url}", 0},
    {"a --head without {url}",
     {"client", "--head", "curl -I", "--", "curl", "{url}"},
     2,
     "{url}",
     0},
    {"a command and a driver",
     {"client", "--driver", "x", "--", "curl", "{url}"},
     2,
     "found both",
     0},
    {"a target that nobody knows",
     {"run", "nonsense"},
     2,
     "unknown target 'nonsense'",
     0},
    {"no target", {"run"}, 2, "expected the name of a target", 0},
    {"a requirement that nobody knows",
     {"requirements", "--explain", "x.y"},
     2,
     "unknown requirement 'x.y'",
     0},
    {"a fault that nobody knows", {"serve", "--fault", "nonsense"}, 2, "nonsense", 0},
    {"a format that nobody knows",
     {"run", "--format", "yaml", "reference"},
     2,
     "unknown format 'yaml'",
     0},
    {"a level that nobody knows",
     {"run", "--level", "all", "reference"},
     2,
     "unknown level 'all'",
     0},
};

static void a_wrong_command_line_is_one_clear_line_and_status_2(void **state)
{
    for (size_t row = 0; row < COUNT_OF(USAGE); row++)
        cli_row_check(*state, &USAGE[row]);
}

static const struct cli_row CATALOGUE[] = {
    {"a malformed case file",
     {"server", "--cases", "{dir}/malformed", "http://{server}/"},
     2,
     "proxy.final.md:17:",
     0},
    {"a duplicate case id",
     {"server", "--cases", "{dir}/duplicate", "http://{server}/"},
     2,
     "a-case",
     0},
    {"no catalogue there",
     {"server", "--cases", "{dir}/none", "http://{server}/"},
     2,
     "none",
     0},
    {"a glob that matches nothing",
     {"server", "--only", "nonsense", "http://{server}/"},
     2,
     "--only 'nonsense' matches no case",
     0},
    {"nothing is left",
     {"server", "--skip", "*", "http://{server}/"},
     2,
     "the selection is empty",
     0},
    {"nothing of this level",
     {"server", "--level", "must", "--only", "interim.size*", "http://{server}/"},
     77,
     NULL,
     0},
    {"nothing applies to this role",
     {"server", "--only", "client.*", "http://{server}/"},
     77,
     NULL,
     0},
};

static void a_bad_catalogue_or_selection_is_told(void **state)
{
    for (size_t row = 0; row < COUNT_OF(CATALOGUE); row++)
        cli_row_check(*state, &CATALOGUE[row]);
}

static const struct cli_row REPORTS[] = {
    {"it works", {"server", "--quiet", CLI_FEW, "http://{server}/"}, 0, NULL, 0},
    {"too few cases",
     {"server", CLI_FEW, "--min", "10000", "http://{server}/"},
     1,
     "--min asks for 10000",
     0},
    {"a report in a folder that is not there",
     {"server", CLI_FEW, "-o", "{dir}/none/x.json", "http://{server}/"},
     2,
     "cannot write the report",
     0},
    {"a report that is a folder",
     {"server", CLI_FEW, "-o", "{dir}", "http://{server}/"},
     2,
     "cannot write the report",
     0},
    {"a report on a full disk",
     {"server", CLI_FEW, "-o", "/dev/full", "http://{server}/"},
     3,
     "No space left on device",
     0},
    {"standard output on a full disk",
     {"server", CLI_FEW, "http://{server}/"},
     3,
     "No space left on device",
     SPAWN_FULL},
    {"standard output closed",
     {"server", CLI_FEW, "http://{server}/"},
     3,
     "standard output",
     SPAWN_CLOSED},
    {"standard output that nobody reads",
     {"server", CLI_FEW, "http://{server}/"},
     3,
     "standard output",
     SPAWN_BROKEN},
    {"a list on a full disk",
     {"requirements"},
     3,
     "No space left on device",
     SPAWN_FULL},
    {"a list to nobody", {"requirements"}, 3, "standard output", SPAWN_CLOSED},
};

static void a_report_that_gets_lost_is_an_error(void **state)
{
    for (size_t row = 0; row < COUNT_OF(REPORTS); row++)
        cli_row_check(*state, &REPORTS[row]);
}

/* ---------------------------------------------------------------- Ctrl-C */

static void ctrl_c_ends_a_run_with_a_partial_report_and_status_130(void **state)
{
    const struct world *world = *state;
    /* It answers the plain exchange, and then leaves each case waiting. */
    static const char *const WORDS[] = {
        "server",
        "--no-control",
        "--only",
        "exchange.one-final/after-every-code",
        "--only",
        "interim.count/*",
        "--trigger",
        "/",
        "-o",
        "{dir}/cut.json",
        "--start",
        INTERIM_BUILD "/interim serve --fault no-final-after-1xx --port {port}",
        "http://{free}/",
        NULL};
    char path[300];
    struct spawn spawn;
    struct stat status;
    cli_start(&spawn, world, WORDS, SPAWN_READ);
    assert_true(spawn_wait_for(&spawn, "as server", CLI_PATIENCE_MS));
    kill(spawn.pid, SIGINT);
    spawn_wait(&spawn, CLI_PATIENCE_MS);
    if (spawn.status != 130)
        fail_msg("expected 130, found %d: %s", spawn.status, buf_text(&spawn.err));
    assert_non_null(strstr(buf_text(&spawn.out), "interrupted"));
    snprintf(path, sizeof path, "%s/cut.json", world->folder.path);
    assert_int_equal(stat(path, &status), 0);
    spawn_fini(&spawn);
}

static void help_and_version_are_there_for_all_who_ask(void **state)
{
    static const struct {
        const char *words[3];
        const char *says;
    } ROWS[] = {{{"--help"}, "requirements"},
                {{"--version"}, "llhttp 9"},
                {{"server", "--help"}, "--trigger PATH"},
                {{"client", "--help"}, "--driver COMMAND"},
                {{"gateway", "--help"}, "--origin HOST:PORT"},
                {{"proxy", "--help"}, "--only GLOB"},
                {{"run", "--help"}, "--format FORMAT"},
                {{"requirements", "--help"}, "--explain ID"}};
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct spawn spawn;
        cli_start(&spawn, *state, ROWS[row].words, SPAWN_READ);
        spawn_wait(&spawn, CLI_PATIENCE_MS);
        if (spawn.status != 0 || !strstr(buf_text(&spawn.out), ROWS[row].says))
            fail_msg("%s: status %d, %s", ROWS[row].words[0], spawn.status,
                     buf_text(&spawn.out));
        spawn_fini(&spawn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_and_version_are_there_for_all_who_ask),
        cmocka_unit_test(a_wrong_command_line_is_one_clear_line_and_status_2),
        cmocka_unit_test(a_bad_catalogue_or_selection_is_told),
        cmocka_unit_test(a_report_that_gets_lost_is_an_error),
        cmocka_unit_test(ctrl_c_ends_a_run_with_a_partial_report_and_status_130),
    };
    return cmocka_run_group_tests_name("cli", tests, world_set_up, world_tear_down);
}
