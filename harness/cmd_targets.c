/* SPDX-License-Identifier: MIT */
/* interim targets: the known targets, a line each; or what is missing, for scripts. */
#include "base/buf.h"
#include "cmd.h"
#include "target/target.h"

#include <jansson.h>
#include <popt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the command line asks for. Borrowed. */
struct request {
    int json;
    const char *missing; /* "debian", "npm" or a root's name; NULL: the list */
    const char **names;  /* NULL-terminated; NULL: every target */
};

static bool is_asked_for(const struct request *request, const struct target_row *row)
{
    for (size_t at = 0; request->names && request->names[at]; at++)
        if (target_is_named(row, request->names[at]))
            return true;
    return !request->names;
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

static void print_list(const struct request *request)
{
    for (size_t index = 0; index < target_count(); index++)
        if (is_asked_for(request, target_row(index)))
            print_line(target_row(index));
    for (size_t index = 0; index < target_left_out_count() && !request->names;
         index++) {
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

static void print_json(const struct request *request)
{
    json_t *all = json_array();
    for (size_t index = 0; index < target_count(); index++)
        if (is_asked_for(request, target_row(index)))
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

static void print_missing(const struct request *request)
{
    for (size_t index = 0; index < target_count(); index++) {
        const struct target_row *row = target_row(index);
        const char *what =
            is_asked_for(request, row) ? missing_of(row, request->missing) : NULL;
        if (what)
            printf("%s\n", what);
    }
}

static int print(const struct request *request)
{
    if (request->missing)
        print_missing(request);
    else if (request->json)
        print_json(request);
    else
        print_list(request);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return STATUS_OK;
    fprintf(stderr, "interim targets: standard output cannot be written\n");
    return STATUS_UNTESTABLE;
}

/* The first name that stands for no target; NULL where all do. */
static const char *unknown_name(const struct request *request)
{
    for (size_t at = 0; request->names && request->names[at]; at++) {
        bool known = false;
        for (size_t index = 0; index < target_count(); index++)
            known |= target_is_named(target_row(index), request->names[at]);
        if (!known)
            return request->names[at];
    }
    return NULL;
}

int cmd_targets(int argc, const char **argv)
{
    struct request request = {0};
    const struct poptOption options[] = {
        {"json", 'j', POPT_ARG_NONE, &request.json, 0,
         "as JSON, with all that is known", NULL},
        {"missing", 'm', POPT_ARG_STRING, &request.missing, 0,
         "what is to be installed, a line each: debian, npm or sid", "INSTALLER"},
        POPT_AUTOHELP POPT_TABLEEND};
    argv[0] = "interim targets"; /* for --help */
    poptContext context = poptGetContext("interim targets", argc, argv, options, 0);
    poptSetOtherOptionHelp(context, "[OPTION...] [TARGET...]");
    const int parsed = poptGetNextOpt(context);
    request.names = parsed < -1 ? NULL : poptGetArgs(context);
    const char *unknown = unknown_name(&request);
    int status = STATUS_USAGE;
    if (parsed < -1)
        fprintf(stderr, "interim targets: %s: %s\n",
                poptBadOption(context, POPT_BADOPTION_NOALIAS), poptStrerror(parsed));
    else if (unknown)
        fprintf(stderr, "interim targets: unknown target '%s'\n", unknown);
    else
        status = print(&request);
    poptFreeContext(context);
    return status;
}
