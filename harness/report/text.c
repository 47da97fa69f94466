/* SPDX-License-Identifier: MIT */
/* The report for people: one line for what is well, one screen for what is not. */
#include "base/version.h"
#include "report/clean.h"
#include "report/explain.h"
#include "report/transcript.h"

#include <string.h>

enum { KEY_COLUMNS = 17, LINE_COLUMNS = 100, FIELD_MAX_OCTETS = 1 << 16 };

static const struct {
    const char *colour;
} KINDS[OUTCOME_KIND_COUNT] = {
    [OUTCOME_PASS] = {"32"},   [OUTCOME_INFO] = {"36"}, [OUTCOME_WARN] = {"33"},
    [OUTCOME_FAIL] = {"1;31"}, [OUTCOME_SKIP] = {"2"},  [OUTCOME_ERROR] = {"1;35"},
};

/* A word in the colour of a kind, five columns wide. */
static void add_word(struct buf *out, const struct report_state *state,
                     enum outcome_kind kind, const char *word)
{
    if (state->style.colour)
        buf_printf(out, "\033[%sm%-5s\033[0m", KINDS[kind].colour, word);
    else
        buf_printf(out, "%-5s", word);
}

/* Octets of text that go on this line: up to the last space within room columns. */
static size_t line_end(struct octets text, size_t room)
{
    if (text.len <= room)
        return text.len;
    for (size_t at = room; at > room / 2; at--)
        if (text.ptr[at] == ' ')
            return at;
    return text.len;
}

/* "    key        text", the text wrapped between words under itself. */
static void add_field(struct buf *out, const char *key, struct octets text)
{
    if (text.len == 0)
        return;
    buf_printf(out, "    %-*s", KEY_COLUMNS - 4, key);
    while (text.len > 0) {
        const size_t end = line_end(text, LINE_COLUMNS - KEY_COLUMNS);
        buf_add(out, octets_slice(text, 0, end));
        buf_add_octet(out, '\n');
        text = octets_slice(text, end < text.len ? end + 1 : end, text.len);
        if (text.len > 0)
            buf_printf(out, "%*s", KEY_COLUMNS, "");
    }
}

static void add_text_field(struct buf *out, const char *key, const char *text)
{
    struct buf clean;
    buf_init(&clean, FIELD_MAX_OCTETS);
    clean_text(&clean, text);
    add_field(out, key, buf_view(&clean));
    buf_fini(&clean);
}

/* Never wrapped: two of them are to be compared, or copied. */
static void add_whole_field(struct buf *out, const char *key, const char *text)
{
    if (text[0] == '\0')
        return;
    buf_printf(out, "    %-*s", KEY_COLUMNS - 4, key);
    clean_text(out, text);
    buf_add_octet(out, '\n');
}

/* ---------------------------------------------------------------- evidence */

static void add_requirement(struct buf *out, const struct outcome *outcome)
{
    struct buf line;
    if (outcome->requirement >= REQUIREMENT_COUNT)
        return;
    const struct requirement_row *row = requirement_row(outcome->requirement);
    buf_init(&line, FIELD_MAX_OCTETS);
    buf_printf(&line, "%s: %s", row->id, row->sentence);
    add_field(out, "requirement", buf_view(&line));
    buf_clear(&line);
    explain_basis(&line, outcome->requirement, outcome->role);
    buf_printf(&line, "; harm: %s", harm_name(row->harm));
    add_field(out, "level", buf_view(&line));
    buf_fini(&line);
}

static void add_finding(struct buf *out, const struct outcome *outcome,
                        const struct outcome_finding *finding)
{
    struct buf line;
    buf_init(&line, FIELD_MAX_OCTETS);
    buf_printf(&line, "%s %s (", outcome_name(finding->kind),
               requirement_row(finding->requirement)->id);
    explain_basis(&line, finding->requirement, outcome->role);
    buf_printf(&line, ") at octet %llu: ", (unsigned long long)finding->offset);
    clean_text(&line, finding->detail);
    add_field(out, "finding", buf_view(&line));
    buf_fini(&line);
}

static void add_findings(struct buf *out, const struct outcome *outcome)
{
    enum { ENOUGH = 5 };
    for (size_t at = 0; at < outcome->finding_count && at < ENOUGH; at++)
        add_finding(out, outcome, &outcome->findings[at]);
    if (outcome->finding_count > ENOUGH)
        buf_printf(out, "%*s... and %zu more\n", KEY_COLUMNS, "",
                   outcome->finding_count - ENOUGH);
}

static void add_transcript_line(void *user, const char *line)
{
    buf_printf(user, "      %s\n", line);
}

static void add_transcript(struct buf *out, const struct outcome *outcome)
{
    if (outcome->transcript_count == 0)
        return;
    add_whole_field(out, "on the wire", "(> by interim, < by the target)");
    transcript_tell(outcome, add_transcript_line, out);
}

static void add_log(struct buf *out, const struct outcome *outcome)
{
    struct buf line;
    if (!outcome->log)
        return;
    buf_init(&line, FIELD_MAX_OCTETS);
    explain_log(&line, outcome);
    add_field(out, "target log", buf_view(&line));
    buf_fini(&line);
    struct octets left = octets_of(outcome->log->text);
    while (left.len > 0) {
        const size_t end = octets_find(left, OCTETS("\n"));
        buf_add_text(out, "      | ");
        buf_add(out, octets_slice(left, 0, end));
        buf_add_octet(out, '\n');
        left = octets_slice(left, end == SIZE_MAX ? left.len : end + 1, left.len);
    }
}

static void add_evidence(struct buf *out, const struct report_run *run,
                         const struct outcome *outcome)
{
    struct buf line;
    buf_init(&line, FIELD_MAX_OCTETS);
    add_text_field(out, "reason", outcome->reason);
    add_requirement(out, outcome);
    add_text_field(out, "why", outcome->test->why);
    explain_rounds(&line, outcome);
    add_field(out, "rounds", buf_view(&line));
    buf_clear(&line);
    explain_plays(&line, outcome);
    add_field(out, "plays", buf_view(&line));
    add_text_field(out, "known", outcome->known);
    add_text_field(out, "measured", outcome->measured);
    buf_clear(&line);
    explain_bounds(&line, outcome);
    add_field(out, "bisected", buf_view(&line));
    add_transcript(out, outcome);
    if (outcome->expected[0]) {
        add_whole_field(out, "expected", outcome->expected);
        add_whole_field(out, "actual",
                        outcome->actual[0] ? outcome->actual : "(nothing)");
    }
    add_findings(out, outcome);
    add_log(out, outcome);
    add_text_field(out, "control", explain_control(outcome->control));
    buf_clear(&line);
    explain_repeat(&line, run, outcome);
    add_whole_field(out, "reproduce", buf_text(&line));
    buf_clear(&line);
    explain_alone(&line, outcome);
    add_whole_field(out, "without us", buf_text(&line));
    buf_add_octet(out, '\n');
    buf_fini(&line);
}

/* ---------------------------------------------------------------- the writer */

static bool wants_evidence(const struct report_run *run,
                           const struct report_state *state,
                           const struct outcome *outcome)
{
    if (outcome->standing == STANDING_XFAIL || outcome->standing == STANDING_XPASS)
        return state->style.verbose;
    switch (outcome->kind) {
    case OUTCOME_FAIL:
    case OUTCOME_ERROR:
        return true;
    case OUTCOME_WARN:
        return run->strict || state->style.verbose ||
               outcome->standing == STANDING_FLAKY;
    case OUTCOME_INFO:
    case OUTCOME_SKIP:
        return state->style.verbose && outcome->transcript_count > 0;
    case OUTCOME_PASS:
    case OUTCOME_KIND_COUNT:
        break;
    }
    return false;
}

static void text_begin(const struct report_run *run, struct report_state *state,
                       struct buf *out)
{
    (void)state;
    buf_printf(out, "interim %s (llhttp %s): ", INTERIM_VERSION, run->llhttp);
    clean_text(out, run->target);
    if (run->version[0]) {
        buf_add_text(out, " (");
        clean_text(out, run->version);
        buf_add_octet(out, ')');
    }
    buf_printf(out, " as %s, %zu case%s\n\n", role_name(run->role), run->planned,
               run->planned == 1 ? "" : "s");
}

/* A short form of what is no failure: reason, and what was observed. */
static void add_short(struct buf *out, const struct outcome *outcome)
{
    if (outcome->reason[0]) {
        buf_add_text(out, ": ");
        clean_text(out, outcome->reason);
    }
    if (outcome->kind != OUTCOME_SKIP && outcome->round[0]) {
        buf_add_text(out, " (");
        explain_rounds(out, outcome);
        buf_add_octet(out, ')');
    }
    if (outcome->known[0] && strcmp(outcome->known, outcome->reason) != 0) {
        buf_add_text(out, "; known: ");
        clean_text(out, outcome->known);
    }
}

/* Where the baseline names what is no more. */
static void add_gone(struct buf *out, const struct outcome *outcome)
{
    buf_printf(out, ": now %s; take it out of the baseline, which says: ",
               outcome_name(outcome->kind));
    clean_text(out, outcome->known);
}

static void text_outcome(const struct report_run *run, const struct outcome *outcome,
                         struct report_state *state, struct buf *out)
{
    const bool evidence = wants_evidence(run, state, outcome);
    if (state->style.quiet && !evidence && outcome->standing != STANDING_XPASS)
        return;
    add_word(out, state, outcome->kind, outcome_word(outcome));
    buf_add_text(out, "  ");
    clean_text(out, outcome->test->id);
    if (outcome->standing == STANDING_XPASS)
        add_gone(out, outcome);
    else if (!evidence &&
             (outcome->kind != OUTCOME_PASS || outcome->standing != STANDING_PLAIN))
        add_short(out, outcome);
    if (state->style.verbose)
        buf_printf(out, "  (%.0f ms)", (double)outcome->duration_ns / 1e6);
    buf_add_octet(out, '\n');
    if (evidence)
        add_evidence(out, run, outcome);
    else if (outcome->kind == OUTCOME_PASS)
        add_text_field(out, "measured", outcome->measured);
    if (!evidence && outcome->log && outcome->log->has_report)
        add_log(out, outcome);
}

static void add_counts(struct buf *out, const struct report_run *run)
{
    const struct summary *summary = &run->summary;
    buf_printf(out, "%zu case%s in %.1f s:", summary->total,
               summary->total == 1 ? "" : "s", (double)summary->duration_ns / 1e9);
    for (unsigned kind = 0; kind < OUTCOME_KIND_COUNT; kind++)
        buf_printf(out, "%s %zu %s", kind ? "," : "", summary->count[kind],
                   outcome_name((enum outcome_kind)kind));
    explain_standing(out, summary);
    buf_add_octet(out, '\n');
}

static void add_verdict(struct buf *out, const struct report_run *run,
                        const struct report_state *state, const struct verdict *verdict)
{
    const struct requirement_row *row = requirement_row(verdict->requirement);
    buf_add_text(out, "  ");
    add_word(out, state, verdict->kind, outcome_name(verdict->kind));
    buf_printf(out, "  %-28s %-10s %-12s %zu case%s\n", row->id,
               level_name(explain_level(verdict->requirement, run->role)),
               harm_name(row->harm), verdict->cases, verdict->cases == 1 ? "" : "s");
}

/* Verdicts of one kind, the worst harm first. */
static void add_verdicts(struct buf *out, const struct report_run *run,
                         const struct report_state *state, enum outcome_kind kind)
{
    for (unsigned harm = 0; harm < HARM_COUNT; harm++)
        for (unsigned at = 0; at < REQUIREMENT_COUNT; at++)
            if (run->verdicts[at].kind == kind &&
                requirement_row(run->verdicts[at].requirement)->harm == harm)
                add_verdict(out, run, state, &run->verdicts[at]);
}

/* What nothing could show, told apart: no case there is, or none that could tell: it
 * was skipped, or failed by another requirement. */
static void add_untested(struct buf *out, const struct report_run *run)
{
    size_t passed = 0;
    size_t without = 0;
    struct buf names;
    buf_init(&names, FIELD_MAX_OCTETS);
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++) {
        const struct verdict *verdict = &run->verdicts[at];
        passed += verdict->kind == OUTCOME_PASS;
        without += verdict->kind == OUTCOME_SKIP && verdict->asked == 0;
        if (verdict->kind == OUTCOME_SKIP && verdict->asked > 0)
            buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
                       requirement_row(verdict->requirement)->id);
    }
    buf_printf(out, "  %zu of %d requirements PASS; %zu had no case in this run",
               passed, REQUIREMENT_COUNT, without);
    buf_add_text(out, names.len > 0
                          ? "; untested, because no case of theirs could tell:\n"
                          : "\n");
    add_field(out, "", buf_view(&names));
    buf_fini(&names);
}

/* What the exit status says; more where the obvious reason is not the reason. */
static const char *tell_status(const struct report_run *run)
{
    if (run->too_few && run->status == 1 && run->summary.failed == 0)
        return "fewer cases ran than --min asks for";
    if (run->status == 0 && run->summary.standing[STANDING_XFAIL] > 0)
        return "nothing failed that the baseline does not know";
    if (run->status == 1 &&
        run->summary.failed == run->summary.standing[STANDING_XPASS])
        return "the baseline names what does not fail any more";
    return explain_status(run->status);
}

static void text_end(const struct report_run *run, struct report_state *state,
                     struct buf *out)
{
    static const enum outcome_kind BAD[] = {OUTCOME_FAIL, OUTCOME_WARN, OUTCOME_INFO};
    if (!state->style.quiet)
        buf_add_octet(out, '\n');
    clean_text(out, run->target);
    buf_printf(out, " (%s): ", role_name(run->role));
    if (run->trouble[0]) {
        buf_add_text(out, run->skipped ? "skipped: " : "not tested: ");
        clean_text(out, run->trouble);
        buf_add_octet(out, '\n');
    } else {
        add_counts(out, run);
        for (size_t at = 0; at < sizeof BAD / sizeof BAD[0]; at++)
            add_verdicts(out, run, state, BAD[at]);
        add_untested(out, run);
    }
    buf_printf(out, "exit status %d: %s\n", run->status, tell_status(run));
    if (state->run + 1 < state->runs)
        buf_add_octet(out, '\n');
}

const struct report_writer REPORT_TEXT = {
    .name = "text",
    .suffix = ".txt",
    .begin = text_begin,
    .outcome = text_outcome,
    .end = text_end,
};
