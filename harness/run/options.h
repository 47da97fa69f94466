/* SPDX-License-Identifier: MIT */
/* The command line behind the verb: parsed and explained from one table
 * (run/option.def). */
#ifndef INTERIM_RUN_OPTIONS_H
#define INTERIM_RUN_OPTIONS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "run/run.h"
#include "run/secure.h"

#include <stdbool.h>
#include <stddef.h>

/* Which verbs have an option: sets. */
enum option_verbs {
    OF_SERVER = 1 << 0,
    OF_CLIENT = 1 << 1,
    OF_GATEWAY = 1 << 2,
    OF_PROXY = 1 << 3,
    OF_RUN = 1 << 4,
    OF_REQUIREMENTS = 1 << 5,
    OF_FUZZ_SERVER = 1 << 6, /* of `interim fuzz`, by what is fuzzed */
    OF_FUZZ_CLIENT = 1 << 7,
    OF_FUZZ_FORWARDER = 1 << 8,
    OF_FUZZ_TARGET = 1 << 9,
    OF_CHECK = 1 << 10,
    OF_SERVE = 1 << 11,
    OF_CASES = 1 << 12,
    OF_TARGETS = 1 << 13,
    OF_REPORT = 1 << 14,
    OF_HELP = 1 << 15,
    OF_PROBE = 1 << 16,
    OF_EVERY = (1 << 24) - 1, /* those to come as well */
    OF_FUZZ = OF_FUZZ_SERVER | OF_FUZZ_CLIENT | OF_FUZZ_FORWARDER | OF_FUZZ_TARGET,
    OF_FORWARDERS = OF_GATEWAY | OF_PROXY,
    OF_REACHES =
        OF_SERVER | OF_FORWARDERS | OF_FUZZ_SERVER | OF_FUZZ_FORWARDER | OF_PROBE,
    OF_RUNS = OF_SERVER | OF_CLIENT | OF_FORWARDERS | OF_RUN,
    OF_ALL = OF_RUNS | OF_REQUIREMENTS
};

enum { OPTIONS_MAX_REPORTS = 16, OPTIONS_MAX_GLOBS = 64, OPTIONS_MAX_WORDS = 256 };

/* What `interim probe` asks for, beside struct options; 0 where it was not given. */
struct options_probe {
    const char *method, *via;
    const char *fields[OPTIONS_MAX_WORDS + 1]; /* NULL-terminated, as data */
    const char *data[OPTIONS_MAX_WORDS + 1];
    const char *compare[OPTIONS_MAX_WORDS + 1];
    bool head, http10, expect;
    unsigned silence_ms, total_ms;
    uint64_t octets, interim;
};

/* A form of a report that was made of others, and where it goes; NULL: not said. */
struct options_output {
    const char *format, *path;
};

/* What was asked. Text lives in the arena; NULL where an option was not given. */
struct options {
    struct arena arena;
    struct run_settings settings; /* points into here */
    struct sink_request reports[OPTIONS_MAX_REPORTS];
    const char *only[OPTIONS_MAX_GLOBS + 1];
    const char *skip[OPTIONS_MAX_GLOBS + 1];
    double time_scale;
    unsigned deadline_ms;     /* 0: the player's default */
    unsigned pace_ms, gap_ms; /* 0: the oracle's limits */
    unsigned read_timer_ms;   /* 0: not known */
    bool no_control;
    const char *trigger, *post_path, *dav_path, *accepted, *start;
    const char *head, *post, *expect, *driver;
    const char *origin, *unix_socket;
    const char *target_log;
    const char *ca_file, *sni, *origin_tls;
    bool insecure, tls;
    struct secure secure; /* what came of these */
    const char *explain;
    const char *fault, *folder, *replay;
    uint64_t fuzz_runs, seed; /* 0: not given */
    uint64_t fuzz_seconds;    /* likewise */
    uint64_t fuzz_jobs;       /* likewise */
    bool first;
    bool faults, json, help;
    const char *request, *format; /* of check */
    struct options_output outputs[OPTIONS_MAX_REPORTS];
    size_t output_count; /* of report */
    const char *role, *requirement, *round, *missing;
    bool open, slim, coverage, list_faults;
    struct options_probe probe;
    const char *man, *completion, *words; /* of help */
    uint64_t port;
    const char *const *arguments; /* NULL-terminated: what is no option */
    size_t argument_count;
    const char *repeat_command; /* as struct report_run: command and arguments */
    const char *repeat_arguments;
};

/* Parses argv (argv[0] is the verb's name). verb: one of the single bits above. False,
 * with err, where it cannot be understood. options_fini is due in either case. */
bool options_parse(struct options *options, unsigned verb, int argc, const char **argv,
                   struct err *err);
void options_fini(struct options *options);

/* Appends the verb's options, each with its help and an example. */
void options_help(struct buf *out, unsigned verb);

/* Splits a command line into words as a shell does (quotes and backslashes, nothing
 * else). NULL-terminated, in arena; NULL with err where a quote is left open or nothing
 * is there. */
const char *const *options_words(struct arena *arena, const char *command,
                                 struct err *err);

/* Appends a word so that a shell reads it back as it is. */
void options_quote_word(struct buf *out, const char *word);

#endif
