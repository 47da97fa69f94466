/* SPDX-License-Identifier: MIT */
/* What becomes of an option's value: tables of where texts, flags, numbers and times
 * are kept, and a function for each that is more than that. */
#include "base/ensure.h"
#include "probe/hop.h"
#include "run/option.h"
#include "run/option_value.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

enum {
    READ_TIMER_MIN_MS = 100,
    READ_TIMER_MAX_MS = 10000,
    NUMBER_MAX = 256 * 1024,
    SECONDS_MAX = 4000000 /* some six weeks */
};

#define SUCH_AS "a time such as 10s or 500ms"

struct home {
    enum option option;
    size_t place; /* in struct options */
};

static void *find_home(struct options *options, const struct home *homes, size_t count,
                       enum option option)
{
    for (size_t row = 0; row < count; row++)
        if (homes[row].option == option)
            return (char *)options + homes[row].place;
    return NULL;
}

/* Options whose text is kept as it is. */
static const struct home TEXTS[] = {
    {OPTION_TRIGGER, offsetof(struct options, trigger)},
    {OPTION_POST_PATH, offsetof(struct options, post_path)},
    {OPTION_DAV, offsetof(struct options, dav_path)},
    {OPTION_ACCEPTED, offsetof(struct options, accepted)},
    {OPTION_START, offsetof(struct options, start)},
    {OPTION_HEAD, offsetof(struct options, head)},
    {OPTION_POST, offsetof(struct options, post)},
    {OPTION_EXPECT, offsetof(struct options, expect)},
    {OPTION_DRIVER, offsetof(struct options, driver)},
    {OPTION_UNIX_SOCKET, offsetof(struct options, unix_socket)},
    {OPTION_ORIGIN, offsetof(struct options, origin)},
    {OPTION_CACERT, offsetof(struct options, ca_file)},
    {OPTION_SNI, offsetof(struct options, sni)},
    {OPTION_ORIGIN_TLS, offsetof(struct options, origin_tls)},
    {OPTION_EXPLAIN, offsetof(struct options, explain)},
    {OPTION_CASES, offsetof(struct options, settings.cases)},
    {OPTION_BEFORE_CASE, offsetof(struct options, settings.before_case)},
    {OPTION_AFTER_CASE, offsetof(struct options, settings.after_case)},
    {OPTION_TARGET_LOG, offsetof(struct options, target_log)},
    {OPTION_BASELINE, offsetof(struct options, settings.baseline)},
    {OPTION_WRITE_BASELINE, offsetof(struct options, settings.write_baseline)},
    {OPTION_FAULT, offsetof(struct options, fault)},
    {OPTION_FOLDER, offsetof(struct options, folder)},
    {OPTION_REPLAY, offsetof(struct options, replay)},
    {OPTION_SERVE_FAULT, offsetof(struct options, fault)},
    {OPTION_REQUEST, offsetof(struct options, request)},
    {OPTION_CHECK_FORMAT, offsetof(struct options, format)},
    {OPTION_ROLE, offsetof(struct options, role)},
    {OPTION_REQUIREMENT, offsetof(struct options, requirement)},
    {OPTION_ROUND, offsetof(struct options, round)},
    {OPTION_MISSING, offsetof(struct options, missing)},
    {OPTION_MAN, offsetof(struct options, man)},
    {OPTION_COMPLETION, offsetof(struct options, completion)},
    {OPTION_WORDS, offsetof(struct options, words)},
    {OPTION_PROBE_METHOD, offsetof(struct options, probe.method)},
    {OPTION_PROBE_VIA, offsetof(struct options, probe.via)},
};

static const struct home FLAGS[] = {
    {OPTION_INSECURE, offsetof(struct options, insecure)},
    {OPTION_TLS, offsetof(struct options, tls)},
    {OPTION_STRICT, offsetof(struct options, settings.strict)},
    {OPTION_BISECT, offsetof(struct options, settings.bisect)},
    {OPTION_FAIL_FAST, offsetof(struct options, settings.fail_fast)},
    {OPTION_NO_CONTROL, offsetof(struct options, no_control)},
    {OPTION_VERBOSE, offsetof(struct options, settings.style.verbose)},
    {OPTION_QUIET, offsetof(struct options, settings.style.quiet)},
    {OPTION_FIRST, offsetof(struct options, first)},
    {OPTION_FAULTS, offsetof(struct options, faults)},
    {OPTION_JSON, offsetof(struct options, json)},
    {OPTION_HELP, offsetof(struct options, help)},
    {OPTION_TARGETS_JSON, offsetof(struct options, json)},
    {OPTION_OPEN, offsetof(struct options, open)},
    {OPTION_SLIM, offsetof(struct options, slim)},
    {OPTION_COVERAGE, offsetof(struct options, coverage)},
    {OPTION_LIST_FAULTS, offsetof(struct options, list_faults)},
    {OPTION_PROBE_HEAD, offsetof(struct options, probe.head)},
    {OPTION_PROBE_HTTP10, offsetof(struct options, probe.http10)},
    {OPTION_PROBE_EXPECT, offsetof(struct options, probe.expect)},
    {OPTION_PROBE_STRICT, offsetof(struct options, settings.strict)},
    {OPTION_PROBE_JSON, offsetof(struct options, json)},
};

/* Numbers, each a uint64_t, their limits, and where they are kept. */
static const struct {
    enum option option;
    uint64_t least, most;
    size_t place;
} NUMBERS[] = {
    {OPTION_MIN, 0, NUMBER_MAX, offsetof(struct options, settings.min)},
    {OPTION_JOBS, 1, NUMBER_MAX, offsetof(struct options, settings.jobs)},
    {OPTION_REPEAT, 1, NUMBER_MAX, offsetof(struct options, settings.repeat)},
    {OPTION_RETRY, 0, NUMBER_MAX, offsetof(struct options, settings.retry)},
    {OPTION_ORDER, 1, UINT64_MAX, offsetof(struct options, settings.seed)},
    {OPTION_SEED, 1, UINT64_MAX, offsetof(struct options, seed)},
    {OPTION_FUZZ_JOBS, 1, NUMBER_MAX, offsetof(struct options, fuzz_jobs)},
    {OPTION_FUZZ_LIMIT, 1, SECONDS_MAX, offsetof(struct options, fuzz_seconds)},
    {OPTION_FUZZ_RUNS, 1, UINT64_MAX, offsetof(struct options, fuzz_runs)},
    {OPTION_PORT, 0, UINT16_MAX, offsetof(struct options, port)},
    {OPTION_PROBE_OCTETS, 1, UINT64_MAX, offsetof(struct options, probe.octets)},
    {OPTION_PROBE_INTERIM, 1, HOP_MAX_INTERIM, offsetof(struct options, probe.interim)},
};

static bool set_number(struct options *options, enum option option, const char *value,
                       struct err *err)
{
    size_t row = 0;
    while (NUMBERS[row].option != option)
        ENSURE(++row < sizeof NUMBERS / sizeof NUMBERS[0]);
    uint64_t *const number = (uint64_t *)(void *)((char *)options + NUMBERS[row].place);
    return option_count(value, NUMBERS[row].least, NUMBERS[row].most, number) ||
           err_set(err, "--%s: expected a number%s%s, found '%s'", option_word(option),
                   NUMBERS[row].least > 0 ? " of at least 1" : "",
                   NUMBERS[row].most == UINT16_MAX ? " of 0 to 65535" : "", value);
}

/* Lists that end in NULL, how many they hold at most, and where they are kept. */
static const struct {
    enum option option;
    size_t most, place;
} LISTS[] = {
    {OPTION_ONLY, OPTIONS_MAX_GLOBS, offsetof(struct options, only)},
    {OPTION_SKIP, OPTIONS_MAX_GLOBS, offsetof(struct options, skip)},
    {OPTION_PROBE_FIELD, OPTIONS_MAX_WORDS, offsetof(struct options, probe.fields)},
    {OPTION_PROBE_DATA, OPTIONS_MAX_WORDS, offsetof(struct options, probe.data)},
    {OPTION_PROBE_COMPARE, OPTIONS_MAX_WORDS, offsetof(struct options, probe.compare)},
};

static bool add_word(struct options *options, size_t row, const char *value,
                     struct err *err)
{
    const char **list = (const char **)(void *)((char *)options + LISTS[row].place);
    size_t count = 0;
    while (list[count])
        count++;
    if (count == LISTS[row].most)
        return err_set(err, "--%s: at most %zu of them", option_word(LISTS[row].option),
                       LISTS[row].most);
    list[count] = value;
    return true;
}

/* A new report begins with each --format, and with an -o that no --format waits for. */
bool option_add_report(struct options *options, const struct sink_request *request,
                       struct err *err)
{
    if (options->settings.report_count == OPTIONS_MAX_REPORTS)
        return err_set(err, "at most %d reports", OPTIONS_MAX_REPORTS);
    options->reports[options->settings.report_count++] = *request;
    return true;
}

static bool set_format(struct options *options, const char *value, struct err *err)
{
    const struct sink_request request = {report_writer_find(value), NULL};
    return request.writer ? option_add_report(options, &request, err)
                          : report_refuse_format(value, err);
}

/* true where the last part of a path has a suffix: "report.html", "./out.d/x.y". */
static bool has_suffix(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot && dot > name && dot[1] != '\0';
}

static bool set_output(struct options *options, const char *value, struct err *err)
{
    struct sink_request *last =
        options->settings.report_count > 0
            ? &options->reports[options->settings.report_count - 1]
            : NULL;
    if (last && !last->path) {
        last->path = value;
        return true;
    }
    const struct report_writer *writer = report_writer_for_file(value);
    if (!writer && has_suffix(value))
        return report_refuse_file(value, err);
    const struct sink_request request = {writer ? writer : &REPORT_TEXT, value};
    return option_add_report(options, &request, err);
}

/* Likewise, of `interim report`: formats go with the files behind them. */
static bool add_output(struct options *options, const struct options_output *output,
                       struct err *err)
{
    struct options_output *const last =
        options->output_count > 0 ? &options->outputs[options->output_count - 1] : NULL;
    if (last && !last->path && output->path) {
        last->path = output->path;
        return true;
    }
    if (options->output_count == OPTIONS_MAX_REPORTS)
        return err_set(err, "at most %d reports", OPTIONS_MAX_REPORTS);
    options->outputs[options->output_count++] = *output;
    return true;
}

/* Times, each an unsigned of milliseconds, their limits, and where they are kept. */
static const struct {
    enum option option;
    unsigned least_ms, most_ms;
    size_t place;
    const char *expected;
} TIMES[] = {
    {OPTION_DEADLINE, 1, UINT_MAX, offsetof(struct options, deadline_ms), SUCH_AS},
    {OPTION_PACE_LIMIT, 1, UINT_MAX, offsetof(struct options, pace_ms), SUCH_AS},
    {OPTION_GAP_LIMIT, 1, UINT_MAX, offsetof(struct options, gap_ms), SUCH_AS},
    {OPTION_READ_TIMER, READ_TIMER_MIN_MS, READ_TIMER_MAX_MS,
     offsetof(struct options, read_timer_ms), "a time from 100ms to 10s"},
    {OPTION_PROBE_SILENCE, 1, UINT_MAX, offsetof(struct options, probe.silence_ms),
     SUCH_AS},
    {OPTION_PROBE_TOTAL, 1, UINT_MAX, offsetof(struct options, probe.total_ms),
     SUCH_AS},
};

static bool set_time(struct options *options, size_t row, const char *value,
                     struct err *err)
{
    unsigned *const time_ms = (unsigned *)(void *)((char *)options + TIMES[row].place);
    return (option_time_ms(value, time_ms) && *time_ms >= TIMES[row].least_ms &&
            *time_ms <= TIMES[row].most_ms) ||
           err_set(err, "--%s: expected %s, found '%s'", option_word(TIMES[row].option),
                   TIMES[row].expected, value);
}

static bool set_value(struct options *options, enum option option, const char *value,
                      struct err *err)
{
    for (size_t row = 0; row < sizeof TIMES / sizeof TIMES[0]; row++)
        if (TIMES[row].option == option)
            return set_time(options, row, value, err);
    for (size_t row = 0; row < sizeof LISTS / sizeof LISTS[0]; row++)
        if (LISTS[row].option == option)
            return add_word(options, row, value, err);
    switch ((int)option) {
    case OPTION_FORMAT:
        return set_format(options, value, err);
    case OPTION_OUTPUT:
        return set_output(options, value, err);
    case OPTION_MERGE_FORMAT:
        return add_output(options, &(struct options_output){value, NULL}, err);
    case OPTION_MERGE_OUTPUT:
        return add_output(options, &(struct options_output){NULL, value}, err);
    case OPTION_SHARD:
        return option_shard(value, &options->settings.shard,
                            &options->settings.shards) ||
               err_set(err, "--shard: expected I/N such as 2/4, found '%s'", value);
    case OPTION_LEVEL:
        return option_level(value, &options->settings.level) ||
               err_set(err,
                       "--level: unknown level '%s'; expected must, should, may or "
                       "advice",
                       value);
    case OPTION_TIME_SCALE:
        return option_factor(value, &options->time_scale) ||
               err_set(err,
                       "--time-scale: expected a number from 0.01 to 1000, such as "
                       "2 or 0.5, found '%s'",
                       value);
    default:
        return set_number(options, option, value, err);
    }
}

bool option_store(struct options *options, enum option option, const char *value,
                  struct err *err)
{
    const char **const text =
        find_home(options, TEXTS, sizeof TEXTS / sizeof TEXTS[0], option);
    bool *const flag =
        find_home(options, FLAGS, sizeof FLAGS / sizeof FLAGS[0], option);
    if (flag)
        *flag = true;
    else if (text)
        *text = value;
    else
        return set_value(options, option, value, err);
    return true;
}
