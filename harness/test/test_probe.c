/* SPDX-License-Identifier: MIT */
/* What a probe sees of servers that do as they like, and what bounds it. */
#include "base/clock.h"
#include "base/root.h"
#include "probe/live.h"
#include "probe/probe.h"
#include "test/puppet.h"
#include "test/schema.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 100000, AFTER_MS = 20 };

/* What a puppet does when a request has come. */
struct script {
    const char *answer; /* said first */
    const char *again;  /* and then this, MANY times or until nobody listens */
    bool closes;
};

static void serve_script(struct puppet *puppet, struct connection *connection)
{
    const struct script *script = puppet_user(puppet);
    char request[8192];
    if (!puppet_await(puppet, connection, "\r\n\r\n", request, sizeof request) ||
        !puppet_say(puppet, connection, script->answer))
        return;
    for (int count = 0; script->again && count < MANY; count++)
        if (!puppet_say(puppet, connection, script->again))
            return;
    if (!script->closes)
        puppet_linger(puppet, connection);
}

/* A probe of a puppet; played_fini is due. */
struct played {
    struct puppet *puppet;
    struct probe_options options;
    struct probe probe;
    struct buf lines;
    char url[160];
};

static void add_line(void *user, const char *line)
{
    buf_add_text(user, line);
    buf_add_octet(user, '\n');
}

static bool listen_to(void *user, const struct probe_hop *hop, enum probe_moment moment,
                      int64_t at_ns)
{
    probe_live(hop, moment, at_ns, add_line, user);
    return true;
}

static void played_init(struct played *played, const struct script *script)
{
    void *user;
    memcpy(&user, &script, sizeof user);
    *played = (struct played){
        .puppet = puppet_start(serve_script, user),
        .options = {.request = {.method = "GET"}, .limits = PROBE_LIMITS}};
    played->options.limits.after_ms = AFTER_MS;
    buf_init(&played->lines, 1 << 24);
    snprintf(played->url, sizeof played->url, "http://%s/x",
             puppet_address(played->puppet)->text);
    played->options.url = played->url;
}

static const struct probe_hop *played_run(struct played *played)
{
    struct err err;
    if (probe_open(&played->probe, &played->options, &err) != PROBE_READY)
        fail_msg("%s", err.text);
    probe_run(&played->probe, listen_to, &played->lines, NULL);
    return &played->probe.hops[PROBE_NEAR];
}

static void played_fini(struct played *played)
{
    probe_close(&played->probe);
    puppet_stop(&played->puppet);
    buf_fini(&played->lines);
}

static bool has(const struct probe *probe, enum diagnosis diagnosis)
{
    return probe_says(probe, PROBE_NEAR, diagnosis);
}

/* ---------------------------------------------------------------- what is seen */

#define OK200 "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct {
    const char *why;
    struct script script;
    enum probe_stop stop;
    enum probe_verdict verdict;
    unsigned interim, final;
    enum diagnosis says;
    const char *shows; /* among the lines told as it happens */
} SEEN[] = {
    {"one 102 and the answer",
     {"HTTP/1.1 102 Processing\r\nX-Progress: 4\r\n\r\n" OK200, NULL, false},
     STOP_ANSWERED,
     PROBE_OK,
     1,
     200,
     DIAGNOSIS_HANDLER_102,
     "< X-Progress: 4\n"},
    {"nothing but the answer",
     {OK200, NULL, false},
     STOP_ANSWERED,
     PROBE_OK,
     0,
     200,
     DIAGNOSIS_NONE,
     "content begins: hello\n"},
    {"a 102 with content",
     {"HTTP/1.1 102 Processing\r\nContent-Length: 2\r\n\r\nhi" OK200, NULL, false},
     STOP_ANSWERED,
     PROBE_FAILED,
     1,
     200,
     DIAGNOSIS_CONTENT,
     "102 Processing\n"},
    {"a status of 102 for an answer",
     {"HTTP/1.1 102 Processing\r\nContent-Length: 2\r\n\r\nhi", NULL, true},
     STOP_CLOSED,
     PROBE_FAILED,
     1,
     0,
     DIAGNOSIS_MISTAKEN_STATUS,
     "octets that make no response: hi\n"},
    {"a 102 behind the answer",
     {OK200 "HTTP/1.1 102 Processing\r\n\r\n", NULL, false},
     STOP_ANSWERED,
     PROBE_FAILED,
     0,
     200,
     DIAGNOSIS_STRAY,
     "a response that nobody asked for"},
    {"an answer that breaks off",
     {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", NULL, true},
     STOP_CLOSED,
     PROBE_FAILED,
     0,
     200,
     DIAGNOSIS_CUT_OFF,
     "content begins: hi\n"},
    {"no HTTP",
     {"SSH-2.0-nobody\r\n", NULL, false},
     STOP_LOST,
     PROBE_NO_ANSWER,
     0,
     0,
     DIAGNOSIS_NO_HTTP,
     "octets that make no response: SSH-2.0-nobody\\r\\n\n"},
    {"the end, and nothing before it",
     {"", NULL, true},
     STOP_CLOSED,
     PROBE_NO_ANSWER,
     0,
     0,
     DIAGNOSIS_NO_ANSWER_CLOSED,
     "closed"},
    {"escapes for a terminal",
     {"HTTP/1.1 102 \x1b[31mred\r\nX: \x9b\x07\r\n\r\n" OK200, NULL, false},
     STOP_ANSWERED,
     PROBE_FAILED, /* a control is no field value */
     1,
     200,
     DIAGNOSIS_HANDLER_102,
     "102 \\x1b[31mred\n"},
    {"content that the close delimits",
     {"HTTP/1.1 200 OK\r\n\r\n\x1b[2J", NULL, true},
     STOP_ANSWERED,
     PROBE_OK,
     0,
     200,
     DIAGNOSIS_NONE,
     "content begins: \\x1b[2J\n"},
    {"a protocol that nobody asked for",
     {"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", NULL, false},
     STOP_TUNNEL,
     PROBE_FAILED,
     1,
     0,
     DIAGNOSIS_SWITCHED,
     "another protocol"},
};

static void check_seen(size_t row)
{
    struct played played;
    played_init(&played, &SEEN[row].script);
    const struct probe_hop *hop = played_run(&played);
    const struct probe *probe = &played.probe;
    const char *lines = buf_text(&played.lines);
    if (hop->stop != SEEN[row].stop || probe_verdict(probe) != SEEN[row].verdict ||
        hop->interim_count != SEEN[row].interim ||
        hop->final.status != SEEN[row].final || !has(probe, SEEN[row].says) ||
        !strstr(lines, SEEN[row].shows))
        fail_msg("%s: stop %s, verdict %d, %u interim, final %u, said %d, lines\n%s",
                 SEEN[row].why, probe_stop_word(hop->stop), probe_verdict(probe),
                 hop->interim_count, hop->final.status, has(probe, SEEN[row].says),
                 lines);
    for (size_t at = 0; at < played.lines.len; at++)
        if (played.lines.ptr[at] != '\n')
            assert_in_range(played.lines.ptr[at], 0x20, 0x7e);
    played_fini(&played);
}

static void a_probe_sees_what_there_is(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof SEEN / sizeof SEEN[0]; row++)
        check_seen(row);
}

/* ---------------------------------------------------------------- bounds */

static const struct {
    const char *why;
    struct script script;
    struct probe_limits limits;
    enum probe_stop stop;
    enum diagnosis says;
} BOUNDS[] = {
    {"interim responses without end",
     {"", "HTTP/1.1 102 Processing\r\n\r\n", false},
     {60000, 60000, 1 << 26, 50, AFTER_MS},
     STOP_INTERIM,
     DIAGNOSIS_FLOOD},
    {"content without end",
     {"HTTP/1.1 200 OK\r\n\r\n", "a line of content\n", false},
     {60000, 60000, 100000, 50, AFTER_MS},
     STOP_OCTETS,
     DIAGNOSIS_NOT_ALL_READ},
    {"a header section without end",
     {"HTTP/1.1 102 Processing\r\n", "X-Again: and again\r\n", false},
     {60000, 60000, 1 << 26, 50, AFTER_MS},
     STOP_HEAD,
     DIAGNOSIS_ENDLESS_HEAD},
    {"a line without end",
     {"HTTP/1.1 102 ", "and again ", false},
     {60000, 60000, 1 << 26, 50, AFTER_MS},
     STOP_HEAD,
     DIAGNOSIS_ENDLESS_HEAD},
    {"responses without end behind the final one",
     {OK200, "HTTP/1.1 102 Processing\r\n\r\n", false},
     {60000, 60000, 1 << 26, 50, 60000},
     STOP_INTERIM,
     DIAGNOSIS_STRAY},
    {"silence",
     {"", NULL, false},
     {500, 60000, 1 << 26, 50, AFTER_MS},
     STOP_SILENCE,
     DIAGNOSIS_NO_ANSWER_SILENT},
    {"silence behind a 102",
     {"HTTP/1.1 102 Processing\r\n\r\n", NULL, false},
     {500, 60000, 1 << 26, 50, AFTER_MS},
     STOP_SILENCE,
     DIAGNOSIS_NO_FINAL_SILENT},
    {"more and more, with time as the limit",
     {"HTTP/1.1 200 OK\r\n\r\n", "a line of content\n", false},
     {60000, 500, UINT64_MAX, 50, AFTER_MS},
     STOP_TIME,
     DIAGNOSIS_NOT_ALL_READ},
};

static void whatever_is_sent_there_is_an_end(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof BOUNDS / sizeof BOUNDS[0]; row++) {
        struct played played;
        played_init(&played, &BOUNDS[row].script);
        played.options.limits = BOUNDS[row].limits;
        const struct probe_hop *hop = played_run(&played);
        if (hop->stop != BOUNDS[row].stop || !has(&played.probe, BOUNDS[row].says))
            fail_msg("%s: stop %s, said %d", BOUNDS[row].why,
                     probe_stop_word(hop->stop), has(&played.probe, BOUNDS[row].says));
        assert_in_range(hop->interim_count, 0, BOUNDS[row].limits.interim);
        played_fini(&played);
    }
}

/* ---------------------------------------------------------------- JSON */

static void json_is_as_its_schema_says(void **state)
{
    char path[512];
    (void)state;
    json_t *schema = json_load_file(
        root_path(path, sizeof path, "reports/probe.schema.json"), 0, NULL);
    assert_non_null(schema);
    for (size_t row = 0; row < sizeof SEEN / sizeof SEEN[0]; row++) {
        struct played played;
        struct buf out;
        played_init(&played, &SEEN[row].script);
        played_run(&played);
        buf_init(&out, PROBE_MAX_REPORT);
        probe_json(&played.probe, 0, &out);
        json_t *value = json_loadb((const char *)out.ptr, out.len, 0, NULL);
        assert_non_null(value);
        assert_true(schema_valid(schema, value));
        json_decref(value);
        buf_fini(&out);
        played_fini(&played);
    }
    json_decref(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_probe_sees_what_there_is),
        cmocka_unit_test(whatever_is_sent_there_is_an_end),
        cmocka_unit_test(json_is_as_its_schema_says),
    };
    return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
