/* SPDX-License-Identifier: MIT */
/* Unix sockets: found by their path, refused with a reason, and as good as TCP for the
 * catalogue. */
#include "base/disk.h"
#include "net/tls.h"
#include "net/unix_socket.h"
#include "peer/gateway.h"
#include "peer/server.h"
#include "test/dialog.h"
#include "test/scratch.h"
#include "test/spawn.h"

#include "base/clock.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 5000, RUN_MS = 60000, LIMIT = 107, PEM_MAX = 1 << 16 };

/* "unix:" and a path in the folder. */
static const char *named(const char *name)
{
    static char text[2][400];
    static unsigned turn;
    char *const out = text[turn++ % 2];
    snprintf(out, sizeof text[0], "unix:%s", scratch_path(name));
    return out;
}

static struct address address_of(const char *name)
{
    struct address address;
    struct err err;
    if (!address_resolve(&address, octets_of(named(name)), 80, &err))
        fail_msg("%s", err.text);
    assert_true(address_is_unix(&address));
    return address;
}

static void octets_go_both_ways(void **state)
{
    const struct address address = address_of("both");
    struct listener listener;
    struct connection near, far;
    struct buf heard;
    struct err err;
    (void)state;
    assert_true(listener_open(&listener, &address, &err));
    dialog_dial(&near, &address);
    assert_true(dialog_wait(listener.fd));
    assert_int_equal(listener_accept(&listener, &far), CONNECTION_OK);
    buf_init(&heard, 100);
    dialog_say(&near, OCTETS("there"));
    dialog_hear(&far, &heard, "there");
    dialog_say(&far, OCTETS("back"));
    dialog_hear(&near, &heard, "back");
    assert_string_equal(buf_text(&heard), "thereback");
    buf_fini(&heard);
    connection_close(&near);
    connection_close(&far);
    listener_close(&listener);
    assert_int_not_equal(access(address.text + 5, F_OK), 0); /* nothing is left */
}

static void nobody_there_is_told(const char *name, const char *expected)
{
    const struct address address = address_of(name);
    struct connection connection;
    struct err err;
    assert_false(
        connection_open(&connection, &address, clock_deadline_ns(PATIENCE_MS), &err));
    if (!strstr(err.text, expected))
        fail_msg("%s: '%s' lacks '%s'", name, err.text, expected);
}

static void a_stale_socket_is_told_and_replaced(void **state)
{
    const struct address address = address_of("stale");
    struct listener dead, listener;
    struct err err;
    (void)state;
    nobody_there_is_told("stale", "No such file");
    assert_true(listener_open(&dead, &address, &err));
    close(dead.fd); /* as where its process was killed */
    nobody_there_is_told("stale", "stale socket file");
    assert_true(listener_open(&listener, &address, &err));
    listener_close(&listener);
}

static void a_place_that_is_taken_is_left_alone(void **state)
{
    const struct address live = address_of("live");
    const struct address file = address_of("file");
    struct listener listener, other;
    struct err err;
    (void)state;
    assert_true(listener_open(&listener, &live, &err));
    assert_false(listener_open(&other, &live, &err));
    assert_non_null(strstr(err.text, "somebody listens there already"));
    listener_close(&listener);
    assert_true(disk_write(file.text + 5, OCTETS("kept"), &err));
    assert_false(listener_open(&other, &file, &err));
    assert_non_null(strstr(err.text, "a file that is no socket"));
    assert_int_equal(access(file.text + 5, F_OK), 0);
}

/* Whoever does not accept any more is there all the same, and not waited for. */
static void a_busy_place_is_not_waited_for(void **state)
{
    enum { CALLERS = 3 };
    const struct address busy = address_of("busy");
    const struct sockaddr *const name = (const struct sockaddr *)&busy.storage;
    struct listener other;
    struct err err;
    int callers[CALLERS];
    (void)state;
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(bind(fd, name, busy.len) == 0 && listen(fd, 0) == 0);
    for (size_t at = 0; at < CALLERS; at++) {
        callers[at] = socket(AF_UNIX, SOCK_STREAM, 0);
        assert_int_equal(fcntl(callers[at], F_SETFL, O_NONBLOCK), 0);
        (void)connect(callers[at], name, busy.len);
    }
    alarm(PATIENCE_MS / 1000);
    assert_false(listener_open(&other, &busy, &err));
    alarm(0);
    assert_non_null(strstr(err.text, "somebody listens there already"));
    for (size_t at = 0; at < CALLERS; at++)
        close(callers[at]);
    close(fd);
}

static void a_path_that_cannot_be_is_told(void **state)
{
    char text[200] = "unix:/";
    struct address address;
    struct err err;
    (void)state;
    memset(text + 6, 'x', LIMIT - 1);
    assert_true(address_resolve(&address, octets_of(text), 0, &err));
    memset(text + 6, 'x', LIMIT);
    assert_false(address_resolve(&address, octets_of(text), 0, &err));
    assert_string_equal(err.text,
                        "the path of a Unix socket has at most 107 octets, this "
                        "one has 108");
    assert_false(address_resolve(&address, OCTETS("unix:"), 0, &err));
    nobody_there_is_told("no/such/folder", "No such file or directory");
}

/* Root may do everything. */
static void a_socket_without_permission_is_told(void **state)
{
    const struct address address = address_of("closed");
    struct listener listener;
    struct err err;
    (void)state;
    if (geteuid() == 0)
        skip();
    assert_true(listener_open(&listener, &address, &err));
    assert_int_equal(chmod(address.text + 5, 0), 0);
    nobody_there_is_told("closed", "Permission denied");
    listener_close(&listener);
}

/* ------------------------------------------------------------ runs */

static void run(const char *const *arguments, const char *glob, int status)
{
    const char *words[16];
    size_t count = 0;
    struct spawn spawn;
    for (; arguments[count]; count++)
        words[count] = arguments[count];
    words[count++] = "--only";
    words[count++] = glob;
    words[count] = NULL;
    spawn_start(&spawn, words, SPAWN_READ);
    spawn_wait(&spawn, RUN_MS);
    if (spawn.status != status)
        fail_msg("status %d, not %d: %s%s", spawn.status, status, buf_text(&spawn.out),
                 buf_text(&spawn.err));
    spawn_fini(&spawn);
}

static void a_server_is_tested_by_its_socket(void **state)
{
    const struct address address = address_of("server");
    struct err err;
    (void)state;
    struct peer_server *server = peer_server_start(&address, FAULT_NONE, 1, &err);
    assert_non_null(server);
    const char *const arguments[] = {"server",
                                     "--unix-socket",
                                     address.text + 5,
                                     "http://a.example/",
                                     "--trigger",
                                     "/trigger",
                                     NULL};
    run(arguments, "exchange.*", 0);
    peer_server_stop(&server);
}

static void a_gateway_is_tested_between_two_sockets(void **state)
{
    struct peer_gateway_options options = {.listen = address_of("front"),
                                           .next_hop = address_of("behind"),
                                           .role = ROLE_GATEWAY,
                                           .fault = FAULT_NONE,
                                           .time_scale = 1};
    struct err err;
    (void)state;
    struct peer_gateway *gateway = peer_gateway_start(&options, &err);
    assert_non_null(gateway);
    const char *const arguments[] = {"gateway",
                                     "--origin",
                                     options.next_hop.text,
                                     "--unix-socket",
                                     options.listen.text + 5,
                                     "http://a.example/",
                                     NULL};
    run(arguments, "proxy.final*", 0);
    peer_gateway_stop(&gateway);
}

/* A socket has no name of its own: over TLS the URL's is asked for, and verified. */
static void the_name_of_the_url_is_asked_for(void **state)
{
    static const struct certificate_options OF_A = {.names = "DNS:a.example"};
    struct address address = address_of("secure");
    struct err err;
    struct buf pem;
    char ca_file[512];
    (void)state;
    struct certificate *certificate = certificate_new(&OF_A, &err);
    struct tls *tls = tls_server_new(certificate, &err);
    assert_non_null(tls);
    address.tls = tls;
    struct peer_server *server = peer_server_start(&address, FAULT_NONE, 1, &err);
    assert_non_null(server);
    snprintf(ca_file, sizeof ca_file, "%s", scratch_path("ca.pem"));
    buf_init(&pem, PEM_MAX);
    certificate_authority(certificate, &pem);
    assert_true(disk_write(ca_file, buf_view(&pem), &err));
    buf_fini(&pem);
    const char *arguments[] = {"server",   "--unix-socket", address.text + 5,
                               "--cacert", ca_file,         "https://a.example:81/",
                               NULL};
    run(arguments, "exchange.one-final/by-itself", 0);
    arguments[5] = "https://localhost/";
    run(arguments, "exchange.one-final/by-itself", 3);
    peer_server_stop(&server);
    tls_free(&tls);
    certificate_free(&certificate);
}

static void what_cannot_be_used_is_a_mistake_of_usage(void **state)
{
    static const char LONG[] = "/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                               "xxxxxxxxxxxxxxxxxxxxxxxxxx"
                               "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    const char *const too_long[] = {"server", "--unix-socket", LONG, "http://a/", NULL};
    const char *const proxy[] = {"proxy", "--origin", "unix:/tmp/x",
                                 "http://127.0.0.1:1/", NULL};
    const char *const absent[] = {"server", "--unix-socket", "/no/such/socket",
                                  "http://a/", NULL};
    (void)state;
    run(too_long, "*", 2);
    run(proxy, "*", 2);
    run(absent, "*", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(octets_go_both_ways),
        cmocka_unit_test(a_stale_socket_is_told_and_replaced),
        cmocka_unit_test(a_place_that_is_taken_is_left_alone),
        cmocka_unit_test(a_busy_place_is_not_waited_for),
        cmocka_unit_test(a_path_that_cannot_be_is_told),
        cmocka_unit_test(a_socket_without_permission_is_told),
        cmocka_unit_test(a_server_is_tested_by_its_socket),
        cmocka_unit_test(the_name_of_the_url_is_asked_for),
        cmocka_unit_test(a_gateway_is_tested_between_two_sockets),
        cmocka_unit_test(what_cannot_be_used_is_a_mistake_of_usage),
    };
    return cmocka_run_group_tests(tests, scratch_set_up, scratch_tear_down);
}
