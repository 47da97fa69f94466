/* SPDX-License-Identifier: MIT */
/* interim targets: the known targets, a line each; or what is missing, for scripts. */
#include "base/buf.h"
#include "cmd.h"
#include "cmd_common.h"
#include "target/target.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static bool is_asked_for(const struct options *options, const struct target_row *row)
{
    for (size_t at = 0; at < options->argument_count; at++)
        if (target_is_named(row, options->arguments[at]))
            return true;
    return options->argument_count == 0;
}

/* The words of the last column: a version, or what would bring the target. */
static void print_line(const struct target_row *row)
{
    char version[64];
    char advice[200];
    printf("%-19s %-8s ", row->name, role_name(row->role));
    if (!target_installed(row))
        printf("not installed: %s\n", target_advice(row, advice, sizeof advice));
    else
        printf("%-16s %s\n",
               row->program ? target_version(row, version, sizeof version) : "-",
               row->sentence);
}

static void print_list(const struct options *options)
{
    for (size_t index = 0; index < target_count(); index++)
        if (is_asked_for(options, target_row(index)))
            print_line(target_row(index));
    for (size_t index = 0;
         index < target_left_out_count() && options->argument_count == 0; index++) {
        const struct target_left_out *row = target_left_out(index);
        printf("%-19s %-8s left out: %s\n", row->name, row->group, row->reason);
    }
}

static json_t *json_of(const struct target_row *row)
{
    char version[64];
    target_version(row, version, sizeof version);
    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:s?, s:s?}", "name", row->name,
                     "group", row->group, "role", role_name(row->role), "sentence",
                     row->sentence, "installed", target_installed(row), "version",
                     version, "package", row->package, "npm", row->npm);
}

static void print_json(const struct options *options)
{
    json_t *all = json_array();
    for (size_t index = 0; index < target_count(); index++)
        if (is_asked_for(options, target_row(index)))
            json_array_append_new(all, json_of(target_row(index)));
    json_dumpf(all, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(all);
}

/* What is to be installed for a row by that installer; NULL for nothing. */
static const char *missing_of(const struct target_row *row, const char *installer)
{
    const enum target_lack lack = target_lacks(row);
    if (lack == TARGET_LACKS_NPM)
        return strcmp(installer, "npm") == 0 ? row->npm : NULL;
    if (lack == TARGET_LACKS_PACKAGE)
        return strcmp(installer, row->root ? row->root : "debian") == 0 ? row->package
                                                                        : NULL;
    return NULL;
}

static void print_missing(const struct options *options)
{
    for (size_t index = 0; index < target_count(); index++) {
        const struct target_row *row = target_row(index);
        const char *what =
            is_asked_for(options, row) ? missing_of(row, options->missing) : NULL;
        if (what)
            printf("%s\n", what);
    }
}

static int print(const struct options *options)
{
    if (options->missing)
        print_missing(options);
    else if (options->json)
        print_json(options);
    else
        print_list(options);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return STATUS_OK;
    fprintf(stderr, "interim targets: standard output cannot be written\n");
    return STATUS_UNTESTABLE;
}

/* The first name that stands for no target; NULL where all do. */
static const char *unknown_name(const struct options *options)
{
    for (size_t at = 0; at < options->argument_count; at++) {
        bool known = false;
        for (size_t index = 0; index < target_count(); index++)
            known |= target_is_named(target_row(index), options->arguments[at]);
        if (!known)
            return options->arguments[at];
    }
    return NULL;
}

int cmd_targets(int argc, const char **argv)
{
    struct options options;
    int status;
    if (verb_begin(&options, OF_TARGETS, argc, argv, &status)) {
        const char *unknown = unknown_name(&options);
        status = unknown ? verb_usage("targets", "unknown target '%s'", unknown)
                         : print(&options);
    }
    options_fini(&options);
    return status;
}
