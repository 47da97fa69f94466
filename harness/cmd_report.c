/* SPDX-License-Identifier: MIT */
/* interim report: several JSON reports made one, or compared. */
#include "cmd_report.h"
#include "base/disk.h"
#include "cmd.h"
#include "cmd_common.h"
#include "report/json_run.h"
#include "report/page.h"
#include "report/runs.h"
#include "report/slim.h"
#include "run/sink.h"

#include <stdio.h>
#include <string.h>

enum { REPORT_MAX_OCTETS = 1 << 30 };

/* ---------------------------------------------------------------- formats of merge */

static void add_html(const json_t *runs, struct buf *out)
{
    size_t at;
    json_t *run;
    page_open(out);
    json_array_foreach(runs, at, run)
    {
        page_run(out, run, at == 0, json_array_size(runs) == 1);
    }
    page_close(out);
}

static void add_json(const json_t *runs, struct buf *out)
{
    json_add(out, json_array_size(runs) == 1 ? json_array_get(runs, 0) : runs, 1);
    buf_add_text(out, "\n");
}

static const struct format {
    const char *name, *suffix;
    void (*add)(const json_t *runs, struct buf *out);
} FORMATS[] = {{"html", ".html", add_html},
               {"json", ".json", add_json},
               {"markdown", ".md", runs_matrix}};

enum { FORMAT_COUNT = sizeof FORMATS / sizeof *FORMATS };

/* By name, else by the suffix of the path, else JSON; NULL for an unknown name. */
static const struct format *format_of(const char *name, const char *path)
{
    for (size_t row = 0; row < FORMAT_COUNT; row++)
        if (name
                ? strcmp(FORMATS[row].name, name) == 0
                : strlen(path) > strlen(FORMATS[row].suffix) &&
                      octets_ends_with(octets_of(path), octets_of(FORMATS[row].suffix)))
            return &FORMATS[row];
    return name ? NULL : &FORMATS[1];
}

/* ---------------------------------------------------------------- the two verbs */

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

static int merge(const struct options *options)
{
    const char *const *files = options->arguments + 1;
    const struct format *format =
        format_of(options->format, options->output ? options->output : "");
    if (!format)
        return verb_usage("report", "unknown format '%s': it is html, json or markdown",
                          options->format);
    if (!files[0])
        return verb_usage("report", "merge expects the files of JSON reports");
    json_t *runs = json_array();
    bool loaded = true;
    for (size_t at = 0; files[at] && loaded; at++)
        loaded = report_load(runs, files[at]);
    int status = STATUS_USAGE;
    if (loaded) {
        struct buf out;
        size_t at;
        json_t *run;
        json_array_foreach(runs, at, run) if (options->slim) slim_run(run);
        buf_init(&out, REPORT_MAX_OCTETS);
        format->add(runs, &out);
        status = report_write_out(options->output, &out);
        buf_fini(&out);
    }
    json_decref(runs);
    return status;
}

static int diff(const struct options *options)
{
    const char *const *files = options->arguments + 1;
    if (options->argument_count != 3)
        return verb_usage("report", "diff expects two files: before and after");
    json_t *before = json_array();
    json_t *after = json_array();
    int status = STATUS_USAGE;
    if (report_load(before, files[0]) && report_load(after, files[1])) {
        struct buf out;
        buf_init(&out, REPORT_MAX_OCTETS);
        const size_t worse = runs_diff(before, after, &out);
        status = report_write_out(options->output, &out);
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
} FORMS[] = {{"merge", merge}, {"diff", diff}, {"reproduce", report_reproduce}};

static int dispatch(const struct options *options)
{
    const char *form = options->argument_count > 0 ? options->arguments[0] : NULL;
    for (size_t row = 0; form && row < sizeof FORMS / sizeof *FORMS; row++)
        if (strcmp(FORMS[row].word, form) == 0)
            return FORMS[row].act(options);
    return verb_usage("report", "expected merge, diff or reproduce%s%s",
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
