/* SPDX-License-Identifier: MIT */
/* interim report: several JSON reports made one, or compared. */
#include "cmd_report.h"
#include "base/disk.h"
#include "cmd.h"
#include "cmd_common.h"
#include "report/runs.h"

#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- what the forms share
 */

bool report_load(json_t *runs, const char *path)
{
    struct err err = {.text = ""};
    if (runs_load(runs, path, &err))
        return true;
    fprintf(stderr, "interim report: %s\n", err.text);
    return false;
}

int report_write_out(const char *path, const struct buf *out)
{
    struct err err;
    if (out->full) {
        fprintf(stderr, "interim report: the report is too large to be made\n");
        return STATUS_UNTESTABLE;
    }
    if (!path || strcmp(path, "-") == 0) {
        if (out->len > 0)                          /* there may be nothing to tell */
            fwrite(out->ptr, 1, out->len, stdout); /* main tells where that fails */
        return STATUS_OK;
    }
    if (disk_write(path, buf_view(out), &err))
        return STATUS_OK;
    fprintf(stderr, "interim report: %s\n", err.text);
    return STATUS_UNTESTABLE;
}

const char *report_path(const struct options *options)
{
    return options->output_count > 0 ? options->outputs[0].path : NULL;
}

static int diff(const struct options *options)
{
    const char *const *files = options->arguments + 1;
    if (options->output_count > 1)
        return verb_usage("report", "diff writes one file");
    if (options->argument_count != 3)
        return verb_usage("report", "diff expects two files: before and after");
    json_t *before = json_array();
    json_t *after = json_array();
    int status = STATUS_USAGE;
    if (report_load(before, files[0]) && report_load(after, files[1])) {
        struct buf out;
        buf_init(&out, REPORT_MAX_OCTETS);
        const size_t worse = runs_diff(before, after, &out);
        status = report_write_out(report_path(options), &out);
        if (status == STATUS_OK && worse > 0)
            status = STATUS_FAILED;
        buf_fini(&out);
    }
    json_decref(before);
    json_decref(after);
    return status;
}

static const struct {
    const char *word;
    int (*act)(const struct options *options);
} FORMS[] = {{"merge", report_merge},
             {"diff", diff},
             {"reproduce", report_reproduce},
             {"pcap", report_pcap}};

static int dispatch(const struct options *options)
{
    const char *form = options->argument_count > 0 ? options->arguments[0] : NULL;
    for (size_t row = 0; form && row < sizeof FORMS / sizeof *FORMS; row++)
        if (strcmp(FORMS[row].word, form) == 0)
            return FORMS[row].act(options);
    return verb_usage("report", "expected merge, diff, reproduce or pcap%s%s",
                      form ? ", not " : "", form ? form : "");
}

int cmd_report(int argc, const char **argv)
{
    struct options options;
    int status;
    if (verb_begin(&options, OF_REPORT, argc, argv, &status))
        status = dispatch(&options);
    options_fini(&options);
    return status;
}
