/* SPDX-License-Identifier: MIT */
/* TAP version 14 (and readable as 13): a line a case, a YAML block for what it says.
 * The plan comes last, because several targets may share one stream. */
#include "report/clean.h"
#include "report/explain.h"
#include "report/transcript.h"

enum { FIELD_MAX_OCTETS = 1 << 16 };

/* A description or directive: backslash and number sign are TAP's own. */
static void add_plain(struct buf *out, const char *text)
{
    struct buf clean;
    buf_init(&clean, FIELD_MAX_OCTETS);
    clean_text(&clean, text);
    for (size_t at = 0; at < clean.len; at++) {
        if (clean.ptr[at] == '#' || clean.ptr[at] == '\\')
            buf_add_octet(out, '\\');
        buf_add_octet(out, clean.ptr[at]);
    }
    buf_fini(&clean);
}

static void add_field(struct buf *out, const char *key, const char *text)
{
    if (text[0] == '\0')
        return;
    buf_printf(out, "  %s: ", key);
    clean_string(out, text);
    buf_add_octet(out, '\n');
}

static void add_transcript_line(void *user, const char *line)
{
    struct buf *out = user;
    buf_add_text(out, "    - ");
    clean_string(out, line);
    buf_add_octet(out, '\n');
}

static void add_requirement(struct buf *out, const struct outcome *outcome)
{
    struct buf basis;
    if (outcome->requirement >= REQUIREMENT_COUNT)
        return;
    const struct requirement_row *row = requirement_row(outcome->requirement);
    buf_init(&basis, FIELD_MAX_OCTETS);
    explain_basis(&basis, outcome->requirement, outcome->role);
    add_field(out, "requirement", row->id);
    add_field(out, "sentence", row->sentence);
    add_field(out, "level", buf_text(&basis));
    add_field(out, "harm", harm_name(row->harm));
    buf_fini(&basis);
}

static void add_yaml(struct buf *out, const struct report_run *run,
                     const struct outcome *outcome)
{
    struct buf line;
    buf_init(&line, FIELD_MAX_OCTETS);
    buf_add_text(out, "  ---\n");
    add_field(out, "outcome", outcome_word(outcome));
    add_field(out, "message", outcome->reason);
    add_field(out, "known", outcome->known);
    explain_plays(&line, outcome);
    add_field(out, "plays", buf_text(&line));
    buf_clear(&line);
    add_requirement(out, outcome);
    add_field(out, "why", outcome->test->why);
    explain_rounds(&line, outcome);
    add_field(out, "rounds", buf_text(&line));
    add_field(out, "expected", outcome->expected);
    add_field(out, "actual", outcome->actual);
    add_field(out, "control", explain_control(outcome->control));
    buf_clear(&line);
    explain_repeat(&line, run, outcome);
    add_field(out, "reproduce", buf_text(&line));
    if (outcome->kind != OUTCOME_INFO && outcome->transcript_count > 0) {
        buf_add_text(out, "  transcript:\n");
        transcript_tell(outcome, add_transcript_line, out);
    }
    buf_add_text(out, "  ...\n");
    buf_fini(&line);
}

static void tap_open(struct report_state *state, struct buf *out)
{
    (void)state;
    buf_add_text(out, "TAP version 14\n");
}

static void tap_begin(const struct report_run *run, struct report_state *state,
                      struct buf *out)
{
    (void)state;
    buf_add_text(out, "# ");
    clean_text(out, run->target);
    buf_printf(out, ", as %s\n", role_name(run->role));
}

static void tap_outcome(const struct report_run *run, const struct outcome *outcome,
                        struct report_state *state, struct buf *out)
{
    const bool known = outcome->standing == STANDING_XFAIL;
    const bool bad =
        known || outcome_fails(outcome, run->strict) || outcome->kind == OUTCOME_ERROR;
    buf_printf(out, "%s %zu - %s ", bad ? "not ok" : "ok", ++state->count,
               role_name(run->role));
    add_plain(out, outcome->test->id);
    if (known) {
        buf_add_text(out, " # TODO ");
        add_plain(out, outcome->known);
    } else if (outcome->kind == OUTCOME_SKIP) {
        buf_add_text(out, " # SKIP ");
        add_plain(out, outcome->reason);
    }
    buf_add_octet(out, '\n');
    if (outcome->standing != STANDING_PLAIN ||
        (outcome->kind != OUTCOME_SKIP && outcome->kind != OUTCOME_PASS))
        add_yaml(out, run, outcome);
}

static void tap_end(const struct report_run *run, struct report_state *state,
                    struct buf *out)
{
    state->interrupted = state->interrupted || run->summary.interrupted;
    if (run->trouble[0] == '\0')
        return;
    buf_printf(out, "%s %zu - ", run->skipped ? "ok" : "not ok", ++state->count);
    add_plain(out, run->target);
    buf_printf(out, " as %s could be tested", role_name(run->role));
    if (run->skipped) {
        buf_add_text(out, " # SKIP ");
        add_plain(out, run->trouble);
        buf_add_octet(out, '\n');
        return;
    }
    buf_add_text(out, "\n  ---\n");
    add_field(out, "outcome", outcome_name(OUTCOME_ERROR));
    add_field(out, "message", run->trouble);
    buf_add_text(out, "  ...\n");
}

static void tap_close(struct report_state *state, struct buf *out)
{
    if (state->interrupted)
        buf_add_text(out, "Bail out! interrupted\n");
    else
        buf_printf(out, "1..%zu%s\n", state->count,
                   state->count == 0 ? " # SKIP no case applied" : "");
}

const struct report_writer REPORT_TAP = {
    .name = "tap",
    .suffix = ".tap",
    .open = tap_open,
    .begin = tap_begin,
    .outcome = tap_outcome,
    .end = tap_end,
    .close = tap_close,
};
