/* SPDX-License-Identifier: MIT */
/* Reproducers: what was generated from a report of a faulty peer shows the same octets
 * at that peer again, and does not at the honest one. */
#include "report/json_run.h"
#include "report/reproduce.h"
#include "test/proof.h"
#include "test/scratch.h"
#include "test/spawn.h"

#include "base/disk.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PROGRAM_MAX = 1 << 20, TEST_LIMIT_S = 120 };

static struct catalogue catalogue;

static const struct test_case *find_case(const char *id)
{
    for (size_t at = 0; at < catalogue.case_count; at++)
        if (strcmp(catalogue.cases[at].id, id) == 0)
            return &catalogue.cases[at];
    fail_msg("no case %s", id);
    return NULL;
}

/* ------------------------------------------------------------ from a run to a file */

/* Plays one case against the peer, as a run of that case alone would report it. */
static json_t *play(struct proof_target *target, const char *id)
{
    static struct verdict verdicts[REQUIREMENT_COUNT];
    struct outcome outcome;
    struct outcome *list[] = {&outcome};
    struct report_run run = {.target = "reference",
                             .version = "",
                             .role = target->config.role,
                             .command = "interim run",
                             .arguments = target->config.target.tls
                                              ? " https://reference/"
                                              : " http://reference/",
                             .started = "2026-01-31T00:00:00",
                             .llhttp = "",
                             .trouble = "",
                             .outcomes = list,
                             .outcome_count = 1,
                             .verdicts = verdicts};
    play_case(target->play, find_case(id), &outcome);
    if (outcome.kind != OUTCOME_FAIL)
        fail_msg("%s: %s, not FAIL: %s", id, outcome_name(outcome.kind),
                 outcome.reason);
    report_judge(list, 1, false, verdicts, &run.summary);
    json_t *value = json_run(&run);
    outcome_fini(&outcome);
    return value;
}

/* Writes the case's reproducer to path. */
static void write_program(const json_t *run, bool python, const char *path)
{
    const json_t *const test = json_array_get(json_object_get(run, "cases"), 0);
    struct arena arena;
    struct buf out;
    struct err err;
    struct evidence evidence;
    struct acts acts;
    arena_init(&arena);
    buf_init(&out, PROGRAM_MAX);
    if (python) {
        assert_true(evidence_read(&arena, run, test, &evidence, &err));
        acts_find(&arena, &evidence, &acts);
        reproduce_python(&out, &evidence, &acts);
    } else {
        assert_true(reproduce_case(run, test, &out, &err));
    }
    assert_false(out.full);
    assert_true(disk_write(path, buf_view(&out), &err));
    buf_fini(&out);
    arena_fini(&arena);
}

static void has(const char *out, const char *text, bool expected, const char *who)
{
    if ((strstr(out, text) != NULL) != expected)
        fail_msg("%s: \"%s\" %s in:\n%s", who, text, expected ? "is not" : "is", out);
}

/* ------------------------------------------------------------ server, gateway, proxy
 */

struct row {
    enum role role;
    bool python;
    const char *fault, *test;
    const char *bad;  /* printed of the faulty peer alone */
    const char *good; /* printed of the honest one alone */
    bool tls;
};

static const struct row ROWS[] = {
    {ROLE_SERVER, false, "content-length-in-1xx",
     "interim.no-content-length/every-code",
     "HTTP/1.1 100 Continue\r\nContent-Length: 0", "HTTP/1.1 100 Continue\r\n\r\n",
     false},
    {ROLE_SERVER, true, "content-length-in-1xx",
     "interim.no-content-length/own-continue",
     "b'HTTP/1.1 100 Continue\\r\\nContent-Length: 0",
     "b'HTTP/1.1 100 Continue\\r\\n\\r\\n", false},
    {ROLE_SERVER, false, "content-length-in-1xx",
     "interim.no-content-length/every-code",
     "HTTP/1.1 100 Continue\r\nContent-Length: 0", "HTTP/1.1 100 Continue\r\n\r\n",
     true},
    {ROLE_SERVER, true, "content-length-in-1xx",
     "interim.no-content-length/own-continue",
     "b'HTTP/1.1 100 Continue\\r\\nContent-Length: 0",
     "b'HTTP/1.1 100 Continue\\r\\n\\r\\n", true},
    {ROLE_GATEWAY, false, "second-1xx-is-final", "proxy.final/two-102-in-one-segment",
     "interim\\r\\n\\r\\nHTTP/1.1 102 Processing\\r\\n\\r\\n'",
     "1.1 interim\\r\\n\\r\\nHTTP/1.1 200 OK", false},
    {ROLE_PROXY, false, "content-length-in-1xx",
     "interim.no-content-length/added-on-the-way",
     "client1 < b'HTTP/1.1 100 Continue\\r\\nContent-Length: 0",
     "client1 < b'HTTP/1.1 100 Continue\\r\\nVia: 1.1 interim\\r\\n\\r\\n", false},
};

enum { ROW_COUNT = sizeof ROWS / sizeof ROWS[0] };

/* A row's program at a peer with its fault, or at an honest one. */
struct showing {
    struct proof_target target;
    struct spawn program;
    bool begun;
};

/* What is opened from now on is as the row says. */
static void choose_tls(const struct row *row)
{
    if (row->tls)
        setenv(PROOF_OVER_TLS, "1", 1);
    else
        unsetenv(PROOF_OVER_TLS);
}

static bool in_shell(const struct row *row)
{
    return !row->python && row->role == ROLE_SERVER;
}

static void begin(const struct row *row, enum fault fault, const char *path,
                  struct showing *showing)
{
    struct proof_target *const target = &showing->target;
    struct err err;
    assert_true(proof_target_open(target, row->role, fault, 1, &err));
    play_close(&target->play); /* its origin's port is for the program */
    const char *const text = target->config.target.text;
    const char *const colon = strrchr(text, ':');
    char host[64];
    snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
    const char *const shell[] = {"sh", path, host, colon + 1, NULL};
    const char *const python[] = {"python3", path, text, target->config.origin.text,
                                  NULL};
    if (in_shell(row))
        spawn_program(&showing->program, shell);
    else
        spawn_program(&showing->program, python);
    showing->begun = true;
}

static void make_program(const struct row *row, const char *path)
{
    const enum fault fault = fault_find(row->role, row->fault);
    struct proof_target target;
    struct err err;
    choose_tls(row);
    assert_true(proof_target_open(&target, row->role, fault, PROOF_TIME_SCALE, &err));
    json_t *const run = play(&target, row->test);
    proof_target_close(&target);
    write_program(run, row->python, path);
    json_decref(run);
}

static void end(const struct row *row, struct showing *showing, bool faulty)
{
    const char *const who = faulty ? row->fault : "honest";
    spawn_wait(&showing->program, TEST_LIMIT_S * 1000);
    proof_target_close(&showing->target);
    const char *const out = buf_text(&showing->program.out);
    has(out, row->bad, faulty, who);
    has(out, row->good, !faulty, who);
    spawn_fini(&showing->program);
}

static void a_faulty_peer_shows_it_again_and_an_honest_one_does_not(void **state)
{
    static struct showing showings[2 * ROW_COUNT];
    (void)state;
    if (!spawn_has_program("python3"))
        skip();
    const bool nc = spawn_has_program("nc");
    const bool openssl = spawn_has_program("openssl");
    for (size_t at = 0; at < ROW_COUNT; at++) { /* all at once: they mostly wait */
        char path[512];
        const struct row *const row = &ROWS[at];
        if (in_shell(row) && !(row->tls ? openssl : nc))
            continue;
        snprintf(path, sizeof path, "%s/reproducer%zu", scratch_folder(), at);
        make_program(row, path);
        begin(row, fault_find(row->role, row->fault), path, &showings[2 * at]);
        begin(row, FAULT_NONE, path, &showings[2 * at + 1]);
    }
    for (size_t at = 0; at < 2 * ROW_COUNT; at++)
        if (showings[at].begun)
            end(&ROWS[at / 2], &showings[at], at % 2 == 0);
}

/* ------------------------------------------------------------ client */

struct client {
    struct peer_client_options options;
    int in, out;
};

static void *serve_client(void *user)
{
    const struct client *const client = user;
    peer_client_serve(&client->options, client->in, client->out);
    return NULL;
}

/* Asks the program once, as the caller of the client would; the result line. */
static void ask(enum fault fault, const char *url, char *result, size_t size)
{
    int in[2], out[2];
    pthread_t thread;
    char greeting[1024];
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    struct client client = {{fault, 1, NULL}, in[0], out[1]};
    FILE *const results = fdopen(out[0], "r");
    assert_int_equal(pthread_create(&thread, NULL, serve_client, &client), 0);
    assert_non_null(fgets(greeting, sizeof greeting, results));
    dprintf(
        in[1],
        "{\"id\":1,\"method\":\"GET\",\"url\":\"%s\",\"fields\":[],\"content\":null,"
        "\"expect\":false,\"timeout_ms\":5000}\n",
        url);
    assert_non_null(fgets(result, (int)size, results));
    close(in[1]);
    pthread_join(thread, NULL);
    fclose(results);
    close(in[0]);
    close(out[1]);
}

static void result_of(enum fault fault, const char *path, char *result, size_t size)
{
    const char *const words[] = {"python3", path, "127.0.0.1:0", NULL};
    struct spawn program;
    char url[256];
    spawn_program(&program, words);
    if (!spawn_wait_for(&program, " requests)", TEST_LIMIT_S * 1000))
        fail_msg("it does not listen: %s", buf_text(&program.err));
    const char *const begin = strstr(buf_text(&program.out), "http://");
    assert_non_null(begin);
    snprintf(url, sizeof url, "%.*s", (int)strcspn(begin, " \n"), begin);
    ask(fault, url, result, size);
    spawn_wait(&program, TEST_LIMIT_S * 1000);
    spawn_fini(&program);
}

static void a_faulty_client_is_misled_again_and_an_honest_one_is_not(void **state)
{
    struct proof_target target;
    struct err err;
    char path[512], result[4096];
    const enum fault fault = fault_find(ROLE_CLIENT, "second-1xx-is-final");
    (void)state;
    if (!spawn_has_program("python3"))
        skip();
    snprintf(path, sizeof path, "%s/reproducer", scratch_folder());
    assert_true(proof_target_open(&target, ROLE_CLIENT, fault, PROOF_TIME_SCALE, &err));
    json_t *const run = play(&target, "client.final/two-102-in-one-segment");
    proof_target_close(&target);
    write_program(run, false, path);
    json_decref(run);
    result_of(fault, path, result, sizeof result);
    has(result, "\"status\":102", true, "second-1xx-is-final");
    result_of(FAULT_NONE, path, result, sizeof result);
    has(result, "\"status\":200", true, "honest");
}

/* ------------------------------------------------------------ a report of others */

static json_t *foreign_run(const char *level, const char *command, const char *octets)
{
    return json_pack("{ss ss s[{ss ss ss ss s[{ss ss ss si} {ss ss ss si si ss}]}]}",
                     "target", "x", "role", "server", "cases", "id", "proxy.final/x",
                     "requirement", "proxy.final", "level", level, "reproduce", command,
                     "transcript", "kind", "opened", "by", "harness", "side", "client",
                     "lane", 1, "kind", "sent", "by", "harness", "side", "client",
                     "lane", 1, "offset", 0, "octets", octets);
}

static void nothing_that_a_report_says_is_run(void **state)
{
    static const char ASKS[] = "GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n";
    static const struct {
        const char *level, *command, *octets, *absent;
    } FOREIGN[] = {
        {"must\ntouch it", "interim server http://h/", ASKS, "\ntouch it"},
        {"must", "interim server http://$(id)/", ASKS, ":-$(id)"},
        {"must", "interim server http://g\\/", ASKS, "g\\"},
        {"must", "interim server --sni $(id) https://h/", ASKS, "$(id)"},
        {"must", "interim server --unix-socket /$(id) http://h/", ASKS, "$(id)"},
        {"must", "interim server", "GET / HTTP/1.1\\r\\nHost: `id`\\r\\n\\r\\n",
         ":-`id`"},
    };
    (void)state;
    for (size_t row = 0; row < sizeof FOREIGN / sizeof FOREIGN[0]; row++)
        for (int python = 0; python < 2; python++) {
            char path[512];
            struct buf text;
            struct err err;
            json_t *const run = foreign_run(FOREIGN[row].level, FOREIGN[row].command,
                                            FOREIGN[row].octets);
            assert_non_null(run);
            snprintf(path, sizeof path, "%s/foreign", scratch_folder());
            write_program(run, python, path);
            buf_init(&text, PROGRAM_MAX);
            assert_true(disk_read(&text, path, &err));
            has(buf_text(&text), "Host: ", true, FOREIGN[row].command);
            has(buf_text(&text), FOREIGN[row].absent, false, FOREIGN[row].command);
            buf_fini(&text);
            json_decref(run);
        }
}

/* ------------------------------------------------------------ set-up */

static int set_up(void **state)
{
    alarm(TEST_LIMIT_S);
    return scratch_set_up(state) == 0 && proof_load(&catalogue) ? 0 : -1;
}

static int tear_down(void **state)
{
    catalogue_fini(&catalogue);
    return scratch_tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_faulty_peer_shows_it_again_and_an_honest_one_does_not),
        cmocka_unit_test(a_faulty_client_is_misled_again_and_an_honest_one_is_not),
        cmocka_unit_test(nothing_that_a_report_says_is_run),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
