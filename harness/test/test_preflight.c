/* SPDX-License-Identifier: MIT */
/* Before a run: a gateway that is not ready yet is asked again, one that never is is no
 * target. */
#include "run/preflight.h"
#include "test/puppet.h"
#include "test/spawn.h"

#include "target/reserve.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000, ORIGIN_MS = 10000, TEXT_SIZE = 8192 };

/* A gateway that knows its next hop, and says so many times that it is not there. */
struct sleeper {
    struct address origin;
    unsigned refusals, asked;
};

/* Asks the next hop for one answer: its head, and the token behind it, which begins
 * with Q. */
static bool ask(struct puppet *puppet, const char *head, char *answer)
{
    const struct sleeper *const sleeper = puppet_user(puppet);
    struct connection origin;
    if (!connection_open(&origin, &sleeper->origin, clock_deadline_ns(ORIGIN_MS), NULL))
        return false;
    const bool answered = puppet_say(puppet, &origin, head) &&
                          puppet_await(puppet, &origin, "\r\n\r\nQ", answer, TEXT_SIZE);
    connection_close(&origin);
    return answered;
}

static void forward(struct puppet *puppet, struct connection *client)
{
    static const char NOT_YET[] =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    struct sleeper *const sleeper = puppet_user(puppet);
    char head[TEXT_SIZE];
    char answer[TEXT_SIZE];
    while (puppet_await(puppet, client, "\r\n\r\n", head, sizeof head)) {
        const bool ready = sleeper->asked++ >= sleeper->refusals;
        if (ready && !ask(puppet, head, answer))
            return;
        if (!puppet_say(puppet, client, ready ? answer : NOT_YET))
            return;
    }
}

static void a_gateway_gets_some_seconds_to_find_its_next_hop(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        unsigned refusals, least, most; /* times it is asked */
        int status;
        const char *says;
    } ROWS[] = {
        {"ready at the third request", 2, 4, UINT32_MAX, 0, NULL},
        {"never ready", UINT32_MAX, 2, UINT32_MAX, 3, "503"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct sleeper sleeper = {.refusals = ROWS[row].refusals};
        struct reservation free;
        struct spawn spawn;
        struct err err;
        char url[256];
        assert_true(reservation_open(&free, &err));
        address_loopback(&sleeper.origin, free.port);
        struct puppet *puppet = puppet_start(forward, &sleeper);
        snprintf(url, sizeof url, "http://%s/", puppet_address(puppet)->text);
        const char *const words[] = {
            "gateway",           "--only", "proxy.forward/one-of-each-code",
            "--time-scale",      "0.3",    "--origin",
            sleeper.origin.text, url,      NULL};
        spawn_start(&spawn, words, SPAWN_READ);
        spawn_wait(&spawn, PATIENCE_MS);
        if (spawn.status != ROWS[row].status ||
            (ROWS[row].says && !strstr(buf_text(&spawn.err), ROWS[row].says)))
            fail_msg("%s: status %d: %s%s", ROWS[row].why, spawn.status,
                     buf_text(&spawn.out), buf_text(&spawn.err));
        puppet_stop(&puppet);
        assert_in_range(sleeper.asked, ROWS[row].least, ROWS[row].most);
        spawn_fini(&spawn);
        reservation_close(&free);
    }
}

/* Whatever the number of processors is: many quick programs at a time, few slow ones.
 */
static void slow_commands_get_few_cases_at_a_time(void **state)
{
    (void)state;
    enum { MS = 1000000 };
    static const char *const command[] = {"client", "{url}", NULL};
    struct play_config config;
    play_config_init(&config);
    config.role = ROLE_CLIENT;
    config.command = command;
    config.jobs = 16;
    config.deadline_ms = 5000;
    assert_int_equal(preflight_jobs(&config, 1 * MS), 16);
    const unsigned some = preflight_jobs(&config, 1000 * (int64_t)MS);
    assert_true(some >= 1);
    assert_int_equal(preflight_jobs(&config, 1000000 * (int64_t)MS), 1);
    config.time_scale = 1000;
    assert_int_equal(preflight_jobs(&config, 1000 * (int64_t)MS), 16);
    config.time_scale = 1;
    config.role = ROLE_GATEWAY;
    assert_int_equal(preflight_jobs(&config, 1000000 * (int64_t)MS), 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gateway_gets_some_seconds_to_find_its_next_hop),
        cmocka_unit_test(slow_commands_get_few_cases_at_a_time),
    };
    return cmocka_run_group_tests_name("preflight", tests, NULL, NULL);
}
