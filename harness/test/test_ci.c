/* SPDX-License-Identifier: MIT */
/* What keeps a CI run green for the right reason: baselines, retries, shards. */
#include "base/disk.h"
#include "peer/fault.h"
#include "peer/server.h"
#include "report/json_read.h"
#include "target/folder.h"
#include "test/puppet.h"
#include "test/spawn.h"

#include <jansson.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum {
    PATIENCE_MS = 120000,
    MAX_WORDS = 24,
    PATH_OCTETS = 1024,
    TEXT_SIZE = 8192,
    SHORT_MS = 1000
};

#define SHORT "1s"

/* A server with a fault, and a folder for reports. */
struct bench {
    struct folder folder;
    struct peer_server *server;
    char url[256];
};

static void bench_init(struct bench *bench, const char *fault)
{
    struct address listen;
    struct err err = {.text = ""};
    address_loopback(&listen, 0);
    if (!folder_make(&bench->folder, "ci", &err))
        fail_msg("%s", err.text);
    bench->server = peer_server_start(
        &listen, fault ? fault_find(ROLE_SERVER, fault) : FAULT_NONE, 1.0, &err);
    assert_non_null(bench->server);
    snprintf(bench->url, sizeof bench->url, "http://%s/",
             peer_server_address(bench->server)->text);
}

static void bench_fini(struct bench *bench)
{
    peer_server_stop(&bench->server);
    folder_remove(&bench->folder);
}

static const char *path_of(const struct bench *bench, const char *name, char *path)
{
    snprintf(path, PATH_OCTETS, "%s/%s", bench->folder.path, name);
    return path;
}

/* Runs `interim server --trigger / ... URL`, expects this exit status; the caller's to
 * spawn_fini. */
static void run(struct spawn *spawn, const char *url, const char *const *words,
                int status)
{
    const char *line[MAX_WORDS] = {"server", "--trigger", "/", url};
    size_t count = 4;
    while (*words) {
        assert_true(count + 1 < MAX_WORDS);
        line[count++] = *words++;
    }
    spawn_start(spawn, line, SPAWN_READ);
    spawn_wait(spawn, PATIENCE_MS);
    if (spawn->status != status)
        fail_msg("expected status %d, found %d: %s%s", status, spawn->status,
                 buf_text(&spawn->out), buf_text(&spawn->err));
}

static void run_and_forget(const char *url, const char *const *words, int status)
{
    struct spawn spawn;
    run(&spawn, url, words, status);
    spawn_fini(&spawn);
}

static json_t *load(const char *path)
{
    json_error_t error;
    json_t *value = json_load_file(path, 0, &error);
    if (!value)
        fail_msg("%s: %s", path, error.text);
    return value;
}

static json_int_t summed(const json_t *report, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(report, "summary"), key));
}

/* ---------------------------------------------------------------- baselines */

#define SOME "--only", "interim.*", "--quiet"

static void a_written_baseline_excuses_its_run_until_it_is_mended(void **state)
{
    (void)state;
    struct bench broken;
    struct bench mended;
    char known[PATH_OCTETS];
    char report[PATH_OCTETS];
    bench_init(&broken, "content-length-in-1xx");
    bench_init(&mended, NULL);
    path_of(&broken, "known.txt", known);
    path_of(&broken, "report.json", report);
    run_and_forget(broken.url, (const char *[]){SOME, "--write-baseline", known, NULL},
                   1);
    run_and_forget(broken.url,
                   (const char *[]){SOME, "--baseline", known, "-o", report, NULL}, 0);
    json_t *value = load(report);
    assert_true(summed(value, "FAIL") > 0);
    assert_int_equal(summed(value, "FAIL"), summed(value, "XFAIL"));
    json_decref(value);
    struct spawn spawn;
    run(&spawn, mended.url, (const char *[]){SOME, "--baseline", known, NULL}, 1);
    assert_non_null(strstr(buf_text(&spawn.out), "XPASS"));
    assert_non_null(strstr(buf_text(&spawn.out), "take it out of the baseline"));
    spawn_fini(&spawn);
    bench_fini(&mended);
    bench_fini(&broken);
}

static void a_baseline_that_cannot_be_used_is_an_error(void **state)
{
    (void)state;
    struct bench bench;
    struct spawn spawn;
    struct err err;
    char known[PATH_OCTETS];
    bench_init(&bench, NULL);
    path_of(&bench, "known.txt", known);
    run_and_forget(bench.url, (const char *[]){SOME, "--baseline", known, NULL}, 2);
    assert_true(disk_write(
        known, OCTETS("* server interim.gone/no-such-case FAIL because\n"), &err));
    run(&spawn, bench.url, (const char *[]){SOME, "--baseline", known, NULL}, 2);
    assert_non_null(strstr(buf_text(&spawn.err), "known.txt:1:10: expected the id"));
    spawn_fini(&spawn);
    bench_fini(&bench);
}

/* ---------------------------------------------------------------- again */

/* Every other connection of a case is answered wrongly: with a status that there is
 * not. */
static void alternate(struct puppet *puppet, struct connection *client)
{
    static const char GOOD[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    static const char BAD[] = "HTTP/1.1 600 No\r\nContent-Length: 2\r\n\r\nok";
    unsigned *const count = puppet_user(puppet);
    char head[TEXT_SIZE];
    const char *answer = NULL;
    while (puppet_await(puppet, client, "\r\n\r\n", head, sizeof head)) {
        const bool of_case = strstr(head, "status.range/one") != NULL;
        if (!answer)
            answer = of_case && ++*count % 2 == 1 ? BAD : GOOD;
        if (!puppet_say(puppet, client, answer))
            return;
    }
}

/* The first answer to a case takes longer than its deadline. */
static void dawdle(struct puppet *puppet, struct connection *client)
{
    unsigned *const count = puppet_user(puppet);
    char head[TEXT_SIZE];
    while (puppet_await(puppet, client, "\r\n\r\n", head, sizeof head)) {
        if (strstr(head, "status.range/one") && (*count)++ == 0)
            (void)poll(NULL, 0, SHORT_MS + SHORT_MS / 3);
        if (!puppet_say(puppet, client,
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
            return;
    }
}

/* Never answers a case. */
static void ignore(struct puppet *puppet, struct connection *client)
{
    char head[TEXT_SIZE];
    while (puppet_await(puppet, client, "\r\n\r\n", head, sizeof head))
        if (!strstr(head, "status.range/one") &&
            !puppet_say(puppet, client,
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
            return;
}

static const char ONE_EXCHANGE[] = "# status.range\n\n"
                                   "## one\n\n"
                                   "roles: server\n\n"
                                   "One connection, and its canary.\n\n"
                                   "```client\n"
                                   "GET {target} HTTP/1.1\n"
                                   "Host: {authority}\n"
                                   "\n"
                                   "```\n"
                                   "```expect\n"
                                   "server: pass 1xx* final\n"
                                   "faults: server status-600-as-final\n"
                                   "```\n";

static void what_is_better_when_played_again_is_flaky_and_told(void **state)
{
    (void)state;
    static const struct {
        puppet_serve *serve;
        const char *words[6];
        int status;
        const char *says;
    } ROWS[] = {
        {alternate, {"--retry", "2"}, 0, "FLAKY"},
        {alternate, {"--retry", "2", "--strict"}, 1, "FLAKY"},
        {alternate, {"--retry", "0"}, 1, "FAIL"},
        {alternate, {"--repeat", "4"}, 1, "FAIL in 2 of 4 plays"},
        {dawdle, {"--deadline", SHORT}, 0, "too late when first played"},
        {ignore, {"--deadline", SHORT}, 1, "the deadline"},
    };
    struct folder folder;
    char cases[PATH_OCTETS];
    struct err err = {.text = ""};
    assert_true(folder_make(&folder, "ci", &err));
    snprintf(cases, sizeof cases, "%s/status", folder.path);
    assert_int_equal(mkdir(cases, 0755), 0);
    snprintf(cases, sizeof cases, "%s/status/status.range.md", folder.path);
    assert_true(disk_write(cases, OCTETS(ONE_EXCHANGE), &err));
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        unsigned count = 0;
        char url[256];
        struct spawn spawn;
        struct puppet *puppet = puppet_start(ROWS[row].serve, &count);
        snprintf(url, sizeof url, "http://%s/", puppet_address(puppet)->text);
        const char *words[16] = {"server", "--cases", cases, "--no-control", url};
        size_t at = 5;
        for (size_t word = 0; ROWS[row].words[word]; word++)
            words[at++] = ROWS[row].words[word];
        spawn_start(&spawn, words, SPAWN_READ);
        spawn_wait(&spawn, PATIENCE_MS);
        if (spawn.status != ROWS[row].status ||
            !strstr(buf_text(&spawn.out), ROWS[row].says))
            fail_msg("row %zu: status %d: %s%s", row, spawn.status,
                     buf_text(&spawn.out), buf_text(&spawn.err));
        spawn_fini(&spawn);
        puppet_stop(&puppet);
    }
    folder_remove(&folder);
}

static void fail_fast_begins_nothing_after_the_first_failure(void **state)
{
    (void)state;
    struct bench bench;
    char report[PATH_OCTETS];
    bench_init(&bench, "content-length-in-1xx");
    path_of(&bench, "report.json", report);
    run_and_forget(bench.url,
                   (const char *[]){SOME, "--fail-fast", "-j", "1", "-o", report, NULL},
                   1);
    json_t *value = load(report);
    assert_int_equal(summed(value, "FAIL"), 1);
    assert_true(summed(value, "cases") < 19);
    json_decref(value);
    bench_fini(&bench);
}

/* ---------------------------------------------------------------- shards, order */

/* The ids and outcomes of a report, as one text. */
static void tell(struct buf *out, const char *path)
{
    size_t at;
    json_t *test;
    json_t *report = load(path);
    json_array_foreach(json_object_get(report, "cases"), at, test)
        buf_printf(out, "%s %s\n", json_text(test, "id"), json_text(test, "outcome"));
    json_decref(report);
}

static void shards_in_any_order_make_the_whole(void **state)
{
    (void)state;
    static const char *const SHARDS[] = {"1/3", "2/3", "3/3"};
    struct bench bench;
    char parts[3][PATH_OCTETS];
    char whole[PATH_OCTETS];
    char merged[PATH_OCTETS];
    struct buf one;
    struct buf two;
    bench_init(&bench, "content-length-in-1xx");
    path_of(&bench, "whole.json", whole);
    path_of(&bench, "merged.json", merged);
    for (size_t at = 0; at < 3; at++) {
        char name[32];
        snprintf(name, sizeof name, "part%zu.json", at);
        path_of(&bench, name, parts[at]);
        run_and_forget(bench.url,
                       (const char *[]){SOME, "--shard", SHARDS[at], "-o", parts[at],
                                        "--seed", "7", NULL},
                       1);
    }
    run_and_forget(bench.url, (const char *[]){SOME, "-o", whole, NULL}, 1);
    struct spawn spawn;
    const char *const words[] = {"report", "merge", parts[2], parts[0],
                                 parts[1], "-o",    merged,   NULL};
    spawn_start(&spawn, words, SPAWN_READ);
    spawn_wait(&spawn, PATIENCE_MS);
    assert_int_equal(spawn.status, 0);
    spawn_fini(&spawn);
    buf_init(&one, 1 << 20);
    buf_init(&two, 1 << 20);
    tell(&one, whole);
    tell(&two, merged);
    assert_string_equal(buf_text(&two), buf_text(&one));
    buf_fini(&one);
    buf_fini(&two);
    bench_fini(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_baseline_excuses_its_run_until_it_is_mended),
        cmocka_unit_test(a_baseline_that_cannot_be_used_is_an_error),
        cmocka_unit_test(what_is_better_when_played_again_is_flaky_and_told),
        cmocka_unit_test(fail_fast_begins_nothing_after_the_first_failure),
        cmocka_unit_test(shards_in_any_order_make_the_whole),
    };
    return cmocka_run_group_tests_name("ci", tests, NULL, NULL);
}
