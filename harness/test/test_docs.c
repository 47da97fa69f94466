/* SPDX-License-Identifier: MIT */
/* Every command line of our documents is understood, and does what its document says.
 *
 * A line runs in a folder of its own world: addresses are those of peers of ours, what
 * the reader has (my-server, curl, reports) is there in a small form, and runs are made
 * short. make is asked what it would do. What cannot run here is listed with its
 * reason; a line that is neither run nor listed fails, and so does a row that no line
 * needs. */
#include "base/clock.h"
#include "peer/gateway.h"
#include "test/doc_line.h"
#include "test/spawn.h"
#include "test/tree.h"
#include "test/world.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

enum { LINE_MS = 180000, OUTPUT_OCTETS = 1 << 20, EITHER = -1 /* 0 or 1 */ };

/* ---------------------------------------------------------------- tables */

static const struct {
    const char *begins, *why;
} NOT_RUN_ROWS[] = {
#define NOT_RUN(begins, why) {begins, why},
#include "test/docs.def"
#undef NOT_RUN
};

static const struct {
    const char *when, *from, *to;
} INSTEAD_ROWS[] = {
#define INSTEAD(when, from, to) {when, from, to},
#include "test/docs.def"
#undef INSTEAD
};

static const struct {
    const char *begins, *add, *unless[3];
} SHORTER_ROWS[] = {
#define SHORTER(begins, add, ...) {begins, add, {__VA_ARGS__}},
#include "test/docs.def"
#undef SHORTER
};

static const struct {
    const char *has;
    int status;
} STATUS_ROWS[] = {
#define STATUS(has, status) {has, status},
#include "test/docs.def"
#undef STATUS
};

/* ---------------------------------------------------------------- the world */

struct docs {
    struct world world;
    struct reservation gateway_origin, proxy_origin;
    struct peer_server *faulty;
    struct peer_gateway *gateway, *proxy;
    struct buf done;   /* the lines that were run */
    struct buf failed; /* what was wrong with some of them */
    bool excused[COUNT_OF(NOT_RUN_ROWS)];
    size_t count;
};

/* What a reader has at hand: a server, a client's driver, reports of other days. */
static const char BELONGINGS[] =
    "mkdir bin && ln -s " INTERIM_BUILD "/interim bin/ && "
    "for it in reports harness cases; do ln -s " INTERIM_ROOT "/$it .; done; "
    "echo '#!/bin/sh\nexec interim serve --port \"$2\"' >my-server; "
    "echo '#!/bin/sh\nexec python3 " INTERIM_ROOT
    "/harness/target/drivers/python_http_client.py' >my-driver; "
    "echo '#!/bin/sh\ncase $1 in server.js) exec ./my-server --port $2 ;; esac; "
    "exec ./my-driver' >bin/node; "
    "ln -s " INTERIM_ROOT "/harness/test/plain_get.py bin/curl; "
    "chmod +x my-* bin/node; "
    "printf 'HTTP/1.1 102 Processing\\r\\n\\r\\nHTTP/1.1 204 No Content\\r\\n\\r\\n' "
    ">response.bin; "
    "bin/interim run --quiet --only 'exchange.one*' --only 'proxy.final/two*' "
    "-o report.json reference >/dev/null && "
    "for it in today last-week before after; do cp report.json $it.json; done; "
    "for it in 1 2; do bin/interim run --quiet --only 'exchange.one*' --shard $it/2 "
    "-o shard-$it.json reference-server >/dev/null || exit; done; "
    "cp shard-1.json a.json; cp shard-2.json b.json";

static void start_forwarder(enum role role, struct reservation *origin,
                            struct peer_gateway **forwarder)
{
    struct peer_gateway_options options = {.role = role, .time_scale = 1};
    struct err err;
    assert_true(reservation_open(origin, &err));
    address_loopback(&options.listen, 0);
    address_loopback(&options.next_hop, origin->port);
    options.fault = FAULT_NONE;
    *forwarder = peer_gateway_start(&options, &err);
    assert_non_null(*forwarder);
}

/* What the make that runs this test was told is not for those that are asked here. */
static const char *const OF_MAKE[] = {
    "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MODE", "T", "F", "ONLY", "ROLE"};

static int docs_set_up(void **state)
{
    static struct docs docs;
    struct address any;
    struct err err;
    char path[2048];
    address_loopback(&any, 0);
    world_init(&docs.world);
    docs.faulty =
        peer_server_start(&any, fault_find(ROLE_SERVER, "two-finals"), 1.0, &err);
    assert_non_null(docs.faulty);
    start_forwarder(ROLE_GATEWAY, &docs.gateway_origin, &docs.gateway);
    start_forwarder(ROLE_PROXY, &docs.proxy_origin, &docs.proxy);
    buf_init(&docs.done, OUTPUT_OCTETS);
    buf_init(&docs.failed, OUTPUT_OCTETS);
    snprintf(path, sizeof path, "%s/bin:%s", docs.world.folder.path, getenv("PATH"));
    assert_int_equal(chdir(docs.world.folder.path), 0);
    setenv("PATH", path, 1);
    for (size_t row = 0; row < COUNT_OF(OF_MAKE); row++)
        unsetenv(OF_MAKE[row]);
    assert_int_equal(symlink(docs.world.secure.ca_file, "ca.pem"), 0);
    spawn_sh(BELONGINGS, "");
    *state = &docs;
    return 0;
}

static int docs_tear_down(void **state)
{
    struct docs *docs = *state;
    peer_gateway_stop(&docs->gateway);
    peer_gateway_stop(&docs->proxy);
    peer_server_stop(&docs->faulty);
    reservation_close(&docs->gateway_origin);
    reservation_close(&docs->proxy_origin);
    assert_int_equal(chdir("/"), 0);
    world_fini(&docs->world);
    buf_fini(&docs->done);
    buf_fini(&docs->failed);
    return 0;
}

/* ---------------------------------------------------------------- a line */

/* Puts `to` where `from` stands in line, the first time. False where it does not. */
static bool replace(char line[DOC_LINE_OCTETS], const char *from, const char *to)
{
    char copy[DOC_LINE_OCTETS];
    const char *at = strstr(line, from);
    if (!at)
        return false;
    assert_true(snprintf(copy, sizeof copy, "%.*s%s%s", (int)(at - line), line, to,
                         at + strlen(from)) < (int)sizeof copy);
    memcpy(line, copy, sizeof copy);
    return true;
}

static void fill_ports(const struct docs *docs, char line[DOC_LINE_OCTETS])
{
    const struct {
        const char *name, *form;
        unsigned port;
    } ports[] = {
        {"{server}",
         "127.0.0.1:", address_port(peer_server_address(docs->world.server))},
        {"{tls}", "127.0.0.1:", address_port(peer_server_address(docs->world.tls))},
        {"{faulty}", "127.0.0.1:", address_port(peer_server_address(docs->faulty))},
        {"{gateway}", "127.0.0.1:", address_port(peer_gateway_address(docs->gateway))},
        {"{proxy}", "127.0.0.1:", address_port(peer_gateway_address(docs->proxy))},
        {"{gateway-origin}", "127.0.0.1:", docs->gateway_origin.port},
        {"{proxy-origin}", "127.0.0.1:", docs->proxy_origin.port},
        {"{free}", "", docs->world.free.port}};
    for (size_t row = 0; row < COUNT_OF(ports); row++) {
        char text[32];
        snprintf(text, sizeof text, "%s%u", ports[row].form, ports[row].port);
        while (replace(line, ports[row].name, text))
            continue;
    }
}

static void shorten(char line[DOC_LINE_OCTETS])
{
    for (size_t row = 0; row < COUNT_OF(SHORTER_ROWS); row++) {
        char longer[200];
        const size_t len = strlen(SHORTER_ROWS[row].begins);
        bool spared =
            strncmp(line, SHORTER_ROWS[row].begins, len) != 0 || line[len] != ' ';
        for (size_t at = 0; at < COUNT_OF(SHORTER_ROWS[row].unless); at++)
            spared = spared || strstr(line, SHORTER_ROWS[row].unless[at]);
        snprintf(longer, sizeof longer, "%s %s", SHORTER_ROWS[row].begins,
                 SHORTER_ROWS[row].add);
        if (!spared)
            replace(line, SHORTER_ROWS[row].begins, longer);
    }
}

/* The line as it is run; returns the exit status that it has to end with. */
static int translate(const struct docs *docs, const char *text,
                     char line[DOC_LINE_OCTETS])
{
    int status = 0;
    snprintf(line, DOC_LINE_OCTETS, "%s", text);
    for (size_t row = 0; row < COUNT_OF(INSTEAD_ROWS); row++)
        if (strstr(line, INSTEAD_ROWS[row].when))
            replace(line, INSTEAD_ROWS[row].from, INSTEAD_ROWS[row].to);
    shorten(line);
    for (size_t row = 0; row < COUNT_OF(STATUS_ROWS); row++)
        if (strstr(line, STATUS_ROWS[row].has))
            status = STATUS_ROWS[row].status;
    fill_ports(docs, line);
    if (strncmp(line, "make", 4) == 0)
        replace(line, "make", "make -n -C " INTERIM_ROOT);
    return status;
}

/* Text may speak of a verb and its options without the rest of a line: true where that
 * is so, and verb and options are there. */
static bool is_mention(const struct doc_line *given, const char *line)
{
    char asked[DOC_LINE_OCTETS + 8];
    const char *const words[] = {"sh", "-c", asked, NULL};
    struct spawn spawn;
    if (!given->is_span)
        return false;
    snprintf(asked, sizeof asked, "%s --help", line);
    spawn_program(&spawn, words);
    spawn_wait(&spawn, LINE_MS);
    const bool understood = spawn.status == 0;
    spawn_fini(&spawn);
    return understood;
}

static void run_line(struct docs *docs, const struct doc_line *given)
{
    char line[DOC_LINE_OCTETS];
    const int status = translate(docs, given->text, line);
    const char *const words[] = {"sh", "-c", line, NULL};
    const int64_t deadline_ns = clock_deadline_ns(LINE_MS);
    const bool serves = strncmp(line, "interim serve", 13) == 0 && line[13] != 'r';
    struct spawn spawn;
    if (serves) /* until it is told to end */
        replace(line, "interim", "exec interim");
    spawn_program(&spawn, words);
    if (serves && spawn_wait_for(&spawn, "try:", LINE_MS))
        kill(spawn.pid, SIGTERM);
    spawn_wait(&spawn, LINE_MS);
    print_message("%5d ms  %s\n", LINE_MS - clock_left_ms(deadline_ns), line);
    const bool good = status == EITHER ? spawn.status == 0 || spawn.status == 1
                                       : spawn.status == status;
    if (!good && !(spawn.status == 2 && is_mention(given, line)))
        buf_printf(&docs->failed, "%s:%d: %s\n  run as: %s\n  status %d, not %d: %s\n",
                   given->document, given->number, given->text, line, spawn.status,
                   status, buf_text(&spawn.err));
    spawn_fini(&spawn);
}

/* true for a line that is not run. */
static bool is_excused(struct docs *docs, const char *text)
{
    for (size_t row = 0; row < COUNT_OF(NOT_RUN_ROWS); row++)
        if (strncmp(text, NOT_RUN_ROWS[row].begins, strlen(NOT_RUN_ROWS[row].begins)) ==
            0) {
            docs->excused[row] = true;
            return true;
        }
    return false;
}

static void on_line(void *user, const struct doc_line *line)
{
    struct docs *docs = user;
    char once[DOC_LINE_OCTETS + 2];
    if (line->is_file) {
        FILE *file = fopen(line->name, "w");
        assert_non_null(file);
        fputs(line->text, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    snprintf(once, sizeof once, "\n%.*s\n", (int)strcspn(line->text, "#"), line->text);
    if (is_excused(docs, line->text) || strstr(buf_text(&docs->done), once))
        return;
    buf_add_text(&docs->done, once);
    docs->count++;
    run_line(docs, line);
}

/* ---------------------------------------------------------------- the documents */

static void every_command_line_of_the_documents_does_what_they_say(void **state)
{
    struct docs *docs = *state;
    static const char *const FIND[] = {
        "sh", "-c",
        "cd " INTERIM_ROOT " && ls cases/README.md README.md */README.md && "
        "find harness -name 'README*'",
        NULL};
    struct spawn spawn;
    spawn_program(&spawn, FIND);
    spawn_wait(&spawn, LINE_MS);
    assert_int_equal(spawn.status, 0);
    for (const char *rest = buf_text(&spawn.out); *rest;) {
        char document[300];
        const size_t len = strcspn(rest, "\n");
        snprintf(document, sizeof document, "%.*s", (int)len, rest);
        rest += len + 1;
        doc_read(document, on_line, docs);
    }
    spawn_fini(&spawn);
    print_message("%zu command lines\n", docs->count);
    if (docs->failed.len > 0) {
        print_error("%s", buf_text(&docs->failed)); /* fail_msg cuts it off */
        fail();
    }
    for (size_t row = 0; row < COUNT_OF(NOT_RUN_ROWS); row++)
        if (!docs->excused[row])
            fail_msg("no document has what docs.def excuses: %s",
                     NOT_RUN_ROWS[row].begins);
}

static void every_format_is_in_the_table_of_formats(void **state)
{
    (void)state;
    spawn_sh("for it in $(interim help --words FORMAT); do "
             "grep -q \"^| .$it. | \" reports/README.md || echo $it; done",
             "");
}

static void every_variable_of_the_environment_is_told(void **state)
{
    (void)state;
    spawn_sh("for it in $(cd " INTERIM_ROOT
             " && git ls-files 'harness/*.c' 2>/dev/null | "
             "grep -v ^harness/test/ | xargs grep -hoE '(getenv|told)\\(\"[A-Z_]+' | "
             "sed 's/.*\"//' | grep -vxE 'PATH|TERM|HOME' | sort -u); do "
             "grep -q \".$it.\" " INTERIM_ROOT "/README.md || echo $it; done",
             "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_line_of_the_documents_does_what_they_say),
        cmocka_unit_test(every_variable_of_the_environment_is_told),
        cmocka_unit_test(every_format_is_in_the_table_of_formats),
    };
    return cmocka_run_group_tests_name("docs", tests, docs_set_up, docs_tear_down);
}
