/* SPDX-License-Identifier: MIT */
/* From argv to struct options: popt finds the options, a row of the table each. */
#include "run/options.h"

#include "base/ensure.h"
#include "run/option_value.h"

#include <popt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    READ_TIMER_MIN_MS = 100,
    READ_TIMER_MAX_MS = 10000,
    NUMBER_MAX = 256 * 1024,
    SECONDS_MAX = 4000000 /* some six weeks */
};

enum option {
#define OPTION(name, word, letter, argument, verbs, kept, help, example) OPTION_##name,
#include "run/option.def"
#undef OPTION
    OPTION_COUNT
};

static const struct {
    const char *word;
    char letter;
    const char *argument;
    unsigned verbs;
    bool kept;
    const char *help, *example;
} ROWS[OPTION_COUNT] = {
#define OPTION(name, word, letter, argument, verbs, kept, help, example)               \
    {word, letter, argument, verbs, kept, help, example},
#include "run/option.def"
#undef OPTION
};

/* ---------------------------------------------------------------- values */

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
    {OPTION_ORIGIN, offsetof(struct options, origin)},
    {OPTION_EXPLAIN, offsetof(struct options, explain)},
    {OPTION_CASES, offsetof(struct options, settings.cases)},
    {OPTION_BASELINE, offsetof(struct options, settings.baseline)},
    {OPTION_WRITE_BASELINE, offsetof(struct options, settings.write_baseline)},
    {OPTION_FAULT, offsetof(struct options, fault)},
    {OPTION_FOLDER, offsetof(struct options, folder)},
    {OPTION_REPLAY, offsetof(struct options, replay)},
};

static const struct home FLAGS[] = {
    {OPTION_STRICT, offsetof(struct options, settings.strict)},
    {OPTION_FAIL_FAST, offsetof(struct options, settings.fail_fast)},
    {OPTION_NO_CONTROL, offsetof(struct options, no_control)},
    {OPTION_VERBOSE, offsetof(struct options, settings.style.verbose)},
    {OPTION_QUIET, offsetof(struct options, settings.style.quiet)},
    {OPTION_FIRST, offsetof(struct options, first)},
    {OPTION_FAULTS, offsetof(struct options, faults)},
    {OPTION_JSON, offsetof(struct options, json)},
    {OPTION_HELP, offsetof(struct options, help)},
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
    {OPTION_FUZZ_LIMIT, 1, SECONDS_MAX, offsetof(struct options, fuzz_seconds)},
    {OPTION_FUZZ_RUNS, 1, UINT64_MAX, offsetof(struct options, fuzz_runs)},
};

static bool set_number(struct options *options, enum option option, const char *value,
                       struct err *err)
{
    size_t row = 0;
    while (NUMBERS[row].option != option)
        ENSURE(++row < sizeof NUMBERS / sizeof NUMBERS[0]);
    uint64_t *const number = (uint64_t *)(void *)((char *)options + NUMBERS[row].place);
    return option_count(value, NUMBERS[row].least, NUMBERS[row].most, number) ||
           err_set(err, "--%s: expected a number%s, found '%s'", ROWS[option].word,
                   NUMBERS[row].least > 0 ? " of at least 1" : "", value);
}

static bool add_glob(const char **globs, const char *word, const char *value,
                     struct err *err)
{
    size_t count = 0;
    while (globs[count])
        count++;
    if (count == OPTIONS_MAX_GLOBS)
        return err_set(err, "--%s: at most %d of them", word, OPTIONS_MAX_GLOBS);
    globs[count] = value;
    return true;
}

/* A new report begins with each --format, and with an -o that no --format waits for. */
static bool add_report(struct options *options, const struct sink_request *request,
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
    if (!request.writer)
        return err_set(err,
                       "--format: unknown format '%s'; expected text, tap, junit, "
                       "json, html, markdown, sarif or badge",
                       value);
    return add_report(options, &request, err);
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
        return err_set(err,
                       "-o %s: no format has that suffix; expected .txt, .tap, .xml or "
                       ".json, or a --format in front",
                       value);
    const struct sink_request request = {writer ? writer : &REPORT_TEXT, value};
    return add_report(options, &request, err);
}

static bool set_time(enum option option, const char *value, unsigned *ms,
                     struct err *err)
{
    return option_time_ms(value, ms) ||
           err_set(err, "--%s: expected a time such as 10s or 500ms, found '%s'",
                   ROWS[option].word, value);
}

static bool set_value(struct options *options, enum option option, const char *value,
                      struct err *err)
{
    switch ((int)option) {
    case OPTION_ONLY:
        return add_glob(options->only, "only", value, err);
    case OPTION_SKIP:
        return add_glob(options->skip, "skip", value, err);
    case OPTION_FORMAT:
        return set_format(options, value, err);
    case OPTION_OUTPUT:
        return set_output(options, value, err);
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
    case OPTION_DEADLINE:
        return set_time(option, value, &options->deadline_ms, err);
    case OPTION_PACE_LIMIT:
        return set_time(option, value, &options->pace_ms, err);
    case OPTION_GAP_LIMIT:
        return set_time(option, value, &options->gap_ms, err);
    case OPTION_READ_TIMER:
        return (option_time_ms(value, &options->read_timer_ms) &&
                options->read_timer_ms >= READ_TIMER_MIN_MS &&
                options->read_timer_ms <= READ_TIMER_MAX_MS) ||
               err_set(err,
                       "--read-timeout: expected a time from 100ms to 10s, found '%s': "
                       "cases wait for some of them",
                       value);
    default:
        return set_number(options, option, value, err);
    }
}

/* One option with its value ("" for a flag), as given. */
static bool take(struct options *options, enum option option, const char *value,
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

/* ---------------------------------------------------------------- parsing */

/* The part of the table that this verb has, as popt wants it; value: index + 1. */
static size_t popt_table(struct poptOption *table, unsigned verb)
{
    size_t count = 0;
    for (int at = 0; at < OPTION_COUNT; at++)
        if (ROWS[at].verbs & verb)
            table[count++] = (struct poptOption){
                .longName = ROWS[at].word,
                .shortName = ROWS[at].letter,
                .argInfo = ROWS[at].argument ? POPT_ARG_STRING : POPT_ARG_NONE,
                .val = at + 1};
    table[count] = (struct poptOption)POPT_TABLEEND;
    return count;
}

static void add_kept(struct buf *kept, enum option option, const char *value)
{
    if (!ROWS[option].kept)
        return;
    buf_printf(kept, " --%s", ROWS[option].word);
    if (ROWS[option].argument) {
        buf_add_octet(kept, ' ');
        options_quote_word(kept, value);
    }
}

static bool read_options(struct options *options, poptContext context, struct buf *kept,
                         struct err *err)
{
    int value;
    while ((value = poptGetNextOpt(context)) > 0) {
        char *given = poptGetOptArg(context);
        const char *text = arena_text(&options->arena, octets_of(given ? given : ""));
        free(given);
        if (!take(options, (enum option)(value - 1), text, err))
            return false;
        add_kept(kept, (enum option)(value - 1), text);
    }
    if (value == POPT_ERROR_NOARG)
        return err_set(err, "%s needs a value", poptBadOption(context, 0));
    if (value == POPT_ERROR_BADOPT)
        return err_set(err, "unknown option '%s'", poptBadOption(context, 0));
    if (value < -1)
        return err_set(err, "%s: %s", poptBadOption(context, 0), poptStrerror(value));
    return true;
}

static void read_arguments(struct options *options, poptContext context)
{
    const char **rest = poptGetArgs(context);
    while (rest && rest[options->argument_count])
        options->argument_count++;
    const char **copy =
        ARENA_ARRAY(&options->arena, const char *, options->argument_count + 1);
    for (size_t at = 0; rest && at < options->argument_count; at++)
        copy[at] = arena_text(&options->arena, octets_of(rest[at]));
    options->arguments = copy;
}

/* The command line again, without what is about the report and the selection. */
static void set_repeat(struct options *options, unsigned verb, const char *name,
                       struct buf *kept)
{
    struct buf rest;
    buf_init(&rest, 1 << 16);
    if (verb == OF_CLIENT && options->argument_count > 0)
        buf_add_text(&rest, " --");
    for (size_t at = 0; at < options->argument_count; at++) {
        buf_add_octet(&rest, ' ');
        options_quote_word(&rest, options->arguments[at]);
    }
    options->repeat_command =
        arena_printf(&options->arena, "interim %s%s", name, buf_text(kept));
    options->repeat_arguments = arena_printf(&options->arena, "%s", buf_text(&rest));
    buf_fini(&rest);
}

/* Fills in what was left open, and refuses what contradicts itself. */
static bool complete(struct options *options, struct err *err)
{
    const struct run_settings *settings = &options->settings;
    size_t at_standard_output = 0;
    for (size_t at = 0; at < settings->report_count; at++) {
        if (!options->reports[at].path)
            options->reports[at].path = "-";
        at_standard_output += strcmp(options->reports[at].path, "-") == 0;
    }
    if (at_standard_output > 1)
        return err_set(err,
                       "two reports on standard output; -o FILE names another place");
    if (at_standard_output == 0) {
        const struct sink_request text = {&REPORT_TEXT, "-"};
        return add_report(options, &text, err);
    }
    return true;
}

bool options_parse(struct options *options, unsigned verb, int argc, const char **argv,
                   struct err *err)
{
    struct poptOption table[OPTION_COUNT + 1];
    struct buf kept;
    *options = (struct options){.time_scale = 1.0,
                                .settings = {.level = LEVEL_ADVICE, .jobs = RUN_JOBS}};
    arena_init(&options->arena);
    options->settings.only = options->only;
    options->settings.skip = options->skip;
    options->settings.reports = options->reports;
    options->settings.targets = 1;
    buf_init(&kept, 1 << 16);
    popt_table(table, verb);
    poptContext context = poptGetContext(NULL, argc, argv, table, 0);
    bool ok = read_options(options, context, &kept, err);
    if (ok) {
        read_arguments(options, context);
        set_repeat(options, verb, argv[0], &kept);
        ok = complete(options, err);
    }
    poptFreeContext(context);
    buf_fini(&kept);
    return ok;
}

void options_fini(struct options *options)
{
    arena_fini(&options->arena);
}

void options_help(struct buf *out, unsigned verb)
{
    for (int at = 0; at < OPTION_COUNT; at++) {
        if (!(ROWS[at].verbs & verb))
            continue;
        buf_add_text(out, "  ");
        if (ROWS[at].letter)
            buf_printf(out, "-%c, ", ROWS[at].letter);
        buf_printf(out, "--%s%s%s\n      %s\n", ROWS[at].word,
                   ROWS[at].argument ? " " : "",
                   ROWS[at].argument ? ROWS[at].argument : "", ROWS[at].help);
        if (ROWS[at].argument)
            buf_printf(out, "      %s\n", ROWS[at].example);
    }
}
