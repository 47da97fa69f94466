/* SPDX-License-Identifier: MIT */
/* interim fuzz: mutated exchanges against a live target, which is reached as the verbs
 * server, client, gateway and proxy reach it, or is a known one; and the file of a
 * finding, shown. */
#include "cmd_fuzz.h"
#include "cmd.h"
#include "cmd_common.h"
#include "run/interrupt.h"
#include "target/supervise.h"
#include "target/target.h"

#include <stdio.h>
#include <string.h>

enum { FUZZ_MS = 60000 };

/* A replay leaves alone what the run found. */
#define FOLDER        "build/fuzz/live"
#define REPLAY_FOLDER "build/fuzz/replay"

static void say_found(const char *sentence)
{
    printf("found %s\n", sentence);
    fflush(stdout);
}

static void say_nothing(const char *sentence)
{
    (void)sentence;
}

/* ---------------------------------------------------------------- the outcome */

static void print_summary(const struct salvo_plan *plan,
                          const struct salvo_summary *summary)
{
    const double seconds = (double)summary->spent_ns / 1e9;
    printf(
        "%llu inputs, %llu exchanges in %.1f s (%.0f exchanges/s); %zu inputs kept\n",
        (unsigned long long)summary->inputs, (unsigned long long)summary->exchanges,
        seconds, seconds > 0 ? (double)summary->exchanges / seconds : 0, summary->kept);
    if (summary->first_ns > 0)
        printf("the first after %.1f s and %llu inputs\n",
               (double)summary->first_ns / 1e9,
               (unsigned long long)summary->first_input);
    if (summary->revivals > 0)
        printf("the target was started again %u times\n", summary->revivals);
    if (summary->lost)
        printf("the target is gone; what was sent last is in %s/input*\n",
               plan->folder);
    if (summary->vanished > 0)
        printf("%zu times something was seen once and never again\n",
               summary->vanished);
    if (summary->before > 0)
        printf("what an earlier run found is in %s/before-%u\n", plan->folder,
               summary->before);
    printf("%zu findings, %zu of them binding, %zu unstable%s%s\n", summary->findings,
           summary->binding, summary->unstable, summary->findings > 0 ? ": " : "",
           summary->findings > 0 ? plan->folder : "");
}

static int status_of(const struct salvo_summary *summary)
{
    if (summary->interrupted)
        return STATUS_INTERRUPTED;
    if (summary->binding > 0)
        return STATUS_FAILED;
    if (summary->lost || summary->failed)
        return STATUS_UNTESTABLE;
    return summary->inputs == 0 ? STATUS_NOTHING : STATUS_OK;
}

/* ---------------------------------------------------------------- one run */

static int run(const struct options *options, const char *verb,
               struct play_config *config)
{
    struct salvo_summary summary;
    struct err err;
    char title[1024];
    snprintf(title, sizeof title, "%s%s", options->repeat_command,
             options->repeat_arguments);
    const struct salvo_plan plan = {
        .config = config,
        .folder = options->folder   ? options->folder
                  : options->replay ? REPLAY_FOLDER
                                    : FOLDER,
        .title = title,
        .seed = options->seed ? options->seed : 1,
        .runs = options->fuzz_runs,
        .jobs = (unsigned)options->fuzz_jobs,
        .limit_ms = options->fuzz_seconds || options->fuzz_runs || options->replay
                        ? (unsigned)options->fuzz_seconds * 1000
                        : FUZZ_MS,
        .first = options->first,
        .replay = options->replay,
        .say = options->settings.style.quiet ? say_nothing : say_found};
    interrupt_install();
    config->interrupted = interrupt_flag();
    if (!salvo_run(&plan, &summary, &err))
        return verb_untestable(verb, &err);
    print_summary(&plan, &summary);
    if (summary.failed)
        verb_untestable(verb, &summary.failure);
    return status_of(&summary);
}

static bool revive_supervised(void *user)
{
    return supervise_revive(user);
}

static unsigned ended_supervised(void *user)
{
    return supervise_ended(user);
}

static int fuzz_server(struct options *options, const char *verb)
{
    struct supervised *server = NULL;
    struct play_config config;
    struct err err;
    verb_configure(options, ROLE_SERVER, &config);
    config.trigger = options->trigger;
    config.post_path = options->post_path;
    int status = verb_url(options, verb, &config);
    if (status != STATUS_OK)
        return status;
    if (options->start) {
        server =
            supervise_start(options->start, &config.target, config.time_scale, &err);
        if (!server)
            return verb_untestable(verb, &err);
        config.revive = revive_supervised;
        config.revive_user = server;
        config.ended = ended_supervised;
    }
    status = run(options, verb, &config);
    supervise_stop(&server);
    return status;
}

static int fuzz_client(struct options *options, const char *verb)
{
    struct play_config config;
    struct err err;
    verb_configure(options, ROLE_CLIENT, &config);
    if (options->driver) {
        config.driver = options_words(&options->arena, options->driver, &err);
        if (!config.driver)
            return verb_usage(verb, "--driver: %s", err.text);
    }
    if (options->driver && options->argument_count > 0)
        return verb_usage(verb, "expected a command or --driver, found both");
    if (!options->driver) {
        bool named = false;
        for (size_t at = 0; at < options->argument_count; at++)
            named = named || strstr(options->arguments[at], "{url}");
        if (!named)
            return verb_usage(verb, "expected -- COMMAND ... {url} ..., or --driver");
        config.command = options->arguments;
    }
    const int status = verb_tls(options, verb, &config);
    return status == STATUS_OK ? run(options, verb, &config) : status;
}

static int fuzz_forwarder(struct options *options, const char *verb, enum role role)
{
    struct play_config config;
    verb_configure(options, role, &config);
    int status = verb_url(options, verb, &config);
    if (status == STATUS_OK)
        status = verb_origin(options, verb, &config);
    return status == STATUS_OK ? run(options, verb, &config) : status;
}

static int fuzz_gateway(struct options *options, const char *verb)
{
    return fuzz_forwarder(options, verb, ROLE_GATEWAY);
}

static int fuzz_proxy(struct options *options, const char *verb)
{
    return fuzz_forwarder(options, verb, ROLE_PROXY);
}

/* ---------------------------------------------------------------- known targets */

static const struct target_row *row_named(const char *name)
{
    for (size_t index = 0; index < target_count(); index++)
        if (strcmp(target_row(index)->name, name) == 0)
            return target_row(index);
    return NULL;
}

static int fuzz_target(struct options *options, const char *verb)
{
    const char *name = options->argument_count > 0 ? options->arguments[0] : "";
    const struct target_row *row = row_named(name);
    struct target_options how = {.fault = FAULT_NONE,
                                 .time_scale = options->time_scale,
                                 .interrupted = interrupt_flag()};
    struct play_config config;
    struct err err;
    if (!row || options->argument_count != 1)
        return verb_usage("fuzz",
                          "expected server, client, gateway, proxy, replay, or the "
                          "name of one target; interim targets lists them");
    if (options->fault) {
        how.fault = fault_find(row->role, options->fault);
        if (how.fault == FAULT_NONE || strcmp(row->group, "reference") != 0)
            return verb_usage(verb, "--fault: %s has no fault '%s'", name,
                              options->fault);
    }
    verb_configure(options, row->role, &config);
    struct target *target = target_start(row, &how, &err);
    if (!target)
        return verb_untestable(verb, &err);
    target_configure(target, &config);
    const int status = run(options, verb, &config);
    target_stop(&target);
    return status;
}

/* ---------------------------------------------------------------- the verb */

static const struct {
    const char *word, *name, *arguments;
    unsigned verb;
    int (*run)(struct options *options, const char *verb);
} FORMS[] = {
    {"server", "fuzz server", "URL", OF_FUZZ_SERVER, fuzz_server},
    {"client", "fuzz client", "-- COMMAND ... {url} ...", OF_FUZZ_CLIENT, fuzz_client},
    {"gateway", "fuzz gateway", "--origin HOST:PORT URL", OF_FUZZ_FORWARDER,
     fuzz_gateway},
    {"proxy", "fuzz proxy", "--origin HOST:PORT URL", OF_FUZZ_FORWARDER, fuzz_proxy},
    {NULL, "fuzz", "TARGET", OF_FUZZ_TARGET, fuzz_target},
};

static int print_usage(void)
{
    for (size_t row = 0; row < sizeof FORMS / sizeof FORMS[0]; row++)
        printf("%s interim %s [OPTION...] %s\n", row == 0 ? "usage:" : "      ",
               FORMS[row].name, FORMS[row].arguments);
    puts("       interim fuzz replay FILE\n\n"
         "interim fuzz server --help lists the options. Exit status: 0 nothing found,\n"
         "1 a must or must-not is broken, 2 usage, 3 the target or a file cannot be\n"
         "used, 77 nothing was sent, 130 interrupted.");
    return STATUS_OK;
}

/* `interim fuzz` and the word that says what: one name for messages and for --help. */
static int dispatch(size_t form, int argc, const char **argv)
{
    struct options options;
    int status;
    argv[0] = FORMS[form].name;
    if (verb_begin(&options, FORMS[form].verb, argc, argv, &status))
        status = FORMS[form].run(&options, argv[0]);
    options_fini(&options);
    return status;
}

int cmd_fuzz(int argc, const char **argv)
{
    size_t form = 0;
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_usage();
        return argc < 2 ? STATUS_USAGE : STATUS_OK;
    }
    if (strcmp(argv[1], "replay") == 0)
        return fuzz_show(argc - 1, argv + 1);
    while (FORMS[form].word && strcmp(FORMS[form].word, argv[1]) != 0)
        form++;
    const int skip = FORMS[form].word ? 1 : 0;
    return dispatch(form, argc - skip, argv + skip);
}
