/* SPDX-License-Identifier: MIT */
/* What `interim check` prints: for people, and as JSON (reports/check.schema.json). */
#include "report/recording.h"

#include "base/ensure.h"

#include <inttypes.h>
#include <jansson.h>

static void add_exchange(const struct recording *recording, size_t ordinal,
                         struct buf *out)
{
    const struct recording_exchange *exchange = &recording->exchanges[ordinal];
    buf_printf(out, "exchange %zu:", ordinal + 1);
    for (size_t row = 0; row < exchange->run_count; row++) {
        const struct recording_run *run = &recording->runs[exchange->first_run + row];
        if (run->count > 3)
            buf_printf(out, " %u{%" PRIu32 "}", run->status, run->count);
        else
            for (uint32_t at = 0; at < run->count; at++)
                buf_printf(out, " %u", run->status);
    }
    if (exchange->final > 0)
        buf_printf(out, " %u\n", exchange->final);
    else
        buf_add_text(out, exchange->run_count > 0 ? ", no final response\n"
                                                  : " no response\n");
}

void recording_text(const struct recording *recording, struct buf *out)
{
    const struct trail *trail = &recording->trail;
    const uint64_t count = trail->finding_count + trail->left_out;
    for (size_t row = 0; row < recording->request_count; row++)
        add_exchange(recording, row, out);
    if (recording->strays > 0)
        buf_printf(out, "%u response%s to no request\n", recording->strays,
                   recording->strays == 1 ? "" : "s");
    if (recording->runs_full)
        buf_add_text(out, "interim responses beyond these were left out\n");
    for (size_t row = 0; row < trail->finding_count; row++) {
        buf_add_octet(out, '\n');
        trail_text(&trail->findings[row], "FILE", out);
    }
    if (recording->lost)
        buf_printf(
            out, "\nThe framing is lost: octets from %" PRIu64 " on were not judged.\n",
            recording->lost_offset);
    if (trail->left_out > 0)
        buf_printf(out, "\n%" PRIu64 " more findings were left out.\n",
                   trail->left_out);
    if (count == 0)
        buf_add_text(out, "no findings\n");
    else
        buf_printf(out, "\n%" PRIu64 " finding%s, %" PRIu64 " of a must or must-not\n",
                   count, count == 1 ? "" : "s", trail->binding);
}

static void append(json_t *array, json_t *value)
{
    ENSURE(json_array_append_new(array, value) == 0);
}

/* By hand: an exchange may have millions of interim responses. */
static void add_exchange_json(const struct recording *recording, size_t ordinal,
                              struct buf *out)
{
    const struct recording_exchange *exchange = &recording->exchanges[ordinal];
    const char *before = "";
    buf_printf(out, "%s{\"interim\": [", ordinal > 0 ? ", " : "");
    for (size_t row = 0; row < exchange->run_count; row++) {
        const struct recording_run *run = &recording->runs[exchange->first_run + row];
        for (uint32_t at = 0; at < run->count && !out->full; at++) {
            buf_printf(out, "%s%u", before, run->status);
            before = ", ";
        }
    }
    if (exchange->final > 0)
        buf_printf(out, "], \"final\": %u}", exchange->final);
    else
        buf_add_text(out, "], \"final\": null}");
}

static int add_json(const char *text, size_t len, void *out)
{
    return buf_add(out, (struct octets){(const unsigned char *)text, len}) ? 0 : -1;
}

void recording_json(const struct recording *recording, struct buf *out)
{
    json_t *findings = json_array();
    for (size_t row = 0; row < recording->trail.finding_count; row++)
        append(findings, trail_json(&recording->trail.findings[row]));

    buf_add_text(out, "{\"exchanges\": [");
    for (size_t row = 0; row < recording->request_count; row++)
        add_exchange_json(recording, row, out);
    buf_add_text(out, "], \"findings\": ");
    json_dump_callback(findings, add_json, out, JSON_ENSURE_ASCII);
    if (recording->trail.left_out > 0)
        buf_printf(out, ", \"findings_left_out\": %" PRIu64, recording->trail.left_out);
    if (recording->lost)
        buf_printf(out, ", \"not_judged_from\": %" PRIu64, recording->lost_offset);
    buf_add_text(out, "}\n");
    json_decref(findings);
}
