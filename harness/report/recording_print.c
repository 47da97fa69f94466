/* SPDX-License-Identifier: MIT */
/* What `interim check` prints: for people, and as JSON (reports/check.schema.json). */
#include "base/mark.h"
#include "report/recording.h"

#include "base/ensure.h"

#include <inttypes.h>
#include <jansson.h>
#include <limits.h>

enum { COLUMNS = 88, INDENT = 2 };

/* Appends text, broken between words, each line after an indent. */
static void add_wrapped(struct buf *out, struct octets text)
{
    size_t column = 0;
    while (text.len > 0) {
        const struct octets word =
            octets_slice(text, 0, octets_find(text, OCTETS(" ")));
        if (column > 0 && column + 1 + word.len > COLUMNS) {
            buf_add_octet(out, '\n');
            column = 0;
        }
        if (column == 0)
            buf_printf(out, "%*s", INDENT, "");
        else
            buf_add_octet(out, ' ');
        column += (column == 0 ? INDENT : 1) + word.len;
        buf_add(out, word);
        text = octets_slice(text, word.len + 1, text.len);
    }
    buf_add_octet(out, '\n');
}

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

static void add_finding(const struct recording_finding *finding, struct buf *out)
{
    const struct requirement_row *row = requirement_row(finding->requirement);
    buf_printf(out, "\n%s (%s", row->id, level_name(row->level));
    if (row->basis != BASIS_NONE)
        buf_printf(out, ", %s", basis_name(row->basis));
    if (row->source[0])
        buf_printf(out, ", %s", row->source);
    buf_printf(out, "), harm: %s\n", harm_name(row->harm));
    add_wrapped(out, octets_of(row->sentence));
    buf_printf(out, "%*soctet %" PRIu64, INDENT, "", finding->offset);
    if (finding->exchange == UINT_MAX)
        buf_add_text(out, ", in no exchange:\n");
    else
        buf_printf(out, ", exchange %u:\n", finding->exchange + 1);
    add_wrapped(out, octets_of(finding->detail));
    if (!finding->windowed)
        return;
    if (finding->window_len == 0) { /* there is no octet to point at */
        buf_printf(out, "%*s(FILE holds no octet%s)\n", 2 * INDENT, "",
                   finding->offset > 0 ? " here" : "");
        return;
    }
    const struct mark mark = {.octets = {finding->window, finding->window_len},
                              .mark = finding->mark,
                              .cut_before = finding->cut_before,
                              .cut_behind = finding->cut_behind};
    mark_print(out, &mark, 2 * INDENT, COLUMNS);
}

void recording_text(const struct recording *recording, struct buf *out)
{
    const uint64_t count = recording->finding_count + recording->left_out;
    for (size_t row = 0; row < recording->request_count; row++)
        add_exchange(recording, row, out);
    if (recording->strays > 0)
        buf_printf(out, "%u response%s to no request\n", recording->strays,
                   recording->strays == 1 ? "" : "s");
    if (recording->runs_full)
        buf_add_text(out, "interim responses beyond these were left out\n");
    for (size_t row = 0; row < recording->finding_count; row++)
        add_finding(&recording->findings[row], out);
    if (recording->lost)
        buf_printf(
            out, "\nThe framing is lost: octets from %" PRIu64 " on were not judged.\n",
            recording->lost_offset);
    if (recording->left_out > 0)
        buf_printf(out, "\n%" PRIu64 " more findings were left out.\n",
                   recording->left_out);
    if (count == 0)
        buf_add_text(out, "no findings\n");
    else
        buf_printf(out, "\n%" PRIu64 " finding%s, %" PRIu64 " of a must or must-not\n",
                   count, count == 1 ? "" : "s", recording->binding);
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

static json_t *finding_json(const struct recording_finding *finding)
{
    const struct requirement_row *row = requirement_row(finding->requirement);
    return json_pack("{s:s, s:s, s:I, s:s}", "requirement", row->id, "level",
                     level_name(row->level), "offset", (json_int_t)finding->offset,
                     "detail", finding->detail);
}

static int add_json(const char *text, size_t len, void *out)
{
    return buf_add(out, (struct octets){(const unsigned char *)text, len}) ? 0 : -1;
}

void recording_json(const struct recording *recording, struct buf *out)
{
    json_t *findings = json_array();
    for (size_t row = 0; row < recording->finding_count; row++)
        append(findings, finding_json(&recording->findings[row]));

    buf_add_text(out, "{\"exchanges\": [");
    for (size_t row = 0; row < recording->request_count; row++)
        add_exchange_json(recording, row, out);
    buf_add_text(out, "], \"findings\": ");
    json_dump_callback(findings, add_json, out, JSON_ENSURE_ASCII);
    if (recording->left_out > 0)
        buf_printf(out, ", \"findings_left_out\": %" PRIu64, recording->left_out);
    if (recording->lost)
        buf_printf(out, ", \"not_judged_from\": %" PRIu64, recording->lost_offset);
    buf_add_text(out, "}\n");
    json_decref(findings);
}
