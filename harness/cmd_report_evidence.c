/* SPDX-License-Identifier: MIT */
/* interim report reproduce: one case of a report as evidence for others. */
#include "cmd_common.h"
#include "cmd_report.h"
#include "report/json_read.h"
#include "report/reproduce.h"

#include <stdio.h>
#include <string.h>

enum { EVIDENCE_MAX_OCTETS = 1 << 28 };

/* The runs in which a case of this id has a transcript; of several the first that
 * failed, else the first. */
struct found {
    const json_t *run, *test;
    size_t count;
};

static bool failed(const json_t *test)
{
    return strcmp(json_text(test, "outcome"), "FAIL") == 0;
}

static struct found find(const json_t *runs, const char *id)
{
    struct found found = {NULL, NULL, 0};
    size_t at;
    json_t *run;
    json_array_foreach(runs, at, run)
    {
        const json_t *const test = json_find(json_object_get(run, "cases"), "id", id);
        if (!test)
            continue;
        found.count++;
        if (!found.test || (failed(test) && !failed(found.test))) {
            found.run = run;
            found.test = test;
        }
    }
    return found;
}

static int reproduce(const json_t *runs, const struct options *options)
{
    const struct found found = find(runs, options->arguments[2]);
    struct buf out;
    struct err err;
    if (!found.test) {
        fprintf(stderr, "interim report: no case %s in %s\n", options->arguments[2],
                options->arguments[1]);
        return STATUS_USAGE;
    }
    if (found.count > 1)
        fprintf(stderr, "interim report: %zu targets have this case; this is %s\n",
                found.count, json_text(found.run, "target"));
    int status = STATUS_USAGE;
    buf_init(&out, EVIDENCE_MAX_OCTETS);
    if (reproduce_case(found.run, found.test, &out, &err))
        status = report_write_out(report_path(options), &out);
    else
        fprintf(stderr, "interim report: %s\n", err.text);
    buf_fini(&out);
    return status;
}

int report_reproduce(const struct options *options)
{
    if (options->argument_count != 3)
        return verb_usage("report", "reproduce expects a JSON report and a case's id");
    json_t *runs = json_array();
    int status = STATUS_USAGE;
    if (report_load(runs, options->arguments[1]))
        status = reproduce(runs, options);
    json_decref(runs);
    return status;
}
