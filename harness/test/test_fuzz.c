/* SPDX-License-Identifier: MIT */
/* Live fuzzing: honest peers have no finding, a planted fault has a small and stable
 * one, and a journal makes the same inputs again. */
#include "base/buf.h"
#include "base/disk.h"
#include "salvo/control.h"
#include "salvo/facts.h"
#include "salvo/journal.h"
#include "salvo/patience.h"
#include "salvo/salvo.h"
#include "salvo/trust.h"
#include "target/folder.h"
#include "target/target.h"
#include "test/spawn.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

enum { PATIENCE_MS = 60000, RUNS = 600, FILE_OCTETS = 1 << 20, SMALL_OCTETS = 250 };

static const struct target_row *row_of(const char *name)
{
    for (size_t index = 0; index < target_count(); index++)
        if (strcmp(target_row(index)->name, name) == 0)
            return target_row(index);
    fail_msg("no target %s", name);
    return NULL;
}

/* Fuzzes a reference peer with this fault (NULL: none). */
static void fuzz(const char *name, const char *fault, const struct salvo_plan *like,
                 struct salvo_summary *summary)
{
    const struct target_row *row = row_of(name);
    const struct target_options how = {
        .fault = fault ? fault_find(row->role, fault) : FAULT_NONE, .time_scale = 1};
    struct play_config config;
    struct salvo_plan plan = *like;
    struct err err;
    play_config_init(&config);
    config.role = row->role;
    config.time_scale = 1;
    struct target *target = target_start(row, &how, &err);
    assert_non_null(target);
    target_configure(target, &config);
    plan.config = &config;
    plan.title = "test";
    if (!salvo_run(&plan, summary, &err))
        fail_msg("%s: %s", name, err.text);
    target_stop(&target);
}

static void honest_peers_have_no_finding(void **state)
{
    static const char *const NAMES[] = {"reference-server", "reference-client",
                                        "reference-gateway", "reference-proxy"};
    struct folder folder;
    struct err err;
    (void)state;
    for (size_t row = 0; row < COUNT_OF(NAMES); row++) {
        struct salvo_summary summary;
        assert_true(folder_make(&folder, "test-fuzz", &err));
        const struct salvo_plan plan = {
            .folder = folder.path, .seed = 3, .runs = RUNS, .limit_ms = PATIENCE_MS};
        fuzz(NAMES[row], NULL, &plan, &summary);
        if (summary.findings != 0 || summary.inputs == 0)
            fail_msg("%s: %zu findings, %llu inputs", NAMES[row], summary.findings,
                     (unsigned long long)summary.inputs);
        folder_remove(&folder);
    }
}

/* The input of a finding; its octets are in out. False where there is no such file. */
static bool read_input(const struct folder *folder, const char *id, struct buf *out)
{
    char path[600];
    struct err err;
    snprintf(path, sizeof path, "%s/findings/01-%s.input", folder->path, id);
    return disk_read(out, path, &err);
}

/* The first finding is of a requirement that the fault may break; its input. */
static void read_first(const struct folder *folder, enum fault fault, struct buf *out)
{
    for (size_t at = 0; at < REQUIREMENT_COUNT; at++) {
        const char *id = requirement_row((enum requirement)at)->id;
        if (!read_input(folder, id, out))
            continue;
        if (!fault_may_break(fault, id))
            fail_msg("%s: found %s", fault_row(fault)->id, id);
        return;
    }
    fail_msg("%s: no finding is written down", fault_row(fault)->id);
}

static void a_planted_fault_is_found_made_small_and_stable(void **state)
{
    static const struct {
        const char *name, *fault;
    } ROWS[] = {
        {"reference-server", "content-length-in-1xx"},
        {"reference-server", "bare-lf-in-1xx"},
        {"reference-server", "two-finals"},
        {"reference-server", "100-to-http10"},
        {"reference-client", "end-after-1xx-is-success"},
        {"reference-client", "reason-200-is-final"},
        {"reference-client", "1xx-transfer-encoding-stays"},
        {"reference-gateway", "death-is-success"},
        {"reference-proxy", "reverses-1xx"},
    };
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct salvo_summary summary;
        struct folder folder;
        struct err err;
        struct buf input;
        assert_true(folder_make(&folder, "test-fuzz", &err));
        buf_init(&input, FILE_OCTETS);
        const struct salvo_plan plan = {
            .folder = folder.path, .seed = 1, .first = true, .limit_ms = PATIENCE_MS};
        fuzz(ROWS[row].name, ROWS[row].fault, &plan, &summary);
        if (summary.binding == 0)
            fail_msg("%s: not found in %llu inputs", ROWS[row].fault,
                     (unsigned long long)summary.inputs);
        read_first(&folder, fault_find(row_of(ROWS[row].name)->role, ROWS[row].fault),
                   &input);
        const size_t len = input.len;
        buf_fini(&input);
        if (summary.unstable != 0 || len > SMALL_OCTETS)
            fail_msg("%s: %zu unstable, %zu octets", ROWS[row].fault, summary.unstable,
                     len);
        folder_remove(&folder);
    }
}

/* The journal but for its second line, which is the title. */
static void read_journal(const char *folder, struct buf *out)
{
    char path[600];
    struct err err;
    snprintf(path, sizeof path, "%s/journal", folder);
    if (!disk_read(out, path, &err))
        fail_msg("%s", err.text);
}

static void a_journal_makes_the_same_inputs_again(void **state)
{
    struct folder first, second;
    struct salvo_summary before, after;
    struct buf one, other;
    struct err err;
    char path[600];
    (void)state;
    assert_true(folder_make(&first, "test-fuzz", &err));
    assert_true(folder_make(&second, "test-fuzz", &err));
    buf_init(&one, FILE_OCTETS);
    buf_init(&other, FILE_OCTETS);
    const struct salvo_plan plan = {.folder = first.path, .seed = 9, .runs = RUNS};
    fuzz("reference-server", NULL, &plan, &before);
    snprintf(path, sizeof path, "%s/journal", first.path);
    const struct salvo_plan again = {.folder = second.path, .seed = 1, .replay = path};
    fuzz("reference-server", "two-finals", &again, &after);
    read_journal(first.path, &one);
    read_journal(second.path, &other);
    assert_int_equal(before.inputs, RUNS);
    assert_int_equal(after.inputs, before.inputs);
    assert_int_equal(after.kept, before.kept);
    assert_int_equal(one.len, other.len);
    assert_memory_equal(one.ptr, other.ptr, one.len);
    assert_true(after.binding > 0);
    buf_fini(&one);
    buf_fini(&other);
    folder_remove(&first);
    folder_remove(&second);
}

/* Behind a 101 the protocol is that of an echo, whatever we sent it. */
static void what_an_echo_sends_back_is_no_finding(void **state)
{
    const struct octets input =
        OCTETS("\x1e>GET {path} HTTP/1.1\r\nHost: {authority}\r\nUpgrade: echo\r\n"
               "Connection: Upgrade\r\n\r\n\x1e>HTTP/1.1 ");
    struct folder folder;
    struct salvo_summary summary;
    struct err err;
    char path[600];
    (void)state;
    assert_true(folder_make(&folder, "test-fuzz", &err));
    snprintf(path, sizeof path, "%s/one", folder.path);
    assert_true(disk_write(path, input, &err));
    const struct salvo_plan plan = {.folder = folder.path, .replay = path};
    fuzz("reference-server", NULL, &plan, &summary);
    assert_int_equal(summary.inputs, SALVO_TRIES);
    assert_int_equal(summary.findings, 0);
    folder_remove(&folder);
}

static void an_interruption_leaves_the_journal(void **state)
{
    struct folder folder;
    struct spawn spawn;
    struct buf journal;
    struct err err;
    (void)state;
    assert_true(folder_make(&folder, "test-fuzz", &err));
    const char *const arguments[] = {
        "fuzz", "reference-server", "--fault", "two-finals", "-o", folder.path, NULL};
    spawn_start(&spawn, arguments, SPAWN_READ);
    assert_true(spawn_wait_for(&spawn, "found", PATIENCE_MS));
    kill(spawn.pid, SIGINT);
    spawn_wait(&spawn, PATIENCE_MS);
    assert_int_equal(spawn.status, 130);
    buf_init(&journal, FILE_OCTETS);
    read_journal(folder.path, &journal);
    assert_true(octets_find(buf_view(&journal), OCTETS("\ng ")) != SIZE_MAX);
    buf_fini(&journal);
    spawn_fini(&spawn);
    folder_remove(&folder);
}

static void mistakes_are_told_clearly(void **state)
{
    static const struct {
        const char *arguments[6];
        int status;
    } ROWS[] = {
        {{"fuzz", "server", NULL}, 2},
        {{"fuzz", "server", "--runs", "x", "http://127.0.0.1/", NULL}, 2},
        {{"fuzz", "client", "--", "curl", NULL}, 2},
        {{"fuzz", "gateway", "http://127.0.0.1:1/", NULL}, 2},
        {{"fuzz", "nobody", NULL}, 2},
        {{"fuzz", "reference-server", "--fault", "nothing", NULL}, 2},
        {{"fuzz", "replay", NULL}, 2},
        {{"fuzz", "replay", "/nowhere/at/all", NULL}, 2},
        {{"fuzz", "client", "--", "true", "{url}", NULL}, 3}, /* it asks for nothing */
        {{"fuzz", "server", "--replay", "/nowhere", "http://127.0.0.1:1/", NULL}, 3},
    };
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct spawn spawn;
        spawn_start(&spawn, ROWS[row].arguments, SPAWN_READ);
        spawn_wait(&spawn, PATIENCE_MS);
        if (spawn.status != ROWS[row].status || !spawn_is_clear(buf_view(&spawn.err)))
            fail_msg("row %zu: status %d: %s", row, spawn.status, buf_text(&spawn.err));
        spawn_fini(&spawn);
    }
}

static void only_what_is_plain_is_trusted(void **state)
{
    static const struct {
        const char *head;
        bool trusted;
        const char *why;
    } ROWS[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true, "plain"},
        {"GET / HTTP/1.1\r\n\r\n", false, "no Host"},
        {"GET / HTTP/1.1\nHost: a\r\n\r\n", false, "a bare LF"},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", false, "two spaces"},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", false, "a space before the colon"},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", false, "two Hosts"},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", false,
         "content of a GET"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", true, "a POST"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", false, "a sign"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
         "Transfer-Encoding: chunked\r\n\r\n",
         false, "two framings"},
        {"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\n\r\n", false,
         "Upgrade without Connection"},
        {"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", false, "another method"},
    };
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++)
        if (trust_request(octets_of(ROWS[row].head)) != ROWS[row].trusted)
            fail_msg("%s: expected %d", ROWS[row].why, ROWS[row].trusted);
}

/* What seemed never to come did: from then on as long is waited. */
static void patience_is_learned(void **state)
{
    enum { ALL_MS = 2000, MS = 1000000 };
    struct patience patience = {.learns = true, .slack_ms = 100};
    (void)state;
    assert_int_equal(patience_ms(&patience, ALL_MS), ALL_MS); /* nothing is known */
    for (unsigned count = 0; count < 4; count++)
        patience_learn(&patience, MS);
    const int learned_ms = patience_ms(&patience, ALL_MS);
    assert_in_range(learned_ms, 101, 200);
    patience_learn(&patience, (int64_t)300 * MS);
    patience_was_wrong(&patience);
    for (unsigned count = 0; count < 1000; count++)
        patience_learn(&patience, MS);
    assert_in_range(patience_ms(&patience, ALL_MS), 300, ALL_MS);
    patience.whole = true;
    assert_int_equal(patience_ms(&patience, ALL_MS), ALL_MS);
}

static void a_control_has_no_framing_fields_in_interim_responses(void **state)
{
    static const char INPUT[] =
        "\x1e<HTTP/1.1 102 Processing\r\nContent-Length: 5\r\nX: y\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{token}\x1e_";
    static const char CONTROL[] =
        "\x1e<HTTP/1.1 102 Processing\r\nX: y\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{token}\x1e_";
    struct buf out;
    (void)state;
    buf_init(&out, FILE_OCTETS);
    assert_true(control_of(octets_of(INPUT), &out));
    assert_string_equal(buf_text(&out), CONTROL);
    assert_false(control_of(octets_of(CONTROL), &out));
    buf_fini(&out);
}

/* As origin we close where we are asked to, and expect nothing of an HTTP/1.0 client
 * that was sent interim responses. */
static void our_answer_keeps_to_what_was_asked(void **state)
{
    static const struct {
        const char *request;
        enum capture_end end;
        bool plain;
        const char *why;
    } ROWS[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", CAPTURE_OPEN, true, "it persists"},
        {"GET / HTTP/1.1\r\nConnection: TE, close\r\n\r\n", CAPTURE_CLOSED, true,
         "a close was asked for"},
        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", CAPTURE_OPEN, false,
         "1xx to HTTP/1.0"},
        {"GET / HTTP/1.0\r\n\r\n", CAPTURE_CLOSED, false, "HTTP/1.0 closes"},
    };
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct stream_facts facts = {.plain = true, .code_count = 1};
        enum capture_end end = CAPTURE_OPEN;
        stream_facts_meet(&facts, octets_of(ROWS[row].request), &end);
        if (end != ROWS[row].end || facts.plain != ROWS[row].plain)
            fail_msg("%s: end %d, plain %d", ROWS[row].why, end, facts.plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_plain_is_trusted),
        cmocka_unit_test(patience_is_learned),
        cmocka_unit_test(a_control_has_no_framing_fields_in_interim_responses),
        cmocka_unit_test(our_answer_keeps_to_what_was_asked),
        cmocka_unit_test(mistakes_are_told_clearly),
        cmocka_unit_test(honest_peers_have_no_finding),
        cmocka_unit_test(a_planted_fault_is_found_made_small_and_stable),
        cmocka_unit_test(a_journal_makes_the_same_inputs_again),
        cmocka_unit_test(what_an_echo_sends_back_is_no_finding),
        cmocka_unit_test(an_interruption_leaves_the_journal),
    };
    return cmocka_run_group_tests_name("fuzz", tests, NULL, NULL);
}
