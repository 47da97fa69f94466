/* SPDX-License-Identifier: MIT */
/* The command line as a user meets it: every kind of bad input has one clear line and
 * its exit status. */
#include "base/clock.h"
#include "net/connection.h"
#include "peer/server.h"
#include "test/spawn.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

enum { PATIENCE_MS = 60000, MAX_WORDS = 20 };

/* ---------------------------------------------------------------- the surroundings */

/* What the rows' placeholders stand for. */
struct world {
    char folder[64];          /* {dir}: holds bad case files */
    struct listener busy;     /* {busy}: a port in use */
    struct listener stranger; /* {ssh}: something that is not HTTP */
    pthread_t stranger_thread;
    struct peer_server *server; /* {server}: the honest reference server */
    uint16_t free_port;         /* {free}: nobody listens */
    volatile int over;
};

static struct world world;

/* Accepts, and speaks first, as an SSH server does. */
static void *be_a_stranger(void *user)
{
    (void)user;
    while (!world.over) {
        struct connection connection;
        struct pollfd wait = {.fd = world.stranger.fd, .events = POLLIN};
        if (poll(&wait, 1, 50) <= 0 ||
            listener_accept(&world.stranger, &connection) != CONNECTION_OK)
            continue;
        connection_send(&connection, OCTETS("SSH-2.0-interim\r\n"),
                        clock_deadline_ns(1000));
        connection_close(&connection);
    }
    return NULL;
}

static void write_case(const char *name, const char *text)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", world.folder, name);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s/%s/proxy", world.folder, name);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s/%s/proxy/proxy.final.md", world.folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

#define CASE(pattern)                                                                  \
    "roles: server\n\nA request is answered.\n\n"                                      \
    "```client\nGET {target} HTTP/1.1\nHost: {authority}\n\n```\n"                     \
    "```expect\nserver: pass " pattern "\nfaults: server no-final\n```\n"

static int set_up(void **state)
{
    (void)state;
    struct address any;
    struct listener free_one;
    struct err err;
    address_loopback(&any, 0);
    snprintf(world.folder, sizeof world.folder, "/tmp/interim-test-cli-XXXXXX");
    assert_non_null(mkdtemp(world.folder));
    write_case("malformed", "# proxy.final\n\nText.\n\n## a-case\n\n" CASE("nonsense"));
    write_case("duplicate", "# proxy.final\n\nText.\n\n## a-case\n\n" CASE(
                                "200") "\n## a-case\n\n" CASE("200"));
    assert_true(listener_open(&world.busy, &any, &err));
    assert_true(listener_open(&world.stranger, &any, &err));
    assert_true(listener_open(&free_one, &any, &err));
    world.free_port = address_port(&free_one.address);
    listener_close(&free_one);
    assert_int_equal(pthread_create(&world.stranger_thread, NULL, be_a_stranger, NULL),
                     0);
    world.server = peer_server_start(&any, FAULT_NONE, 1.0, &err);
    assert_non_null(world.server);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    world.over = 1;
    pthread_join(world.stranger_thread, NULL);
    listener_close(&world.stranger);
    listener_close(&world.busy);
    peer_server_stop(&world.server);
    snprintf(command, sizeof command, "rm -r %s", world.folder);
    return system(command);
}

/* Replaces the first placeholder of a word. */
static void fill_in(char *out, size_t size, const char *word)
{
    const struct {
        const char *name;
        uint16_t port;
    } ports[] = {{"{busy}", address_port(&world.busy.address)},
                 {"{ssh}", address_port(&world.stranger.address)},
                 {"{free}", world.free_port},
                 {"{server}", address_port(peer_server_address(world.server))}};
    const char *at = strstr(word, "{dir}");
    snprintf(out, size, "%s", word);
    if (at)
        snprintf(out, size, "%.*s%s%s", (int)(at - word), word, world.folder, at + 5);
    for (size_t row = 0; row < COUNT_OF(ports); row++) {
        at = strstr(word, ports[row].name);
        if (at)
            snprintf(out, size, "%.*s127.0.0.1:%u%s", (int)(at - word), word,
                     ports[row].port, at + octets_of(ports[row].name).len);
    }
}

struct row {
    const char *why;
    const char *words[MAX_WORDS];
    int status;
    const char *says; /* on standard error; NULL: nothing at all */
    enum spawn_stdout how;
};

static void start(struct spawn *spawn, const char *const *words, enum spawn_stdout how)
{
    char filled[MAX_WORDS][256];
    const char *arguments[MAX_WORDS + 1] = {NULL};
    for (size_t at = 0; at < MAX_WORDS && words[at]; at++) {
        fill_in(filled[at], sizeof filled[at], words[at]);
        arguments[at] = filled[at];
    }
    spawn_start(spawn, arguments, how);
}

/* One line a mistake, each with our name in front. */
static bool is_clear(struct octets text)
{
    size_t lines = 0;
    while (text.len > 0) {
        const size_t end = octets_find(text, OCTETS("\n"));
        if (!octets_starts_with(text, OCTETS("interim")) || end == SIZE_MAX)
            return false;
        text = octets_slice(text, end + 1, text.len);
        lines++;
    }
    return lines >= 1 && lines <= 3;
}

static void check_row(const struct row *row)
{
    struct spawn spawn;
    start(&spawn, row->words, row->how);
    spawn_wait(&spawn, PATIENCE_MS);
    const char *said = buf_text(&spawn.err);
    if (spawn.status != row->status)
        fail_msg("%s: expected exit status %d, found %d; it said: %s%s", row->why,
                 row->status, spawn.status, said, buf_text(&spawn.out));
    if (row->says ? !strstr(said, row->says) : said[0] != '\0')
        fail_msg("%s: expected \"%s\" on standard error, found: %s", row->why,
                 row->says ? row->says : "", said);
    if (row->says && !is_clear(buf_view(&spawn.err)))
        fail_msg("%s: expected a clear line, found: %s", row->why, said);
    spawn_fini(&spawn);
}

/* ---------------------------------------------------------------- rows */

#define FEW "--only", "exchange.one-final*"

static const struct row USAGE[] = {
    {"no verb at all is told below", {"nonsense"}, 2, "unknown verb 'nonsense'", 0},
    {"an option that does not exist", {"server", "--nonsense"}, 2, "unknown option", 0},
    {"an option of another verb", {"client", "--origin", "x"}, 2, "unknown option", 0},
    {"a server without a URL", {"server"}, 2, "expected one URL", 0},
    {"two URLs", {"server", "http://a/", "http://b/"}, 2, "expected one URL", 0},
    {"no URL", {"server", "localhost"}, 2, "begins with http://", 0},
    {"a URL without a host", {"server", "http:///x"}, 2, "expected", 0},
    {"a port beyond all ports", {"server", "http://127.0.0.1:99999/"}, 2, "port", 0},
    {"TLS", {"server", "https://localhost/"}, 2, "https:// is not supported yet", 0},
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
    {"two reports on standard output",
     {"run", "--format", "tap", "--format", "json", "reference"},
     2,
     "two reports",
     0},
};

static void a_wrong_command_line_is_one_clear_line_and_status_2(void **state)
{
    (void)state;
    for (size_t row = 0; row < COUNT_OF(USAGE); row++)
        check_row(&USAGE[row]);
}

static const struct row CATALOGUE[] = {
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
    {"nothing applies to this role",
     {"server", "--only", "client.*", "http://{server}/"},
     77,
     NULL,
     0},
};

static void a_bad_catalogue_or_selection_is_told(void **state)
{
    (void)state;
    for (size_t row = 0; row < COUNT_OF(CATALOGUE); row++)
        check_row(&CATALOGUE[row]);
}

static const struct row TARGETS[] = {
    {"nobody listens", {"server", FEW, "http://{free}/"}, 3, "refused", 0},
    {"the name does not resolve",
     {"server", FEW, "http://interim.invalid/"},
     3,
     "interim.invalid",
     0},
    {"what listens is not HTTP", {"server", FEW, "http://{ssh}/"}, 3, "is not HTTP", 0},
    {"the origin's port is in use",
     {"gateway", FEW, "--origin", "{busy}", "http://{server}/"},
     3,
     "in use",
     0},
    {"the command is not there",
     {"client", FEW, "--", "no-such-client", "{url}"},
     3,
     "command not found: no-such-client",
     0},
    {"the driver is not there",
     {"client", FEW, "--driver", "no-such-driver"},
     3,
     "command not found: no-such-driver",
     0},
    {"--start where somebody listens",
     {"server", FEW, "--start", "sleep 100", "http://{server}/"},
     3,
     "listens on",
     0},
    {"--start of what ends at once",
     {"server", FEW, "--start", "echo gone; exit 4", "http://{free}/"},
     3,
     "gone",
     0},
};

static void a_target_that_cannot_be_tested_is_status_3(void **state)
{
    (void)state;
    for (size_t row = 0; row < COUNT_OF(TARGETS); row++)
        check_row(&TARGETS[row]);
}

static const struct row REPORTS[] = {
    {"it works", {"server", "--quiet", FEW, "http://{server}/"}, 0, NULL, 0},
    {"too few cases",
     {"server", FEW, "--min", "10000", "http://{server}/"},
     1,
     "--min asks for 10000",
     0},
    {"a report in a folder that is not there",
     {"server", FEW, "-o", "{dir}/none/x.json", "http://{server}/"},
     2,
     "cannot write the report",
     0},
    {"a report that is a folder",
     {"server", FEW, "-o", "{dir}", "http://{server}/"},
     2,
     "cannot write the report",
     0},
    {"a report on a full disk",
     {"server", FEW, "-o", "/dev/full", "http://{server}/"},
     3,
     "No space left on device",
     0},
    {"standard output on a full disk",
     {"server", FEW, "http://{server}/"},
     3,
     "No space left on device",
     SPAWN_FULL},
    {"standard output closed",
     {"server", FEW, "http://{server}/"},
     3,
     "standard output",
     SPAWN_CLOSED},
    {"standard output that nobody reads",
     {"server", FEW, "http://{server}/"},
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
    (void)state;
    for (size_t row = 0; row < COUNT_OF(REPORTS); row++)
        check_row(&REPORTS[row]);
}

/* ---------------------------------------------------------------- Ctrl-C */

static void ctrl_c_ends_a_run_with_a_partial_report_and_status_130(void **state)
{
    (void)state;
    /* It accepts by its backlog, and never answers. */
    static const char *const WORDS[] = {"server",         "--no-control",   "-o",
                                        "{dir}/cut.json", "http://{busy}/", NULL};
    char path[160];
    struct spawn spawn;
    struct stat status;
    start(&spawn, WORDS, SPAWN_READ);
    assert_true(spawn_wait_for(&spawn, "as server", PATIENCE_MS));
    kill(spawn.pid, SIGINT);
    spawn_wait(&spawn, PATIENCE_MS);
    if (spawn.status != 130)
        fail_msg("expected 130, found %d: %s", spawn.status, buf_text(&spawn.err));
    assert_non_null(strstr(buf_text(&spawn.out), "interrupted"));
    snprintf(path, sizeof path, "%s/cut.json", world.folder);
    assert_int_equal(stat(path, &status), 0);
    spawn_fini(&spawn);
}

static void help_and_version_are_there_for_all_who_ask(void **state)
{
    (void)state;
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
        start(&spawn, ROWS[row].words, SPAWN_READ);
        spawn_wait(&spawn, PATIENCE_MS);
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
        cmocka_unit_test(a_target_that_cannot_be_tested_is_status_3),
        cmocka_unit_test(a_report_that_gets_lost_is_an_error),
        cmocka_unit_test(ctrl_c_ends_a_run_with_a_partial_report_and_status_130),
    };
    return cmocka_run_group_tests_name("cli", tests, set_up, tear_down);
}
