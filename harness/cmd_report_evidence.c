/* SPDX-License-Identifier: MIT */
/* interim report reproduce and pcap: what a report tells, as evidence for others. */
#include "cmd_common.h"
#include "cmd_report.h"
#include "report/json_read.h"
#include "report/recall.h"
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

/* ---------------------------------------------------------------- packets */

/* Adds the transcripts of a run, or of the case of this id alone. Returns how many
 * there are; SIZE_MAX where it was told why they cannot be read. */
static size_t add_transcripts(const json_t *run, const char *id,
                              struct pcap_state *state, struct buf *out)
{
    struct recall recall;
    struct err err;
    size_t count = SIZE_MAX;
    if (!recall_run(&recall, run, &err)) {
        fprintf(stderr, "interim report: %s\n", err.text);
    } else {
        const int64_t started_ns = pcap_time(recall.run.started);
        if (started_ns > state->base_ns)
            state->base_ns = started_ns;
        count = 0;
        for (size_t at = 0; at < recall.run.outcome_count; at++) {
            const struct outcome *const outcome = recall.run.outcomes[at];
            if (outcome->transcript_count == 0 ||
                (id && strcmp(outcome->test->id, id) != 0))
                continue;
            pcap_add(out, state, outcome->transcript, outcome->transcript_count);
            count++;
        }
    }
    recall_fini(&recall);
    return count;
}

static int write_packets(const json_t *runs, const char *id, struct buf *out)
{
    struct pcap_state state = {0};
    size_t count = 0;
    size_t at;
    json_t *run;
    pcap_open(out);
    json_array_foreach(runs, at, run)
    {
        const size_t more = add_transcripts(run, id, &state, out);
        if (more == SIZE_MAX)
            return STATUS_USAGE;
        count += more;
    }
    if (count > 0)
        return STATUS_OK;
    fprintf(stderr, "interim report: no transcript %s%s\n", id ? "of " : "is there",
            id ? id : "");
    return STATUS_USAGE;
}

int report_pcap(const struct options *options)
{
    if (options->argument_count != 2 && options->argument_count != 3)
        return verb_usage("report",
                          "pcap expects a JSON report, and a case's id or none");
    json_t *const runs = json_array();
    struct buf out;
    int status = STATUS_USAGE;
    buf_init(&out, EVIDENCE_MAX_OCTETS);
    if (report_load(runs, options->arguments[1]))
        status = write_packets(
            runs, options->argument_count == 3 ? options->arguments[2] : NULL, &out);
    if (status == STATUS_OK)
        status = report_write_out(report_path(options), &out);
    buf_fini(&out);
    json_decref(runs);
    return status;
}
