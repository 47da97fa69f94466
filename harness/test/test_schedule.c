/* SPDX-License-Identifier: MIT */
/* Many cases: in what order they start and are told, and what the exit status is. */
#include "run/schedule.h"
#include "run/status.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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
        enum standing standing; /* of all of them */
    } ROWS[] = {
        {3, 0, 0, 0, 0, false, false, STATUS_OK, "all passed", STANDING_PLAIN},
        {3, 0, 0, 9, 0, false, false, STATUS_OK, "skips do not matter", STANDING_PLAIN},
        {3, 1, 0, 0, 0, false, false, STATUS_OK, "a warning is no failure",
         STANDING_PLAIN},
        {3, 1, 0, 0, 0, true, false, STATUS_FAILED, "but with --strict",
         STANDING_PLAIN},
        {3, 1, 1, 1, 0, false, false, STATUS_FAILED, "one failure", STANDING_PLAIN},
        {3, 0, 1, 1, 1, false, false, STATUS_FAILED, "a failure before an error",
         STANDING_PLAIN},
        {3, 0, 0, 1, 1, false, false, STATUS_UNTESTABLE, "one error", STANDING_PLAIN},
        {0, 0, 0, 4, 0, false, false, STATUS_NOTHING, "only skips", STANDING_PLAIN},
        {0, 0, 0, 0, 0, false, false, STATUS_NOTHING, "no case at all", STANDING_PLAIN},
        {3, 0, 1, 0, 1, false, true, STATUS_INTERRUPTED, "interrupted before all",
         STANDING_PLAIN},
        {0, 0, 1, 0, 1, true, false, STATUS_OK, "known", STANDING_XFAIL},
        {1, 0, 0, 0, 0, false, false, STATUS_FAILED, "gone", STANDING_XPASS},
        {0, 0, 1, 0, 0, false, false, STATUS_OK, "flaky", STANDING_FLAKY},
        {0, 0, 1, 0, 0, true, false, STATUS_FAILED, "no excuse", STANDING_FLAKY},
    };
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        const size_t counts[OUTCOME_KIND_COUNT] = {[OUTCOME_PASS] = ROWS[row].pass,
                                                   [OUTCOME_WARN] = ROWS[row].warn,
                                                   [OUTCOME_FAIL] = ROWS[row].fail,
                                                   [OUTCOME_SKIP] = ROWS[row].skip,
                                                   [OUTCOME_ERROR] = ROWS[row].error};
        struct summary summary = {.interrupted = ROWS[row].interrupted};
        for (unsigned kind = 0; kind < OUTCOME_KIND_COUNT; kind++)
            for (size_t time = 0; time < counts[kind]; time++, summary.total++)
                report_count(&summary,
                             &(struct outcome){.kind = (enum outcome_kind)kind,
                                               .standing = ROWS[row].standing},
                             ROWS[row].strict);
        const enum status status = status_of_run(&summary);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcomes_are_told_in_catalogue_order_whoever_ends_first),
        cmocka_unit_test(at_most_as_many_cases_as_jobs_run_at_a_time),
        cmocka_unit_test(a_case_that_is_alone_has_no_company),
        cmocka_unit_test(an_interruption_leaves_out_what_did_not_end_before_it),
        cmocka_unit_test(the_exit_status_is_the_first_that_applies),
        cmocka_unit_test(two_statuses_make_the_first_that_applies),
    };
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
