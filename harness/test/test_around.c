/* SPDX-License-Identifier: MIT */
/* Around a case: commands that know it, and the part of a log that it caused. */
#include "base/clock.h"
#include "base/disk.h"
#include "run/around.h"
#include "test/scratch.h"
#include "test/spawn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { TEXT_MAX = 1 << 22, RUN_MS = 60000 };

static const struct test_case TEST = {.id = "proxy.final/a-case",
                                      .requirement = "proxy.final"};

static void append(const char *path, const char *text, size_t times)
{
    FILE *const file = fopen(path, "a");
    assert_non_null(file);
    while (times-- > 0)
        fputs(text, file);
    fclose(file);
}

/* One case of this outcome, during which the target writes text so many times. */
static void log_of(enum outcome_kind kind, const char *text, size_t times,
                   struct outcome *outcome)
{
    static char log[512];
    struct around_case now, other;
    snprintf(log, sizeof log, "%s", scratch_path("log"));
    struct around around = {.log = log, .time_scale = 1};
    append(log, "older\n", 1);
    assert_true(around_begin(&around, &TEST, ROLE_SERVER, &now, outcome));
    assert_true(around_begin(&around, &TEST, ROLE_SERVER, &other, outcome));
    append(log, text, times);
    outcome_init(outcome, &TEST, ROLE_SERVER);
    outcome->kind = kind;
    around_end(&around, &now, outcome);
}

static void what_was_written_during_a_failure_is_attached(void **state)
{
    struct outcome outcome;
    (void)state;
    log_of(OUTCOME_FAIL, "GET /x\r\n\033[31mred\n", 1, &outcome);
    assert_non_null(outcome.log);
    assert_string_equal(outcome.log->text, "GET /x\n\\x1b[31mred\n");
    assert_int_equal(outcome.log->beside, 1);
    assert_int_equal(outcome.log->left_out, 0);
    assert_false(outcome.log->has_report);
    outcome_fini(&outcome);
    log_of(OUTCOME_PASS, "GET /x\n", 1, &outcome);
    assert_null(outcome.log);
    outcome_fini(&outcome);
    log_of(OUTCOME_FAIL, "", 0, &outcome);
    assert_null(outcome.log);
    outcome_fini(&outcome);
}

static void a_long_log_is_its_last_lines(void **state)
{
    struct outcome outcome;
    (void)state;
    log_of(OUTCOME_FAIL, "a line of 24 octets ....\n", 10000, &outcome);
    const struct octets text = octets_of(outcome.log->text);
    assert_in_range(text.len, AROUND_LOG_OCTETS - 25, AROUND_LOG_OCTETS);
    assert_true(octets_starts_with(text, OCTETS("a line")));
    assert_int_equal(outcome.log->left_out + text.len, 250000);
    outcome_fini(&outcome);
}

static void a_sanitizers_report_is_whole_and_told_of_what_passed(void **state)
{
    static char report[100000];
    struct outcome outcome;
    (void)state;
    size_t len = (size_t)snprintf(
        report, sizeof report, "==1==ERROR: AddressSanitizer: heap-use-after-free\n");
    while (len + 40 < sizeof report)
        len += (size_t)snprintf(report + len, sizeof report - len, "    #1 0x1 in f\n");
    log_of(OUTCOME_PASS, report, 1, &outcome);
    assert_non_null(outcome.log);
    assert_true(outcome.log->has_report);
    assert_string_equal(outcome.log->text, report);
    outcome_fini(&outcome);
}

static void a_log_that_was_begun_anew_is_read_from_its_beginning(void **state)
{
    static const char *const NEW[] = {"new\n", "a new line, longer than the old one\n"};
    (void)state;
    for (size_t at = 0; at < sizeof NEW / sizeof NEW[0]; at++) {
        char log[512];
        struct around_case now;
        struct outcome outcome;
        struct err err;
        snprintf(log, sizeof log, "%s", scratch_path("rotated"));
        struct around around = {.log = log, .time_scale = 1};
        (void)remove(log);
        append(log, "a long old line\n", 1);
        assert_true(around_begin(&around, &TEST, ROLE_SERVER, &now, &outcome));
        assert_true(disk_write(log, octets_of(NEW[at]), &err));
        outcome_init(&outcome, &TEST, ROLE_SERVER);
        outcome.kind = OUTCOME_ERROR;
        around_end(&around, &now, &outcome);
        assert_non_null(outcome.log);
        assert_string_equal(outcome.log->text, NEW[at]);
        outcome_fini(&outcome);
    }
}

static void a_log_that_is_no_file_is_refused(void **state)
{
    struct err err;
    (void)state;
    assert_true(around_check_log(NULL, &err));
    assert_true(around_check_log(scratch_path("not-there-yet"), &err));
    assert_false(around_check_log(scratch_folder(), &err));
    assert_non_null(strstr(err.text, "a folder"));
    assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
    assert_false(around_check_log(scratch_path("pipe"), &err));
    struct around around = {.log = scratch_path("pipe"), .time_scale = 1};
    struct around_case now;
    struct outcome outcome;
    assert_true(around_begin(&around, &TEST, ROLE_SERVER, &now, &outcome));
    outcome_init(&outcome, &TEST, ROLE_SERVER);
    outcome.kind = OUTCOME_FAIL;
    around_end(&around, &now, &outcome); /* nobody writes there: no wait for that */
    assert_null(outcome.log);
    outcome_fini(&outcome);
}

static void a_command_that_fails_before_a_case_is_an_error(void **state)
{
    struct around around = {.before = "echo 'no database'; exit 3", .time_scale = 1};
    struct around_case now;
    struct outcome outcome;
    (void)state;
    assert_false(around_begin(&around, &TEST, ROLE_SERVER, &now, &outcome));
    assert_int_equal(outcome.kind, OUTCOME_ERROR);
    assert_string_equal(outcome.reason,
                        "--before-case 'echo 'no database'; exit 3' ended "
                        "with status 3: no database\\n");
    around_end(&around, &now, &outcome);
    outcome_fini(&outcome);
}

static void a_command_that_hangs_is_ended(void **state)
{
    struct around around = {.after = "sleep 100", .time_scale = 0.01};
    struct around_case now;
    struct outcome outcome;
    (void)state;
    assert_true(around_begin(&around, &TEST, ROLE_SERVER, &now, &outcome));
    outcome_init(&outcome, &TEST, ROLE_SERVER);
    around_end(&around, &now, &outcome);
    assert_int_equal(outcome.kind, OUTCOME_ERROR);
    assert_string_equal(outcome.reason, "--after-case 'sleep 100' did not end in time");
    outcome_fini(&outcome);
    outcome_init(&outcome, &TEST, ROLE_SERVER);
    outcome.kind = OUTCOME_FAIL;
    assert_true(around_begin(&around, &TEST, ROLE_SERVER, &now, &outcome));
    outcome_init(&outcome, &TEST, ROLE_SERVER);
    outcome.kind = OUTCOME_FAIL;
    around_end(&around, &now, &outcome);
    assert_int_equal(outcome.kind, OUTCOME_FAIL);
    outcome_fini(&outcome);
}

static void
an_interrupt_ends_the_command_before_and_lets_the_one_behind_end(void **state)
{
    const volatile int raised = 1;
    struct around around = {.before = "sleep 100",
                            .after = "sleep 0.1; exit 3",
                            .time_scale = 1,
                            .interrupt = &raised};
    struct around_case now;
    struct outcome outcome;
    (void)state;
    const int64_t deadline_ns = clock_deadline_ns(AROUND_COMMAND_MS / 2);
    assert_false(around_begin(&around, &TEST, ROLE_SERVER, &now, &outcome));
    assert_true(clock_left_ms(deadline_ns) > 0);
    outcome_fini(&outcome);
    outcome_init(&outcome, &TEST, ROLE_SERVER);
    around_end(&around, &now, &outcome);
    assert_non_null(strstr(outcome.reason, "ended with status 3"));
    outcome_fini(&outcome);
}

static void commands_of_a_run_know_the_case_and_its_outcome(void **state)
{
    char before[600], after[600];
    struct spawn spawn;
    struct buf text;
    struct err err;
    (void)state;
    snprintf(before, sizeof before, "echo \"begin $INTERIM_CASE $INTERIM_ROLE\" >>%s",
             scratch_path("hooks"));
    snprintf(after, sizeof after, "echo \"end $INTERIM_CASE $INTERIM_OUTCOME\" >>%s",
             scratch_path("hooks"));
    const char *const arguments[] = {"run",
                                     "reference-client",
                                     "--only",
                                     "client.final/two-102-in-one-segment",
                                     "--before-case",
                                     before,
                                     "--after-case",
                                     after,
                                     NULL};
    spawn_start(&spawn, arguments, SPAWN_READ);
    spawn_wait(&spawn, RUN_MS);
    assert_int_equal(spawn.status, 0);
    spawn_fini(&spawn);
    buf_init(&text, TEXT_MAX);
    assert_true(disk_read(&text, scratch_path("hooks"), &err));
    assert_string_equal(buf_text(&text),
                        "begin client.final/two-102-in-one-segment client\n"
                        "end client.final/two-102-in-one-segment PASS\n");
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_during_a_failure_is_attached),
        cmocka_unit_test(a_long_log_is_its_last_lines),
        cmocka_unit_test(a_sanitizers_report_is_whole_and_told_of_what_passed),
        cmocka_unit_test(a_log_that_was_begun_anew_is_read_from_its_beginning),
        cmocka_unit_test(a_log_that_is_no_file_is_refused),
        cmocka_unit_test(a_command_that_fails_before_a_case_is_an_error),
        cmocka_unit_test(a_command_that_hangs_is_ended),
        cmocka_unit_test(
            an_interrupt_ends_the_command_before_and_lets_the_one_behind_end),
        cmocka_unit_test(commands_of_a_run_know_the_case_and_its_outcome),
    };
    return cmocka_run_group_tests(tests, scratch_set_up, scratch_tear_down);
}
