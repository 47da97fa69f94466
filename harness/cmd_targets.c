/* SPDX-License-Identifier: MIT */
/* interim targets: the known targets, a line each. */
#include "base/buf.h"
#include "cmd.h"
#include "target/target.h"

#include <jansson.h>
#include <popt.h>
#include <stdio.h>
#include <stdlib.h>

/* The words of the last column: a version, or what would bring the target. */
static void print_line(const struct target_row *row)
{
    char version[64];
    target_version(row, version, sizeof version);
    printf("%-19s %-8s ", row->name, role_name(row->role));
    if (!target_installed(row))
        printf("not installed: package %s", row->package);
    else
        printf("%-16s %s", row->program ? version : "-", row->sentence);
    putchar('\n');
}

static json_t *json_of(const struct target_row *row)
{
    char version[64];
    target_version(row, version, sizeof version);
    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:s?}", "name", row->name, "group",
                     row->group, "role", role_name(row->role), "sentence",
                     row->sentence, "installed", target_installed(row), "version",
                     version, "package", row->package);
}

static int print_json(void)
{
    json_t *all = json_array();
    for (size_t index = 0; index < target_count(); index++)
        json_array_append_new(all, json_of(target_row(index)));
    const int failed = json_dumpf(all, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(all);
    return failed;
}

int cmd_targets(int argc, const char **argv)
{
    int json = 0;
    const struct poptOption options[] = {
        {"json", 'j', POPT_ARG_NONE, &json, 0, "as JSON, with all that is known", NULL},
        POPT_AUTOHELP POPT_TABLEEND};
    argv[0] = "interim targets"; /* for --help */
    poptContext context = poptGetContext("interim targets", argc, argv, options, 0);
    const int parsed = poptGetNextOpt(context);
    const char *extra = poptGetArg(context);
    int status = STATUS_OK;
    if (parsed < -1 || extra) {
        fprintf(stderr, "interim targets: %s: %s\n",
                extra ? extra : poptBadOption(context, POPT_BADOPTION_NOALIAS),
                extra ? "no argument was expected" : poptStrerror(parsed));
        status = STATUS_USAGE;
    } else if (json) {
        print_json();
    } else {
        for (size_t index = 0; index < target_count(); index++)
            print_line(target_row(index));
    }
    if (status == STATUS_OK && (fflush(stdout) != 0 || ferror(stdout))) {
        fprintf(stderr, "interim targets: standard output cannot be written\n");
        status = STATUS_UNTESTABLE;
    }
    poptFreeContext(context);
    return status;
}
