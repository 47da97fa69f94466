/* SPDX-License-Identifier: MIT */
/* interim probe as a user meets it: what it prints and when, exit statuses, Ctrl-C. */
#include "base/root.h"
#include "test/cli_row.h"
#include "test/schema.h"

#include <jansson.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TWO "http://{server}/?interim=102,103&final=200&token=T"

static const struct cli_row ROWS[] = {
    {"it works", {"probe", TWO}, 0, NULL, 0},
    {"as JSON", {"probe", "--json", TWO}, 0, NULL, 0},
    {"content", {"probe", "-d", "a=1", "-d", "b=2", TWO}, 0, NULL, 0},
    {"content that waits", {"probe", "--expect", "-d", "x", TWO}, 0, NULL, 0},
    {"HEAD", {"probe", "-I", TWO}, 0, NULL, 0},
    {"HTTP/1.0", {"probe", "-0", TWO}, 0, NULL, 0},
    {"a field", {"probe", "-H", "X-Y: z", "-H", "Accept:", TWO}, 0, NULL, 0},
    {"compared", {"probe", "--compare", "http://{server}/", TWO}, 0, NULL, 0},
    {"no HTTP there", {"probe", "http://{ssh}/"}, 3, NULL, 0},
    {"a problem, strictly",
     {"probe", "--strict", "--max-interim", "1", TWO},
     1,
     NULL,
     0},
    {"a limit", {"probe", "--max-interim", "1", TWO}, 3, NULL, 0},
    {"nobody answers", {"probe", "--timeout", "50ms", "http://{busy}/"}, 3, NULL, 0},
    {"nobody listens", {"probe", "http://{free}/"}, 3, "cannot connect", 0},
    {"nothing to compare with",
     {"probe", "--compare", "http://{free}/", TWO},
     3,
     "cannot connect",
     0},
    {"no proxy there", {"probe", "--via", "http://{free}/", TWO}, 3, "cannot", 0},
    {"https", {"probe", "--cacert", "{ca}", "https://{tls}/"}, 0, NULL, 0},
    {"any certificate", {"probe", "--insecure", "https://{tls}/"}, 0, NULL, 0},
    {"TLS in front of an origin without",
     {"probe", "--insecure", "--compare", "http://{server}/", "https://{tls}/"},
     0,
     NULL,
     0},
    {"a certificate that nobody trusts",
     {"probe", "https://{tls}/"},
     3,
     "--cacert FILE",
     0},
    {"http of what is https", {"probe", "http://{tls}/"}, 3, NULL, 0},
    {"https through a proxy",
     {"probe", "--via", "http://{server}/", "https://{tls}/"},
     2,
     "expected an http:// URL",
     0},
    {"a certificate for nothing", {"probe", "--insecure", TWO}, 2, "https://", 0},
    {"a socket that is not there",
     {"probe", "--unix-socket", "{dir}/none", TWO},
     3,
     "cannot connect to unix:",
     0},
    {"another one to compare with",
     {"probe", "--compare", "unix:{dir}/none", TWO},
     3,
     "cannot connect to unix:",
     0},
    {"no path of a socket", {"probe", "--compare", "unix:", TWO}, 2, "--compare: ", 0},
    {"no URL", {"probe"}, 2, "expected one URL, found 0", 0},
    {"two URLs", {"probe", TWO, TWO}, 2, "expected one URL, found 2", 0},
    {"no URL at all", {"probe", "localhost"}, 2, "begins with http", 0},
    {"no proxy's URL", {"probe", "--via", "x", TWO}, 2, "--via: ", 0},
    {"no other URL", {"probe", "--compare", "x", TWO}, 2, "--compare: ", 0},
    {"no option", {"probe", "--nonsense", TWO}, 2, "unknown option", 0},
    {"no field", {"probe", "-H", "nonsense", TWO}, 2, "Name: value", 0},
    {"two fields in one", {"probe", "-H", "A: b\r\nC: d", TWO}, 2, "control", 0},
    {"no method", {"probe", "-X", "G E T", TWO}, 2, "expected a method", 0},
    {"a tunnel", {"probe", "-X", "CONNECT", TWO}, 2, "CONNECT makes", 0},
    {"HEAD with content", {"probe", "-I", "-d", "x", TWO}, 2, "--head", 0},
    {"an expectation of nothing", {"probe", "--expect", TWO}, 2, "needs content", 0},
    {"no such file", {"probe", "-d", "@/none/x", TWO}, 2, "/none/x", 0},
    {"content of another length",
     {"probe", "-d", "x", "-H", "Content-Length: 7", TWO},
     2,
     "Content-Length",
     0},
    {"no time", {"probe", "--timeout", "5", TWO}, 2, "10s or 500ms", 0},
    {"no number", {"probe", "--max-octets", "many", TWO}, 2, "--max-octets", 0},
    {"more than can be kept",
     {"probe", "--max-interim", "100001", TWO},
     2,
     "--max-interim",
     0},
    {"a full disk", {"probe", TWO}, 3, "standard output", SPAWN_FULL},
    {"a pipe that nobody reads", {"probe", TWO}, 3, "standard output", SPAWN_BROKEN},
};

static void every_command_line_has_its_exit_status_and_words(void **state)
{
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        cli_row_check(*state, &ROWS[row]);
}

/* A pipe gets each line when it happens: the 102 is there long before the 200. */
static void lines_come_as_it_happens(void **state)
{
    static const char *const WORDS[] = {
        "probe", "http://{server}/?interim=102,102&gap_ms=500&final=200&token=hello",
        NULL};
    struct spawn spawn;
    cli_start(&spawn, *state, WORDS, SPAWN_READ);
    assert_true(spawn_wait_for(&spawn, "< HTTP/1.1 102 Processing", CLI_PATIENCE_MS));
    assert_null(strstr(buf_text(&spawn.out), "200 OK"));
    spawn_wait(&spawn, CLI_PATIENCE_MS);
    assert_int_equal(spawn.status, 0);
    const char *out = buf_text(&spawn.out);
    assert_non_null(strstr(out, "content begins: hello"));
    assert_non_null(strstr(out, "5 octets of content"));
    assert_non_null(strstr(out, "[handler-102; "));
    spawn_fini(&spawn);
}

static void what_came_is_told_when_it_is_interrupted(void **state)
{
    static const char *const WORDS[] = {
        "probe", "http://{server}/?interim=102,102&gap_ms=60000&final=200&token=T",
        NULL};
    struct spawn spawn;
    cli_start(&spawn, *state, WORDS, SPAWN_READ);
    assert_true(spawn_wait_for(&spawn, "102 Processing", CLI_PATIENCE_MS));
    kill(spawn.pid, SIGINT);
    spawn_wait(&spawn, CLI_PATIENCE_MS);
    assert_int_equal(spawn.status, 130);
    assert_non_null(strstr(buf_text(&spawn.out), "interrupted\n"));
    assert_non_null(strstr(buf_text(&spawn.out), "diagnosis\n"));
    spawn_fini(&spawn);
}

static void waiting_shows_on_a_terminal_alone(void **state)
{
    char url[256];
    const char *const words[] = {"probe", url, NULL};
    struct spawn spawn;
    world_fill_in(*state, url, sizeof url,
                  "http://{server}/?interim=102&gap_ms=1300&final=200&token=T");
    spawn_start_on_terminal(&spawn, words);
    spawn_wait(&spawn, CLI_PATIENCE_MS);
    assert_non_null(strstr(buf_text(&spawn.err), "1 s             waiting"));
    assert_non_null(strstr(buf_text(&spawn.err), "\r\033[K"));
    spawn_fini(&spawn);
}

static void json_is_one_object_by_its_schema(void **state)
{
    static const char *const WORDS[] = {
        "probe", "--json", "--compare", "http://{server}/", TWO, NULL};
    char path[512];
    struct spawn spawn;
    cli_start(&spawn, *state, WORDS, SPAWN_READ);
    spawn_wait(&spawn, CLI_PATIENCE_MS);
    json_t *value = json_loadb((const char *)spawn.out.ptr, spawn.out.len, 0, NULL);
    json_t *schema = json_load_file(
        root_path(path, sizeof path, "reports/probe.schema.json"), 0, NULL);
    assert_non_null(value);
    assert_non_null(schema);
    assert_true(schema_valid(schema, value));
    assert_int_equal(json_array_size(json_object_get(value, "hops")), 2);
    assert_int_equal(json_integer_value(json_object_get(value, "status")), 0);
    json_decref(schema);
    json_decref(value);
    spawn_fini(&spawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_line_has_its_exit_status_and_words),
        cmocka_unit_test(lines_come_as_it_happens),
        cmocka_unit_test(what_came_is_told_when_it_is_interrupted),
        cmocka_unit_test(waiting_shows_on_a_terminal_alone),
        cmocka_unit_test(json_is_one_object_by_its_schema),
    };
    return cmocka_run_group_tests_name("cmd_probe", tests, world_set_up,
                                       world_tear_down);
}
