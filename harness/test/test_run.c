/* SPDX-License-Identifier: MIT */
/* Many cases: their order, their exit status, interruption, options and report files.
 */
#include "run/option_value.h"
#include "run/options.h"
#include "run/schedule.h"
#include "run/status.h"
#include "test/sample.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* ---------------------------------------------------------------- a fake player */

enum { CASES = 60 };

/* Plays nothing: notes who runs beside whom, and lets cases wait for each other. */
struct stage {
    pthread_mutex_t lock;
    struct test_case tests[CASES];
    const struct test_case *list[CASES];
    unsigned under_way;
    unsigned most; /* under way at one time */
    unsigned started;
    bool alone_had_company;
    volatile int interrupted;
    unsigned interrupt_at; /* with this start; 0: never */
    unsigned order[CASES]; /* numbers of the cases, as they were told */
    unsigned told;
    unsigned watched;
    enum outcome_kind kind; /* of all outcomes */
};

static void stage_init(struct stage *stage)
{
    memset(stage, 0, sizeof *stage);
    pthread_mutex_init(&stage->lock, NULL);
    for (unsigned at = 0; at < CASES; at++) {
        stage->tests[at] = (struct test_case){
            .id = "proxy.final/x", .requirement = "proxy.final", .line = (int)at};
        stage->list[at] = &stage->tests[at];
    }
}

static void play(void *user, const struct test_case *test, struct outcome *outcome)
{
    struct stage *stage = user;
    pthread_mutex_lock(&stage->lock);
    stage->under_way++;
    stage->started++;
    stage->most = stage->under_way > stage->most ? stage->under_way : stage->most;
    if (test->alone && stage->under_way > 1)
        stage->alone_had_company = true;
    if (stage->started == stage->interrupt_at)
        stage->interrupted = 1;
    pthread_mutex_unlock(&stage->lock);
    /* Early cases take longest, so that they end last. */
    (void)poll(NULL, 0, test->line < 4 ? 8 - test->line : 0);
    outcome_init(outcome, test, ROLE_GATEWAY);
    outcome->kind = stage->interrupted ? OUTCOME_ERROR : stage->kind;
    pthread_mutex_lock(&stage->lock);
    if (test->alone && stage->under_way > 1)
        stage->alone_had_company = true;
    stage->under_way--;
    pthread_mutex_unlock(&stage->lock);
}

static void told(void *user, struct outcome *outcome)
{
    struct stage *stage = user;
    stage->order[stage->told++] = (unsigned)outcome->test->line;
    schedule_outcome_free(&outcome);
}

static void watch(void *user, const struct schedule_state *state)
{
    struct stage *stage = user;
    stage->watched++;
    assert_int_equal(state->count, CASES);
    assert_in_range(state->ended, 0, CASES);
}

static void run_stage(struct stage *stage, unsigned jobs)
{
    const struct schedule schedule = {.cases = stage->list,
                                      .count = CASES,
                                      .jobs = jobs,
                                      .interrupted = &stage->interrupted,
                                      .play = play,
                                      .play_user = stage,
                                      .told = told,
                                      .watch = watch,
                                      .user = stage};
    schedule_play(&schedule);
}

/* ---------------------------------------------------------------- scheduling */

static void outcomes_are_told_in_catalogue_order_whoever_ends_first(void **state)
{
    (void)state;
    static const unsigned JOBS[] = {1, 2, 16, 500};
    for (size_t row = 0; row < COUNT_OF(JOBS); row++) {
        struct stage stage;
        stage_init(&stage);
        stage.tests[7].alone = true;
        stage.tests[20].timer = true;
        run_stage(&stage, JOBS[row]);
        assert_int_equal(stage.told, CASES);
        for (unsigned at = 0; at < CASES; at++)
            assert_int_equal(stage.order[at], at);
        assert_in_range(stage.watched, 1, UINT32_MAX);
        pthread_mutex_destroy(&stage.lock);
    }
}

static void at_most_as_many_cases_as_jobs_run_at_a_time(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage);
    run_stage(&stage, 3);
    assert_in_range(stage.most, 2, 3);
    stage_init(&stage);
    run_stage(&stage, 1);
    assert_int_equal(stage.most, 1);
    pthread_mutex_destroy(&stage.lock);
}

static void a_case_that_is_alone_has_no_company(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage);
    stage.tests[0].alone = true;
    stage.tests[1].alone = true;
    stage.tests[30].alone = true;
    run_stage(&stage, 16);
    assert_false(stage.alone_had_company);
    assert_int_equal(stage.told, CASES);
    pthread_mutex_destroy(&stage.lock);
}

static void an_interruption_leaves_out_what_did_not_end_before_it(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage);
    stage.interrupt_at = 20;
    run_stage(&stage, 1);
    assert_int_equal(stage.started, 20);
    assert_int_equal(stage.told, 19); /* the 20th ended as ERROR */
    for (unsigned at = 1; at < stage.told; at++)
        assert_true(stage.order[at] > stage.order[at - 1]);
    pthread_mutex_destroy(&stage.lock);
}

/* ---------------------------------------------------------------- exit statuses */

static void the_exit_status_is_the_first_that_applies(void **state)
{
    (void)state;
    static const struct {
        size_t pass, warn, fail, skip, error;
        bool strict, interrupted;
        enum status status;
        const char *why;
    } ROWS[] = {
        {3, 0, 0, 0, 0, false, false, STATUS_OK, "all passed"},
        {3, 0, 0, 9, 0, false, false, STATUS_OK, "skips do not matter"},
        {3, 1, 0, 0, 0, false, false, STATUS_OK, "a warning is no failure"},
        {3, 1, 0, 0, 0, true, false, STATUS_FAILED, "but with --strict"},
        {3, 1, 1, 1, 0, false, false, STATUS_FAILED, "one failure"},
        {3, 0, 1, 1, 1, false, false, STATUS_FAILED, "a failure before an error"},
        {3, 0, 0, 1, 1, false, false, STATUS_UNTESTABLE, "one error"},
        {0, 0, 0, 4, 0, false, false, STATUS_NOTHING, "only skips"},
        {0, 0, 0, 0, 0, false, false, STATUS_NOTHING, "no case at all"},
        {3, 0, 1, 0, 1, false, true, STATUS_INTERRUPTED, "interrupted before all"},
    };
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        const struct summary summary = {.count = {[OUTCOME_PASS] = ROWS[row].pass,
                                                  [OUTCOME_WARN] = ROWS[row].warn,
                                                  [OUTCOME_FAIL] = ROWS[row].fail,
                                                  [OUTCOME_SKIP] = ROWS[row].skip,
                                                  [OUTCOME_ERROR] = ROWS[row].error},
                                        .total = ROWS[row].pass + ROWS[row].warn +
                                                 ROWS[row].fail + ROWS[row].skip +
                                                 ROWS[row].error,
                                        .interrupted = ROWS[row].interrupted};
        const enum status status = status_of_run(&summary, ROWS[row].strict);
        if (status != ROWS[row].status)
            fail_msg("%s: expected %d, found %d", ROWS[row].why, (int)ROWS[row].status,
                     (int)status);
    }
}

static void two_statuses_make_the_first_that_applies(void **state)
{
    (void)state;
    static const enum status ORDER[] = {STATUS_USAGE,  STATUS_INTERRUPTED,
                                        STATUS_FAILED, STATUS_UNTESTABLE,
                                        STATUS_OK,     STATUS_NOTHING};
    for (size_t a = 0; a < COUNT_OF(ORDER); a++)
        for (size_t b = a; b < COUNT_OF(ORDER); b++) {
            assert_int_equal(status_worst(ORDER[a], ORDER[b]), ORDER[a]);
            assert_int_equal(status_worst(ORDER[b], ORDER[a]), ORDER[a]);
        }
}

/* ---------------------------------------------------------------- options */

static bool parse(struct options *options, unsigned verb, const char *const *words,
                  struct err *err)
{
    const char *argv[16];
    int argc = 0;
    while (words[argc]) {
        argv[argc] = words[argc];
        argc++;
    }
    argv[argc] = NULL;
    return options_parse(options, verb, argc, argv, err);
}

static void formats_and_outputs_go_in_pairs(void **state)
{
    (void)state;
    static const struct {
        const char *words[12];
        size_t count; /* of reports, standard output included */
        struct {
            const char *format, *path;
        } reports[3];
    } ROWS[] = {
        {{"run", "x"}, 1, {{"text", "-"}}},
        {{"run", "--format", "tap", "x"}, 1, {{"tap", "-"}}},
        {{"run", "-o", "a.json", "x"}, 2, {{"json", "a.json"}, {"text", "-"}}},
        {{"run", "-o", "a", "x"}, 2, {{"text", "a"}, {"text", "-"}}},
        {{"run", "-o", "-", "x"}, 1, {{"text", "-"}}},
        {{"run", "--format", "junit", "-o", "a", "--format", "json", "-o", "-", "x"},
         2,
         {{"junit", "a"}, {"json", "-"}}},
        {{"run", "--format", "tap", "-o", "a.xml", "-o", "b.xml", "x"},
         3,
         {{"tap", "a.xml"}, {"junit", "b.xml"}, {"text", "-"}}},
        {{"run", "--format", "tap", "--format", "junit", "-o", "b"},
         2,
         {{"tap", "-"}, {"junit", "b"}}},
    };
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct options options;
        struct err err;
        if (!parse(&options, OF_RUN, ROWS[row].words, &err))
            fail_msg("row %zu: %s", row, err.text);
        assert_int_equal(options.settings.report_count, ROWS[row].count);
        for (size_t at = 0; at < ROWS[row].count; at++) {
            assert_string_equal(options.reports[at].writer->name,
                                ROWS[row].reports[at].format);
            assert_string_equal(options.reports[at].path, ROWS[row].reports[at].path);
        }
        options_fini(&options);
    }
}

static void what_cannot_be_understood_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        unsigned verb;
        const char *words[8];
        const char *says;
    } ROWS[] = {
        {OF_RUN, {"run", "--nonsense"}, "unknown option"},
        {OF_RUN, {"run", "--trigger", "/x"}, "unknown option"},
        {OF_RUN, {"run", "--only"}, "needs a value"},
        {OF_RUN, {"run", "--format", "yaml"}, "text, tap, junit or json"},
        {OF_RUN, {"run", "--format", "tap", "--format", "json"}, "two reports"},
        {OF_RUN, {"run", "--jobs", "0"}, "at least 1"},
        {OF_RUN, {"run", "--jobs", "many"}, "expected a number"},
        {OF_RUN, {"run", "--min", "-1"}, "expected a number"},
        {OF_RUN, {"run", "--level", "musst"}, "unknown level"},
        {OF_RUN, {"run", "--time-scale", "0"}, "from 0.01"},
        {OF_RUN, {"run", "--time-scale", "1e3"}, "from 0.01"},
        {OF_RUN, {"run", "--deadline", "5"}, "10s or 500ms"},
        {OF_RUN, {"run", "--strict=yes"}, "--strict"},
    };
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct options options;
        struct err err = {.text = ""};
        if (parse(&options, ROWS[row].verb, ROWS[row].words, &err))
            fail_msg("row %zu was understood", row);
        if (!strstr(err.text, ROWS[row].says))
            fail_msg("row %zu: expected \"%s\", found \"%s\"", row, ROWS[row].says,
                     err.text);
        options_fini(&options);
    }
}

static void a_case_is_reproduced_without_what_is_about_the_report(void **state)
{
    (void)state;
    static const struct {
        unsigned verb;
        const char *words[16];
        const char *command, *arguments;
    } ROWS[] = {
        {OF_CLIENT,
         {"client", "--jobs", "2", "--only", "x", "-o", "f", "--", "curl", "-s",
          "a b'c", "{url}"},
         "interim client",
         " -- curl -s 'a b'\\''c' {url}"},
        {OF_CLIENT,
         {"client", "--driver", "node x.js", "--quiet"},
         "interim client --driver 'node x.js'",
         ""},
        {OF_GATEWAY,
         {"gateway", "--origin", "h:1", "--strict", "--time-scale", "2", "http://h/"},
         "interim gateway --origin h:1 --time-scale 2",
         " http://h/"},
    };
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct options options;
        struct err err;
        assert_true(parse(&options, ROWS[row].verb, ROWS[row].words, &err));
        assert_string_equal(options.repeat_command, ROWS[row].command);
        assert_string_equal(options.repeat_arguments, ROWS[row].arguments);
        options_fini(&options);
    }
}

static void values_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned ms; /* 0: refused */
    } TIMES[] = {{"500ms", 500}, {"10s", 10000}, {"2m", 120000}, {"0s", 0}, {"s", 0},
                 {"10", 0},      {"10 s", 0},    {"-1s", 0},     {"61m", 0}};
    static const struct {
        const char *text;
        double factor; /* 0: refused */
    } FACTORS[] = {{"1", 1},       {"0.5", 0.5}, {"2.25", 2.25}, {"1000", 1000},
                   {"0.01", 0.01}, {"0.0", 0},   {"1001", 0},    {".5", 0},
                   {"5.", 0},      {"1,5", 0},   {"nan", 0},     {"", 0}};
    for (size_t row = 0; row < COUNT_OF(TIMES); row++) {
        unsigned ms = 0;
        if (option_time_ms(TIMES[row].text, &ms) != (TIMES[row].ms > 0) ||
            (TIMES[row].ms && ms != TIMES[row].ms))
            fail_msg("%s: expected %u, found %u", TIMES[row].text, TIMES[row].ms, ms);
    }
    for (size_t row = 0; row < COUNT_OF(FACTORS); row++) {
        double factor = 0;
        const bool ok = option_factor(FACTORS[row].text, &factor);
        if (ok != (FACTORS[row].factor > 0) ||
            (ok && (factor < FACTORS[row].factor * 0.999 ||
                    factor > FACTORS[row].factor * 1.001)))
            fail_msg("%s: expected %f, found %f", FACTORS[row].text,
                     FACTORS[row].factor, factor);
    }
}

static void a_command_is_split_as_a_shell_does(void **state)
{
    (void)state;
    struct arena arena;
    struct err err;
    arena_init(&arena);
    const char *const *words =
        options_words(&arena, "curl -H \"A: b\" 'c d' e\\ f {url}", &err);
    static const char *const EXPECTED[] = {"curl", "-H", "A: b", "c d", "e f", "{url}"};
    assert_non_null(words);
    for (size_t at = 0; at < COUNT_OF(EXPECTED); at++)
        assert_string_equal(words[at], EXPECTED[at]);
    assert_null(words[COUNT_OF(EXPECTED)]);
    assert_null(options_words(&arena, "curl 'open", &err));
    assert_null(options_words(&arena, "  ", &err));
    arena_fini(&arena);
}

/* ---------------------------------------------------------------- report files */

static void make_folder(char *path, size_t size)
{
    snprintf(path, size, "/tmp/interim-test-run-XXXXXX");
    assert_non_null(mkdtemp(path));
}

static bool exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

/* Opens a report at path and writes the sample to it. */
static bool write_report(const char *path, struct sink *sink, struct err *err)
{
    struct sample sample;
    const struct sink_request request = {&REPORT_JSON, path};
    if (!sink_open(sink, &request, (struct report_style){.quiet = false}, 1, err))
        return false;
    sample_init(&sample);
    sink_begin(sink, &sample.run);
    sink_end(sink, &sample.run);
    sample_fini(&sample);
    return sink_close(sink, err);
}

static void a_report_has_its_name_when_it_is_whole(void **state)
{
    (void)state;
    char folder[64];
    char path[128];
    struct sink sink;
    struct err err;
    make_folder(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/report.json", folder);
    const struct sink_request request = {&REPORT_JSON, path};
    assert_true(
        sink_open(&sink, &request, (struct report_style){.quiet = false}, 1, &err));
    assert_false(exists(path));
    assert_true(exists(sink.temporary));
    sink_abandon(&sink);
    assert_true(write_report(path, &sink, &err));
    assert_true(exists(path));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0); /* nothing was left behind */
}

static void a_path_that_cannot_be_written_is_told_before_the_run(void **state)
{
    (void)state;
    static const char *const PATHS[] = {"/nonexistent/report", "/", "",
                                        "/proc/version"};
    for (size_t row = 0; row < COUNT_OF(PATHS); row++) {
        struct sink sink;
        struct err err = {.text = ""};
        const struct sink_request request = {&REPORT_JSON, PATHS[row]};
        if (sink_open(&sink, &request, (struct report_style){.quiet = false}, 1, &err))
            fail_msg("'%s' was opened", PATHS[row]);
        assert_string_not_equal(err.text, "");
        sink_abandon(&sink);
    }
}

static void a_full_disk_is_an_error_and_not_a_short_report(void **state)
{
    (void)state;
    struct sink sink;
    struct err err = {.text = ""};
    assert_false(write_report("/dev/full", &sink, &err));
    assert_non_null(strstr(err.text, "No space left"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcomes_are_told_in_catalogue_order_whoever_ends_first),
        cmocka_unit_test(at_most_as_many_cases_as_jobs_run_at_a_time),
        cmocka_unit_test(a_case_that_is_alone_has_no_company),
        cmocka_unit_test(an_interruption_leaves_out_what_did_not_end_before_it),
        cmocka_unit_test(the_exit_status_is_the_first_that_applies),
        cmocka_unit_test(two_statuses_make_the_first_that_applies),
        cmocka_unit_test(formats_and_outputs_go_in_pairs),
        cmocka_unit_test(what_cannot_be_understood_is_refused_with_a_reason),
        cmocka_unit_test(a_case_is_reproduced_without_what_is_about_the_report),
        cmocka_unit_test(values_are_read_whole_or_not_at_all),
        cmocka_unit_test(a_command_is_split_as_a_shell_does),
        cmocka_unit_test(a_report_has_its_name_when_it_is_whole),
        cmocka_unit_test(a_path_that_cannot_be_written_is_told_before_the_run),
        cmocka_unit_test(a_full_disk_is_an_error_and_not_a_short_report),
    };
    return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
