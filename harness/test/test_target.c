/* SPDX-License-Identifier: MIT */
/* Known targets: their table, templates, launching; and that every one installed here
 * starts, answers and goes away without a trace. */
#include "base/clock.h"
#include "base/root.h"
#include "target/folder.h"
#include "target/launch.h"
#include "target/reserve.h"
#include "target/target.h"
#include "target/template.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static const struct target_options PLAIN = {.fault = FAULT_NONE, .time_scale = 1};

/* What a server sends back to octets, until it closes or some time passes. Returns
 * whether it accepted, and closed in the end. */
static bool ask(const struct address *address, const char *octets, char *out,
                size_t size)
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    size_t len = 0;
    ssize_t got = -1;
    if (connect(fd, (const struct sockaddr *)&address->storage, address->len) == 0 &&
        write(fd, octets, octets_of(octets).len) > 0) {
        const int64_t deadline_ns = clock_deadline_ns(5000);
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        got = 1;
        while (got > 0 && len + 1 < size &&
               poll(&wait, 1, clock_left_ms(deadline_ns)) > 0) {
            got = read(fd, out + len, size - 1 - len);
            len += got > 0 ? (size_t)got : 0;
        }
    }
    out[len] = '\0';
    close(fd);
    return got == 0;
}

static void every_row_is_complete(void **state)
{
    (void)state;
    for (size_t index = 0; index < target_count(); index++) {
        const struct target_row *row = target_row(index);
        const bool client = row->role == ROLE_CLIENT;
        print_message("%s\n", row->name);
        assert_non_null(row->name);
        assert_non_null(row->group);
        assert_non_null(row->sentence);
        assert_true((row->program == NULL) == (row->package == NULL && !row->npm));
        assert_true((row->program == NULL) == (row->version[0] == NULL));
        assert_true(!row->program || client == (row->start[0] == NULL));
        assert_true(!row->program || client == (row->command[0] || row->driver[0]));
        assert_null(row->start[TARGET_ARGS - 1]);
        assert_null(row->command[TARGET_ARGS - 1]);
        for (size_t other = 0; other < index; other++)
            assert_string_not_equal(row->name, target_row(other)->name);
    }
}

static void every_file_that_a_row_names_is_there(void **state)
{
    (void)state;
    for (size_t index = 0; index < target_count(); index++) {
        const struct target_row *row = target_row(index);
        for (size_t file = 0; file < TARGET_FILES && row->files[file]; file++) {
            char relative[256];
            char path[512];
            snprintf(relative, sizeof relative, "harness/target/%s", row->files[file]);
            root_path(path, sizeof path, relative);
            print_message("%s\n", path);
            assert_int_equal(access(path, R_OK), 0);
        }
    }
}

static void a_name_stands_for_a_row_or_a_group(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *row;
        bool named;
        const char *why;
    } ROWS[] = {
        {"nginx", "nginx", true, "its own name"},
        {"nginx", "nginx-server", false, "not the beginning of a name"},
        {"gateways", "nginx", true, "its group"},
        {"all", "curl", true, "real software"},
        {"all", "reference-client", false, "the suite's own peers are no news"},
        {"reference", "reference-proxy", true, "the group of those"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof *ROWS; row++) {
        size_t index = 0;
        while (strcmp(target_row(index)->name, ROWS[row].row) != 0)
            index++;
        print_message("%s for %s: %s\n", ROWS[row].name, ROWS[row].row, ROWS[row].why);
        assert_int_equal(target_is_named(target_row(index), ROWS[row].name),
                         ROWS[row].named);
    }
}

static void known_names_are_replaced_and_other_braces_stay(void **state)
{
    (void)state;
    static const struct template_value VALUES[] = {
        {"port", "8080"}, {"dir", "/d"}, {NULL, NULL}};
    static const struct {
        const char *text, *expanded, *why;
    } ROWS[] = {
        {"listen {port};", "listen 8080;", "one value"},
        {"{dir}{port}", "/d8080", "side by side, also at the ends"},
        {"http { server { } }", "http { server { } }", "a configuration's own braces"},
        {"{url} {port", "{url} {port", "the player's names, and a brace left open"},
        {"{{port}}", "{8080}", "braces are no escapes here"},
        {"", "", "nothing"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof *ROWS; row++) {
        struct buf out;
        buf_init(&out, 100);
        template_expand(octets_of(ROWS[row].text), VALUES, &out);
        print_message("%s\n", ROWS[row].why);
        assert_string_equal(buf_text(&out), ROWS[row].expanded);
        buf_fini(&out);
    }
}

static void a_reserved_port_can_be_listened_on_and_is_given_to_nobody(void **state)
{
    (void)state;
    struct reservation first;
    struct reservation second;
    struct err err;
    assert_true(reservation_open(&first, &err));
    assert_true(reservation_open(&second, &err));
    assert_int_not_equal(first.port, second.port);

    struct address address;
    address_loopback(&address, first.port);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    assert_int_equal(bind(fd, (struct sockaddr *)&address.storage, address.len), 0);
    assert_int_equal(listen(fd, 1), 0);
    close(fd);
    reservation_close(&first);
    reservation_close(&second);
    reservation_close(&second); /* twice does no harm */
}

static void what_cannot_be_started_says_so(void **state)
{
    (void)state;
    struct folder folder;
    struct err err = {.text = ""};
    assert_true(folder_make(&folder, "test", &err));
    char log[300];
    snprintf(log, sizeof log, "%s/log", folder.path);
    const char *const argv[] = {"/nowhere/at-all", NULL};
    struct launch launch;
    assert_false(
        launch_start(&launch, &(struct launch_plan){.argv = argv, .log = log}, &err));
    print_message("%s\n", err.text);
    assert_non_null(
        strstr(err.text, "/nowhere/at-all cannot be started: No such file"));
    assert_false(launch_alive(&launch));
    folder_remove(&folder);
}

static void stopping_ends_a_whole_group_that_does_not_want_to(void **state)
{
    (void)state;
    struct folder folder;
    struct err err;
    assert_true(folder_make(&folder, "test", &err));
    char log[300];
    snprintf(log, sizeof log, "%s/log", folder.path);
    const char *const argv[] = {
        "/bin/sh", "-c", "trap '' TERM; (trap '' TERM; echo $$; sleep 60) & wait",
        NULL};
    struct launch launch;
    assert_true(
        launch_start(&launch, &(struct launch_plan){.argv = argv, .log = log}, &err));
    const pid_t group = launch.pid;
    char line[64];
    const int64_t deadline_ns = clock_deadline_ns(5000);
    while (strcmp(folder_last_words(log, line, sizeof line), "nothing") == 0 &&
           clock_left_ms(deadline_ns) > 0)
        poll(NULL, 0, 5);
    assert_true(launch_alive(&launch));
    launch_stop(&launch, 50);
    assert_false(launch_alive(&launch));
    int left = 0;
    while ((left = kill(-group, 0)) == 0 && clock_left_ms(deadline_ns) > 0)
        poll(NULL, 0, 5); /* killed, and waiting to be reaped by init */
    assert_int_equal(left, -1);
    folder_remove(&folder);
    assert_int_not_equal(access(log, F_OK), 0);
}

static void a_target_that_dies_at_once_is_told_with_its_last_words(void **state)
{
    (void)state;
    const struct target_row row = {
        .name = "dies",
        .role = ROLE_SERVER,
        .program = "sh",
        .package = "dash",
        .start = {"{program}", "-c", "echo first; echo no configuration >&2; exit 3"}};
    struct err err = {.text = ""};
    assert_null(target_start(&row, &PLAIN, &err));
    print_message("%s\n", err.text);
    assert_string_equal(err.text, "dies ended before it accepted a connection; its log "
                                  "ends: first / no configuration");
}

static void a_target_that_is_not_installed_names_its_package(void **state)
{
    (void)state;
    const struct target_row row = {.name = "none",
                                   .role = ROLE_SERVER,
                                   .program = "no-such-program-anywhere",
                                   .package = "the-package"};
    struct err err = {.text = ""};
    assert_false(target_installed(&row));
    assert_null(target_start(&row, &PLAIN, &err));
    assert_string_equal(err.text, "none is not installed: apt-get install the-package");
}

/* The origin of a gateway or proxy is not there: its own answer is due then, or (some
 * ask their origin before they read) a close. */
static void assert_answers(const struct play_config *config)
{
    const bool server = config->role == ROLE_SERVER;
    const bool proxy = config->role == ROLE_PROXY;
    const char *origin = proxy ? config->origin.text : "";
    char request[512];
    char answer[4096];
    snprintf(request, sizeof request,
             "GET %s%s/ HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
             proxy ? "http://" : "", origin, proxy ? origin : "a");
    const bool closed = ask(&config->target, request, answer, sizeof answer);
    print_message("  %.15s\n", answer);
    if (!server && closed && answer[0] == '\0')
        return;
    assert_memory_equal(answer, server ? "HTTP/1.1 200" : "HTTP/1.", server ? 12 : 7);
    assert_true(server || answer[9] == '5');
}

static struct target *started(const struct target_row *row, struct play_config *config)
{
    struct err err = {.text = ""};
    const int64_t start_ns = clock_now_ns();
    struct target *target = target_start(row, &PLAIN, &err);
    print_message("%s: %d ms %s\n", row->name,
                  (int)((clock_now_ns() - start_ns) / 1000000), err.text);
    assert_non_null(target);
    *config = (struct play_config){.role = ROLE_COUNT};
    target_configure(target, config);
    assert_int_equal(config->role, row->role);
    return target;
}

static void every_installed_target_starts_twice_answers_and_goes(void **state)
{
    (void)state;
    for (size_t index = 0; index < target_count(); index++) {
        const struct target_row *row = target_row(index);
        if (!row->start[0] || !target_installed(row))
            continue;
        struct play_config configs[2];
        struct target *first = started(row, &configs[0]);
        struct target *second = started(row, &configs[1]);
        assert_string_not_equal(configs[0].target.text, configs[1].target.text);
        assert_answers(&configs[0]);
        assert_answers(&configs[1]);

        char log[300];
        snprintf(log, sizeof log, "%s", target_log_path(first));
        assert_int_equal(access(log, F_OK), 0);
        const struct address gone = configs[0].target;
        target_stop(&first);
        assert_null(first);
        assert_int_not_equal(access(log, F_OK), 0);
        char answer[16];
        ask(&gone, "GET / HTTP/1.1\r\n\r\n", answer, sizeof answer);
        assert_string_equal(answer, "");
        assert_answers(&configs[1]); /* the other one is untouched */
        target_stop(&second);
    }
}

static void a_target_that_was_killed_is_revived_on_its_port(void **state)
{
    (void)state;
    size_t index = 0;
    while (index < target_count() && strcmp(target_row(index)->name, "node-http") != 0)
        index++;
    if (index == target_count() || !target_installed(target_row(index)))
        skip();
    struct play_config config;
    struct target *target = started(target_row(index), &config);
    assert_non_null(config.revive);
    target_kill(target);
    assert_true(config.revive(config.revive_user));
    assert_answers(&config);
    target_stop(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(every_file_that_a_row_names_is_there),
        cmocka_unit_test(a_name_stands_for_a_row_or_a_group),
        cmocka_unit_test(known_names_are_replaced_and_other_braces_stay),
        cmocka_unit_test(a_reserved_port_can_be_listened_on_and_is_given_to_nobody),
        cmocka_unit_test(what_cannot_be_started_says_so),
        cmocka_unit_test(stopping_ends_a_whole_group_that_does_not_want_to),
        cmocka_unit_test(a_target_that_dies_at_once_is_told_with_its_last_words),
        cmocka_unit_test(a_target_that_is_not_installed_names_its_package),
        cmocka_unit_test(every_installed_target_starts_twice_answers_and_goes),
        cmocka_unit_test(a_target_that_was_killed_is_revived_on_its_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
