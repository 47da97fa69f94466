/* SPDX-License-Identifier: MIT */
/* Markdown for the summary of a CI job: what failed in a table, and the evidence of
 * each below, folded. What needs no attention is only counted. */
#include "report/cell.h"
#include "report/clean.h"
#include "report/explain.h"
#include "report/transcript.h"

enum {
    FIELD_MAX_OCTETS = 1 << 16,
    MAX_EVIDENCE = 100 /* cases a run: a job's summary holds 1 MiB */
};

/* ---------------------------------------------------------------- text in its place */

/* One line inside <pre>: the only markup there is HTML's own. */
static void add_pre_line(void *user, const char *line)
{
    struct buf *const out = user;
    for (; *line; line++) {
        if (*line == '&')
            buf_add_text(out, "&amp;");
        else if (*line == '<')
            buf_add_text(out, "&lt;");
        else
            buf_add_octet(out, (unsigned char)*line);
    }
    buf_add_octet(out, '\n');
}

static void add_clean_cell(struct buf *out, const char *text)
{
    struct buf clean;
    buf_init(&clean, FIELD_MAX_OCTETS);
    clean_text(&clean, text);
    cell_add(out, buf_text(&clean));
    buf_fini(&clean);
}

static void add_pre_field(struct buf *out, const char *key, const char *text)
{
    struct buf line;
    if (text[0] == '\0')
        return;
    buf_init(&line, FIELD_MAX_OCTETS);
    buf_printf(&line, "%-12s ", key);
    clean_text(&line, text);
    add_pre_line(out, buf_text(&line));
    buf_fini(&line);
}

/* ---------------------------------------------------------------- one run */

static bool is_worth_a_row(const struct report_run *run, const struct outcome *outcome)
{
    return outcome_fails(outcome, run->strict) || outcome->standing != STANDING_PLAIN ||
           outcome->kind == OUTCOME_WARN || outcome->kind == OUTCOME_ERROR;
}

static void add_row(const struct report_run *run, const struct outcome *outcome,
                    struct buf *out)
{
    const bool bad = outcome_fails(outcome, run->strict);
    buf_printf(out, "| %s%s%s | ", bad ? "**" : "", outcome_word(outcome),
               bad ? "**" : "");
    add_clean_cell(out, outcome->test->id);
    buf_add_text(out, " | ");
    if (outcome->requirement < REQUIREMENT_COUNT)
        explain_basis(out, outcome->requirement, outcome->role);
    buf_add_text(out, " | ");
    add_clean_cell(out, outcome->reason);
    buf_add_text(out, " |\n");
}

static void add_evidence(const struct report_run *run, const struct outcome *outcome,
                         struct buf *out)
{
    struct buf line;
    buf_init(&line, FIELD_MAX_OCTETS);
    buf_printf(out, "<details><summary>%s ", outcome_word(outcome));
    add_clean_cell(out, outcome->test->id);
    buf_add_text(out, "</summary>\n\n<pre>\n");
    add_pre_field(out, "reason", outcome->reason);
    add_pre_field(out, "known", outcome->known);
    explain_plays(&line, outcome);
    add_pre_field(out, "plays", buf_text(&line));
    buf_clear(&line);
    if (outcome->requirement < REQUIREMENT_COUNT)
        add_pre_field(out, "requirement",
                      requirement_row(outcome->requirement)->sentence);
    explain_rounds(&line, outcome);
    add_pre_field(out, "rounds", buf_text(&line));
    buf_clear(&line);
    explain_bounds(&line, outcome);
    add_pre_field(out, "bisected", buf_text(&line));
    transcript_tell(outcome, add_pre_line, out);
    add_pre_field(out, "expected", outcome->expected);
    add_pre_field(out, "actual", outcome->actual);
    if (outcome->log) {
        buf_clear(&line);
        explain_log(&line, outcome);
        add_pre_field(out, "target log", buf_text(&line));
        add_pre_line(out, outcome->log->text);
    }
    add_pre_field(out, "control", explain_control(outcome->control));
    buf_clear(&line);
    explain_repeat(&line, run, outcome);
    add_pre_field(out, "reproduce", buf_text(&line));
    buf_clear(&line);
    explain_alone(&line, outcome);
    add_pre_field(out, "without us", buf_text(&line));
    buf_add_text(out, "</pre>\n\n</details>\n\n");
    buf_fini(&line);
}

static void add_counts(const struct report_run *run, struct buf *out)
{
    static const enum outcome_kind ORDER[] = {OUTCOME_FAIL, OUTCOME_WARN,
                                              OUTCOME_INFO, OUTCOME_PASS,
                                              OUTCOME_SKIP, OUTCOME_ERROR};
    buf_printf(out, "%zu cases in %.1f s:", run->summary.total,
               (double)run->summary.duration_ns / 1e9);
    for (size_t at = 0; at < sizeof ORDER / sizeof ORDER[0]; at++)
        if (run->summary.count[ORDER[at]] > 0)
            buf_printf(out, " %zu %s", run->summary.count[ORDER[at]],
                       outcome_name(ORDER[at]));
    explain_standing(out, &run->summary);
    buf_add_text(out, run->summary.interrupted ? ", interrupted\n\n" : "\n\n");
}

static void markdown_begin(const struct report_run *run, struct report_state *state,
                           struct buf *out)
{
    buf_printf(out, "%s## interim: ", state->run > 0 ? "\n" : "");
    add_clean_cell(out, run->target);
    if (run->version[0]) {
        buf_add_text(out, " ");
        add_clean_cell(out, run->version);
    }
    buf_printf(out, " as %s\n\n", role_name(run->role));
}

static void markdown_end(const struct report_run *run, struct report_state *state,
                         struct buf *out)
{
    size_t rows = 0;
    (void)state;
    if (run->trouble[0]) {
        buf_printf(out, "%s: ", run->skipped ? "Skipped" : "**Not tested**");
        add_clean_cell(out, run->trouble);
        buf_add_text(out, "\n");
        return;
    }
    add_counts(run, out);
    for (size_t at = 0; at < run->outcome_count; at++) {
        if (!is_worth_a_row(run, run->outcomes[at]))
            continue;
        if (rows++ == 0)
            buf_add_text(out, "| | case | level | what |\n|---|---|---|---|\n");
        add_row(run, run->outcomes[at], out);
    }
    buf_add_text(out, rows > 0 ? "\n" : "");
    size_t told = 0;
    for (size_t at = 0; at < run->outcome_count && told < MAX_EVIDENCE; at++)
        if (is_worth_a_row(run, run->outcomes[at])) {
            add_evidence(run, run->outcomes[at], out);
            told++;
        }
    if (rows > told)
        buf_printf(out, "The evidence of %zu more is in the other formats.\n",
                   rows - told);
}

const struct report_writer REPORT_MARKDOWN = {
    .name = "markdown",
    .suffix = ".md",
    .begin = markdown_begin,
    .end = markdown_end,
};
