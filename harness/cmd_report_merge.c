/* SPDX-License-Identifier: MIT */
/* interim report merge: several JSON reports made one, in any format. */
#include "cmd.h"
#include "cmd_common.h"
#include "cmd_report.h"
#include "report/json_run.h"
#include "report/page.h"
#include "report/recall.h"
#include "report/runs.h"
#include "report/slim.h"

#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- formats */

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

/* Formats that have a form of their own for several runs; the others have the runs one
 * behind the other, each as it would have been written at first. */
static const struct own_form {
    const struct report_writer *writer;
    void (*add)(const json_t *runs, struct buf *out);
} OWN_FORMS[] = {{&REPORT_HTML, add_html},
                 {&REPORT_JSON, add_json},
                 {&REPORT_MARKDOWN, runs_matrix}};

enum { OWN_FORM_COUNT = sizeof OWN_FORMS / sizeof *OWN_FORMS };

static bool write_runs(const struct report_writer *writer, const json_t *runs,
                       struct buf *out)
{
    struct report_state state = {.runs = json_array_size(runs)};
    bool ok = true;
    if (writer->open)
        writer->open(&state, out);
    for (; state.run < state.runs && ok; state.run++) {
        struct recall recall;
        struct err err;
        ok = recall_run(&recall, json_array_get(runs, state.run), &err);
        if (ok)
            report_write_run(writer, &recall.run, &state, out);
        else
            fprintf(stderr, "interim report: %s\n", err.text);
        recall_fini(&recall);
    }
    if (writer->close)
        writer->close(&state, out);
    return ok;
}

static bool add_runs(const struct report_writer *writer, const json_t *runs,
                     struct buf *out)
{
    for (size_t row = 0; row < OWN_FORM_COUNT; row++)
        if (OWN_FORMS[row].writer == writer) {
            OWN_FORMS[row].add(runs, out);
            return true;
        }
    return write_runs(writer, runs, out);
}

/* By name, else by the suffix of the file, else (standard output) JSON; NULL for what
 * is none. */
static const struct report_writer *writer_of(const struct options_output *output)
{
    if (output->format)
        return report_writer_find(output->format);
    if (!output->path || strcmp(output->path, "-") == 0)
        return &REPORT_JSON;
    return report_writer_for_file(output->path);
}

/* ---------------------------------------------------------------- the form */

static int write_output(const struct options_output *output, const json_t *runs)
{
    struct buf out;
    buf_init(&out, REPORT_MAX_OCTETS);
    const int status = add_runs(writer_of(output), runs, &out)
                           ? report_write_out(output->path, &out)
                           : STATUS_USAGE;
    buf_fini(&out);
    return status;
}

/* All of them, also where one cannot be written; the worst status. */
static int write_outputs(const struct options *options, const json_t *runs)
{
    static const struct options_output STANDARD = {NULL, NULL};
    const struct options_output *const outputs =
        options->output_count > 0 ? options->outputs : &STANDARD;
    const size_t count = options->output_count > 0 ? options->output_count : 1;
    int status = STATUS_OK;
    for (size_t at = 0; at < count; at++) {
        const int one = write_output(&outputs[at], runs);
        if (one != STATUS_OK)
            status = one;
    }
    return status;
}

static int check(const struct options *options)
{
    for (size_t at = 0; at < options->output_count; at++) {
        const struct options_output *const output = &options->outputs[at];
        struct err err;
        if (writer_of(output))
            continue;
        if (output->format)
            report_refuse_format(output->format, &err);
        else
            report_refuse_file(output->path, &err);
        return verb_usage("report", "%s", err.text);
    }
    return options->argument_count > 1
               ? STATUS_OK
               : verb_usage("report", "merge expects the files of JSON reports");
}

int report_merge(const struct options *options)
{
    int status = check(options);
    if (status != STATUS_OK)
        return status;
    const char *const *const files = options->arguments + 1;
    json_t *const runs = json_array();
    bool loaded = true;
    for (size_t at = 0; files[at] && loaded; at++)
        loaded = report_load(runs, files[at]);
    status = STATUS_USAGE;
    if (loaded) {
        size_t at;
        json_t *run;
        json_array_foreach(runs, at, run)
        {
            if (options->slim)
                slim_run(run);
        }
        status = write_outputs(options, runs);
    }
    json_decref(runs);
    return status;
}
