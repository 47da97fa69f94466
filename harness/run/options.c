/* SPDX-License-Identifier: MIT */
/* From argv to struct options: popt finds the options, a row of the table each. */
#include "run/options.h"

#include "base/ensure.h"
#include "run/option.h"

#include <popt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row ROWS[OPTION_COUNT] = {
#define OPTION(name, word, letter, argument, verbs, kept, help, example)               \
    {word, letter, argument, verbs, kept, help, example},
#include "run/option.def"
#undef OPTION
};

const struct option_row *option_row(enum option option)
{
    ENSURE((unsigned)option < OPTION_COUNT);
    return &ROWS[option];
}

const char *option_word(enum option option)
{
    return ROWS[option].word;
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
        if (!option_store(options, (enum option)(value - 1), text, err))
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
        return option_add_report(options, &text, err);
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
    secure_fini(&options->secure);
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
        if (strcmp(ROWS[at].example + 2, ROWS[at].word) != 0)
            buf_printf(out, "      %s\n", ROWS[at].example);
    }
}
