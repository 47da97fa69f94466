/* SPDX-License-Identifier: MIT */
/* interim run: known targets started, tested and stopped, one after the other. */
#include "cmd.h"
#include "cmd_common.h"
#include "run/interrupt.h"
#include "target/target.h"

#include <stdio.h>

static bool is_wanted(const struct options *options, const struct target_row *row)
{
    for (size_t at = 0; at < options->argument_count; at++)
        if (target_is_named(row, options->arguments[at]))
            return true;
    return false;
}

static bool is_known(const char *name)
{
    for (size_t index = 0; index < target_count(); index++)
        if (target_is_named(target_row(index), name))
            return true;
    return false;
}

static size_t count_wanted(const struct options *options)
{
    size_t count = 0;
    for (size_t index = 0; index < target_count(); index++)
        count += is_wanted(options, target_row(index));
    return count;
}

/* Starts one that is installed, tests it, stops it. */
static void test_row(const struct options *options, struct run *run,
                     const struct target_row *row, const struct run_target *like)
{
    struct run_target target = *like;
    const struct target_options how = {.fault = FAULT_NONE,
                                       .time_scale = options->time_scale,
                                       .interrupted = interrupt_flag()};
    struct play_config config;
    struct err err;
    verb_configure(options, row->role, &config);
    target.config = &config;
    struct target *started = target_start(row, &how, &err);
    if (!started) {
        if (!run_interrupted(run))
            run_unavailable(run, &target, false, err.text);
        return;
    }
    target_configure(started, &config);
    target.log = options->target_log ? options->target_log : target_log_path(started);
    run_target(run, &target);
    target_stop(&started);
}

static void run_row(const struct options *options, struct run *run,
                    const struct target_row *row)
{
    char version[64];
    char arguments[256];
    char reason[256];
    struct play_config config;
    struct run_target target = {
        .name = row->name,
        .version = row->program ? target_version(row, version, sizeof version) : NULL,
        .command = options->repeat_command,
        .arguments = arguments};
    snprintf(arguments, sizeof arguments, " %s", row->name);
    if (target_installed(row)) {
        test_row(options, run, row, &target);
        return;
    }
    verb_configure(options, row->role, &config);
    target.config = &config;
    char advice[200];
    snprintf(reason, sizeof reason, "not installed: %s",
             target_advice(row, advice, sizeof advice));
    run_unavailable(run, &target, true, reason);
}

static int run_targets(struct options *options)
{
    struct run_settings settings = options->settings;
    settings.targets = count_wanted(options);
    settings.style.colour = verb_colour();
    struct run *run = run_open(&settings);
    if (!run)
        return STATUS_USAGE;
    for (size_t index = 0; index < target_count() && !run_interrupted(run); index++)
        if (is_wanted(options, target_row(index)))
            run_row(options, run, target_row(index));
    return (int)run_close(&run);
}

int cmd_run(int argc, const char **argv)
{
    struct options options;
    int status;
    if (verb_begin(&options, OF_RUN, argc, argv, &status)) {
        if (options.argument_count == 0)
            status =
                verb_usage(argv[0], "expected the name of a target; interim targets "
                                    "lists them");
        for (size_t at = 0; at < options.argument_count && status == STATUS_OK; at++)
            if (!is_known(options.arguments[at]))
                status = verb_usage(argv[0],
                                    "unknown target '%s'; interim targets lists "
                                    "them",
                                    options.arguments[at]);
        if (status == STATUS_OK)
            status = run_targets(&options);
    }
    options_fini(&options);
    return status;
}
