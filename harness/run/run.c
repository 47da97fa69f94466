/* SPDX-License-Identifier: MIT */
/* A run from its opening to its exit status. What goes wrong is told as one
 * line each, and in the reports where there are any. */
#include "run/run.h"

#include "base/clock.h"
#include "base/disk.h"
#include "base/ensure.h"
#include "oracle/version.h"
#include "run/again.h"
#include "run/around.h"
#include "run/baseline.h"
#include "run/bisect.h"
#include "run/interrupt.h"
#include "run/preflight.h"
#include "run/progress.h"
#include "run/schedule.h"
#include "run/select_cases.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BASELINE_MAX_OCTETS = 1 << 24, JOBS_MAX = 256 };

struct run {
    struct run_settings settings;
    struct catalogue catalogue;
    struct sink *sinks;
    size_t sink_count; /* open */
    struct progress progress;
    enum status status;
    bool any;    /* a target was taken on */
    size_t done; /* targets */
    size_t ran;  /* cases, over all targets, that were not skipped */
    struct baseline baseline;
    struct buf write_baseline; /* what it will be */
    atomic_bool stopped;       /* by --fail-fast */
};

/* One target under way: what the callbacks of the schedule need. */
struct passage {
    struct run *run;
    struct play *play;
    const struct play_config *config;
    struct again again;
    struct around around;
    struct report_run report;
    struct outcome **outcomes;
    struct verdict verdicts[REQUIREMENT_COUNT];
    char started[32];
};

static void say(struct run *run, const char *sentence)
{
    progress_clear(&run->progress);
    run->settings.say(sentence);
}

/* ---------------------------------------------------------------- opening */

static bool open_sinks(struct run *run)
{
    struct err err;
    const struct run_settings *settings = &run->settings;
    run->sinks = calloc(settings->report_count + 1, sizeof *run->sinks);
    ENSURE(run->sinks != NULL);
    for (size_t at = 0; at < settings->report_count; at++) {
        if (!sink_open(&run->sinks[at], &settings->reports[at], settings->style,
                       settings->targets, &err)) {
            say(run, err.text);
            return false;
        }
        run->sink_count++;
    }
    return true;
}

/* Also where none was asked for: then it is empty. */
static bool open_baseline(struct run *run, struct err *err)
{
    char today[16];
    const time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(today, sizeof today, "%Y-%m-%d", &utc);
    buf_init(&run->write_baseline, BASELINE_MAX_OCTETS);
    baseline_head(&run->write_baseline);
    return !run->settings.baseline ||
           baseline_load(&run->baseline, run->settings.baseline, &run->catalogue, today,
                         err);
}

static bool set_up(struct run *run)
{
    struct err err;
    if (!select_load(&run->catalogue, run->settings.cases, run->settings.say))
        return false;
    if (!select_check(&run->catalogue, &run->settings, &err) ||
        !open_baseline(run, &err)) {
        say(run, err.text);
        return false;
    }
    return open_sinks(run);
}

static void free_run(struct run **run)
{
    catalogue_fini(&(*run)->catalogue);
    baseline_fini(&(*run)->baseline);
    buf_fini(&(*run)->write_baseline);
    free((*run)->sinks);
    free(*run);
    *run = NULL;
}

struct run *run_open(const struct run_settings *settings)
{
    struct run *run = calloc(1, sizeof *run);
    ENSURE(run != NULL);
    run->settings = *settings;
    run->status = STATUS_NOTHING;
    progress_init(&run->progress, settings->style.quiet);
    interrupt_install();
    if (!set_up(run)) {
        for (size_t at = 0; at < run->sink_count; at++)
            sink_abandon(&run->sinks[at]);
        free_run(&run);
    }
    return run;
}

bool run_interrupted(const struct run *run)
{
    (void)run;
    return *interrupt_flag() != 0;
}

/* ---------------------------------------------------------------- playing */

/* In a thread of the schedule. */
static void play_one(void *user, const struct test_case *test, struct outcome *outcome)
{
    struct passage *const passage = user;
    struct run *const run = passage->run;
    struct around_case now;
    const bool ready =
        around_begin(&passage->around, test, passage->report.role, &now, outcome);
    if (ready)
        again_play(&passage->again, passage->play, test, outcome);
    around_end(&passage->around, &now, outcome);
    baseline_mark(&run->baseline, passage->report.target, outcome);
    if (run->settings.bisect && outcome->standing == STANDING_PLAIN)
        bisect_outcome(passage->play, passage->config, test, outcome);
    if (run->settings.fail_fast && outcome_fails(outcome, run->settings.strict))
        atomic_store(&run->stopped, true);
}

/* Nobody reads what is left to say: stop. */
static void stop_where_all_broke(struct run *run)
{
    for (size_t at = 0; at < run->sink_count; at++)
        if (!run->sinks[at].broken)
            return;
    interrupt_raise();
}

static void told(void *user, struct outcome *outcome)
{
    struct passage *passage = user;
    struct run *run = passage->run;
    passage->outcomes[passage->report.outcome_count++] = outcome;
    report_count(&passage->report.summary, outcome, run->settings.strict);
    progress_clear(&run->progress);
    for (size_t at = 0; at < run->sink_count; at++)
        sink_outcome(&run->sinks[at], &passage->report, outcome);
    stop_where_all_broke(run);
}

static void watch(void *user, const struct schedule_state *state)
{
    struct passage *passage = user;
    const size_t *count = passage->report.summary.count;
    progress_show(&passage->run->progress, state, count[OUTCOME_FAIL],
                  count[OUTCOME_WARN]);
}

static void begin(struct passage *passage, struct run *run,
                  const struct run_target *target)
{
    const time_t now = time(NULL);
    struct tm utc;
    *passage =
        (struct passage){.run = run,
                         .report = {.target = target->name,
                                    .version = target->version ? target->version : "",
                                    .role = target->config->role,
                                    .command = target->command,
                                    .arguments = target->arguments,
                                    .started = passage->started,
                                    .llhttp = oracle_llhttp_version(),
                                    .trouble = "",
                                    .verdicts = passage->verdicts,
                                    .strict = run->settings.strict},
                         .again = {.repeat = run->settings.repeat,
                                   .retry = run->settings.retry,
                                   .strict = run->settings.strict},
                         .around = {.before = run->settings.before_case,
                                    .after = run->settings.after_case,
                                    .log = target->log,
                                    .time_scale = target->config->time_scale,
                                    .interrupt = interrupt_flag()}};
    gmtime_r(&now, &utc);
    strftime(passage->started, sizeof passage->started, "%Y-%m-%dT%H:%M:%S", &utc);
    run->any = true;
}

/* true where the last target is done, and all came to too little. */
static bool has_too_few(const struct run *run)
{
    return run->done >= run->settings.targets && run->ran < run->settings.min;
}

/* The part of a report that ends a target, whatever became of it; status: that of one
 * that was not tested. */
static void conclude(struct passage *passage, enum status status)
{
    struct run *run = passage->run;
    struct report_run *report = &passage->report;
    report->outcomes = passage->outcomes;
    report_judge(passage->outcomes, report->outcome_count, run->settings.strict,
                 passage->verdicts, &report->summary);
    if (run->settings.write_baseline)
        baseline_add(&run->write_baseline, report);
    report->summary.interrupted = run_interrupted(run);
    const enum status own = status_of_run(&report->summary);
    run->done++;
    run->ran += report->summary.total - report->summary.count[OUTCOME_SKIP];
    report->too_few = has_too_few(run);
    report->status =
        (int)status_worst(report->trouble[0] ? status : own,
                          report->too_few ? STATUS_FAILED : STATUS_NOTHING);
    progress_clear(&run->progress);
    for (size_t at = 0; at < run->sink_count; at++)
        sink_end(&run->sinks[at], report);
    run->status = status_worst(run->status, (enum status)report->status);
}

static void play_all(struct passage *passage, const struct play_config *config,
                     const struct test_case *const *cases, size_t count)
{
    const struct schedule schedule = {.cases = cases,
                                      .count = count,
                                      .jobs = config->jobs,
                                      .seed = passage->run->settings.seed,
                                      .interrupted = config->interrupted,
                                      .stopped = &passage->run->stopped,
                                      .play = play_one,
                                      .play_user = passage,
                                      .told = told,
                                      .watch = watch,
                                      .user = passage};
    const int64_t start_ns = clock_now_ns();
    schedule_play(&schedule);
    passage->report.summary.duration_ns = clock_now_ns() - start_ns;
}

/* Opens the player; false where the target cannot be tested. */
static bool open_play(struct passage *passage, struct play_config *config,
                      struct err *err)
{
    int64_t slowest_ns = 0;
    if (!preflight_programs(config, err))
        return false;
    passage->play = play_open(config, err);
    if (!passage->play)
        return false;
    if (passage->report.version[0] == '\0')
        passage->report.version = play_target_version(passage->play);
    if (!preflight(passage->play, config, &slowest_ns, err))
        return false;
    config->jobs = preflight_jobs(config, slowest_ns);
    return true;
}

static void begin_sinks(struct passage *passage)
{
    for (size_t at = 0; at < passage->run->sink_count; at++)
        sink_begin(&passage->run->sinks[at], &passage->report);
}

static void say_trouble(struct passage *passage, const char *reason)
{
    char sentence[1024];
    snprintf(sentence, sizeof sentence, "%s: %s", passage->report.target, reason);
    say(passage->run, sentence);
}

void run_target(struct run *run, const struct run_target *target)
{
    struct passage *passage = calloc(1, sizeof *passage);
    struct play_config config = *target->config;
    struct arena arena;
    struct err err;
    size_t count = 0;
    ENSURE(passage != NULL);
    arena_init(&arena);
    begin(passage, run, target);
    config.jobs =
        run->settings.jobs < JOBS_MAX ? (unsigned)run->settings.jobs : JOBS_MAX;
    if (config.jobs_max > 0 && config.jobs > config.jobs_max)
        config.jobs = config.jobs_max;
    config.interrupted = interrupt_flag();
    const struct test_case **cases =
        select_cases(&run->catalogue, &run->settings, config.role, &arena, &count);
    passage->report.planned = count;
    passage->outcomes = ARENA_ARRAY(&arena, struct outcome *, count + 1);
    passage->config = &config;
    const bool open = open_play(passage, &config, &err);
    begin_sinks(passage);
    if (open) {
        play_all(passage, &config, cases, count);
    } else if (!run_interrupted(run)) {
        passage->report.trouble = err.text;
        say_trouble(passage, err.text);
    }
    conclude(passage, STATUS_UNTESTABLE);
    for (size_t at = 0; at < passage->report.outcome_count; at++)
        schedule_outcome_free(&passage->outcomes[at]);
    play_close(&passage->play);
    arena_fini(&arena);
    free(passage);
}

void run_unavailable(struct run *run, const struct run_target *target, bool skipped,
                     const char *reason)
{
    struct passage *passage = calloc(1, sizeof *passage);
    ENSURE(passage != NULL);
    begin(passage, run, target);
    passage->report.trouble = reason;
    passage->report.skipped = skipped;
    say_trouble(passage, reason);
    begin_sinks(passage);
    conclude(passage, skipped ? STATUS_NOTHING : STATUS_UNTESTABLE);
    free(passage);
}

/* ---------------------------------------------------------------- closing */

/* A partial run would make a partial baseline: none is written then. */
static bool write_baseline(struct run *run, struct err *err)
{
    const char *const path = run->settings.write_baseline;
    return !path || !run->any || run_interrupted(run) ||
           disk_write(path, buf_view(&run->write_baseline), err);
}

/* The last reasons for a status: too few cases, an interruption, a lost report. */
static enum status final_status(struct run *run)
{
    enum status status = run->status;
    if (run_interrupted(run))
        status = status_worst(status, STATUS_INTERRUPTED);
    if (run->any && run->ran < run->settings.min) {
        char sentence[128];
        snprintf(sentence, sizeof sentence, "only %zu cases ran, --min asks for %llu",
                 run->ran, (unsigned long long)run->settings.min);
        say(run, sentence);
        status = status_worst(status, STATUS_FAILED);
    }
    return status;
}

enum status run_close(struct run **run)
{
    struct run *old = *run;
    struct err err;
    enum status status = final_status(old);
    bool lost = false;
    progress_clear(&old->progress);
    if (!write_baseline(old, &err)) {
        say(old, err.text);
        lost = true;
    }
    for (size_t at = 0; at < old->sink_count; at++)
        if (!sink_close(&old->sinks[at], &err)) {
            say(old, err.text);
            lost = true;
        }
    if (lost)
        status = status_worst(status == STATUS_INTERRUPTED ? STATUS_OK : status,
                              STATUS_UNTESTABLE);
    free_run(run);
    return status;
}
