/* SPDX-License-Identifier: MIT */
/* Servers started with --start: waited for, brought back, and ended with all they
 * started. */
#include "base/clock.h"
#include "net/connection.h"
#include "target/folder.h"
#include "target/reserve.h"
#include "target/supervise.h"
#include "test/tree.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000 };

/* A server of ours under a shell, which tells its process id. */
struct bench {
    struct folder folder;
    struct reservation port;
    struct address address;
    char command[1200];
    char pid_file[300];
};

static void bench_init(struct bench *bench)
{
    struct err err;
    assert_true(folder_make(&bench->folder, "test-supervise", &err));
    assert_true(reservation_open(&bench->port, &err));
    address_loopback(&bench->address, bench->port.port);
    snprintf(bench->pid_file, sizeof bench->pid_file, "%s/pid", bench->folder.path);
    snprintf(bench->command, sizeof bench->command,
             INTERIM_BUILD "/interim serve --port %u & echo $! >%s; wait",
             bench->port.port, bench->pid_file);
}

static void bench_fini(struct bench *bench)
{
    reservation_close(&bench->port);
    folder_remove(&bench->folder);
}

static bool accepts(const struct bench *bench)
{
    struct connection connection;
    if (!connection_open(&connection, &bench->address, clock_deadline_ns(1000), NULL))
        return false;
    connection_close(&connection);
    return true;
}

static bool becomes(const struct bench *bench, bool accepting)
{
    const int64_t deadline_ns = clock_deadline_ns(PATIENCE_MS);
    while (accepts(bench) != accepting) {
        if (clock_left_ms(deadline_ns) == 0)
            return false;
        (void)poll(NULL, 0, 5);
    }
    return true;
}

static void kill_server(const struct bench *bench)
{
    char line[32] = "";
    uint64_t pid = 0;
    FILE *file = fopen(bench->pid_file, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    line[strcspn(line, "\n")] = '\0';
    assert_true(octets_to_u64(octets_of(line), &pid));
    assert_int_equal(kill((pid_t)pid, SIGKILL), 0);
}

static void a_server_that_died_comes_back_as_often_as_it_dies(void **state)
{
    (void)state;
    struct bench bench;
    struct err err;
    bench_init(&bench);
    struct supervised *server =
        supervise_start(bench.command, &bench.address, 1.0, &err);
    if (!server)
        fail_msg("%s", err.text);
    for (unsigned times = 0; times < 3; times++) {
        kill_server(&bench);
        assert_true(becomes(&bench, false));
        assert_true(supervise_revive(server));
        assert_true(accepts(&bench));
        assert_int_equal(supervise_ended(server), times + 1);
    }
    supervise_stop(&server);
    assert_null(server);
    assert_true(becomes(&bench, false)); /* the shell's child is gone as well */
    bench_fini(&bench);
}

static void a_server_that_lives_is_left_alone(void **state)
{
    (void)state;
    struct bench bench;
    struct err err;
    bench_init(&bench);
    struct supervised *server =
        supervise_start(bench.command, &bench.address, 1.0, &err);
    assert_non_null(server);
    assert_true(supervise_revive(server));
    assert_int_equal(supervise_ended(server), 0);
    kill_server(&bench); /* the pid file names the first one still */
    assert_true(becomes(&bench, false));
    supervise_stop(&server);
    bench_fini(&bench);
}

static void what_does_not_come_up_is_told_with_its_last_words(void **state)
{
    (void)state;
    struct bench bench;
    struct err err;
    bench_init(&bench);
    assert_null(supervise_start("echo first; echo last words >&2; exit 3",
                                &bench.address, 1.0, &err));
    assert_non_null(strstr(err.text, "last words"));
    assert_null(supervise_start("exec sleep 1000", &bench.address, 0.02, &err));
    assert_non_null(strstr(err.text, "took too long"));
    bench_fini(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_that_died_comes_back_as_often_as_it_dies),
        cmocka_unit_test(a_server_that_lives_is_left_alone),
        cmocka_unit_test(what_does_not_come_up_is_told_with_its_last_words),
    };
    return cmocka_run_group_tests_name("supervise", tests, NULL, NULL);
}
