/* SPDX-License-Identifier: MIT */
/* SARIF 2.1.0, for tools that collect findings: a run a target, a rule a requirement, a
 * result a case that did not pass. The place of a result is the case that shows it. */
#include "base/root.h"
#include "base/version.h"
#include "report/clean.h"
#include "report/explain.h"
#include "report/json_run.h"
#include "report/transcript.h"

#include <jansson.h>

enum { FIELD_MAX_OCTETS = 1 << 16 };

static json_t *message(json_t *text)
{
    return json_pack("{s:o}", "text", text);
}

/* ---------------------------------------------------------------- rules */

static const char *level_of(const struct report_run *run, const struct outcome *outcome)
{
    if (outcome_fails(outcome, run->strict) || outcome->kind == OUTCOME_ERROR)
        return "error";
    return outcome->kind == OUTCOME_WARN || outcome->standing == STANDING_FLAKY
               ? "warning"
               : "note";
}

/* What is known is accepted there, with its reason. */
static json_t *suppressions(const struct outcome *outcome)
{
    if (outcome->standing != STANDING_XFAIL)
        return json_array();
    return json_pack("[{s:s, s:o}]", "kind", "external", "justification",
                     json_clean(outcome->known));
}

static json_t *rule(const struct report_run *run, enum requirement requirement)
{
    const struct requirement_row *const row = requirement_row(requirement);
    struct buf basis;
    buf_init(&basis, FIELD_MAX_OCTETS);
    explain_basis(&basis, requirement, run->role);
    json_t *const value =
        json_pack("{s:s, s:o, s:o, s:{s:s, s:s}}", "id", row->id, "shortDescription",
                  message(json_string(row->sentence)), "help",
                  message(json_string(buf_text(&basis))), "properties", "level",
                  level_name(explain_level(requirement, run->role)), "harm",
                  harm_name(row->harm));
    buf_fini(&basis);
    return value;
}

static json_t *rules(const struct report_run *run)
{
    json_t *const list = json_array();
    for (size_t row = 0; row < REQUIREMENT_COUNT; row++)
        json_array_append_new(list, rule(run, (enum requirement)row));
    return list;
}

/* ---------------------------------------------------------------- results */

static json_t *location(const struct report_run *run, const struct outcome *outcome)
{
    json_t *const physical =
        json_pack("{s:{s:o}, s:{s:i}}", "artifactLocation", "uri",
                  json_clean(explain_file(outcome->test)), "region", "startLine",
                  outcome->test->line > 0 ? outcome->test->line : 1);
    json_t *const logical = json_pack("{s:o, s:s}", "name", json_clean(run->target),
                                      "kind", role_name(run->role));
    return json_pack("{s:o, s:[o]}", "physicalLocation", physical, "logicalLocations",
                     logical);
}

static void add_line(void *user, const char *line)
{
    buf_printf(user, "%s\n", line);
}

static json_t *evidence(const struct report_run *run, const struct outcome *outcome)
{
    struct buf text;
    struct buf line;
    struct buf alone;
    buf_init(&text, 1 << 20);
    buf_init(&line, FIELD_MAX_OCTETS);
    buf_init(&alone, FIELD_MAX_OCTETS);
    transcript_tell(outcome, add_line, &text);
    explain_repeat(&line, run, outcome);
    explain_alone(&alone, outcome);
    json_t *const value = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:s}", "outcome", outcome_word(outcome), "expected",
        json_clean(outcome->expected), "actual", json_clean(outcome->actual),
        "reproduce", json_clean(buf_text(&line)), "reproduce_alone",
        json_clean(buf_text(&alone)), "transcript", buf_text(&text));
    buf_fini(&alone);
    buf_fini(&line);
    buf_fini(&text);
    return value;
}

/* Where an outcome is about no requirement, its case's own stands for it. */
static enum requirement rule_of(const struct outcome *outcome)
{
    if (outcome->requirement < REQUIREMENT_COUNT)
        return outcome->requirement;
    return requirement_find(octets_of(outcome->test->requirement));
}

static json_t *result(const struct report_run *run, const struct outcome *outcome)
{
    const enum requirement requirement = rule_of(outcome);
    json_t *const value = json_pack(
        "{s:s, s:o, s:[o], s:o, s:{s:o}}", "level", level_of(run, outcome), "message",
        message(json_clean(outcome->reason[0] ? outcome->reason : outcome->test->why)),
        "locations", location(run, outcome), "properties", evidence(run, outcome),
        "partialFingerprints", "case/v1", json_clean(outcome->test->id));
    json_object_set_new(value, "suppressions", suppressions(outcome));
    if (requirement < REQUIREMENT_COUNT) {
        json_object_set_new(value, "ruleId",
                            json_string(requirement_row(requirement)->id));
        json_object_set_new(value, "ruleIndex", json_integer((json_int_t)requirement));
    }
    return value;
}

static json_t *results(const struct report_run *run)
{
    json_t *const list = json_array();
    for (size_t at = 0; at < run->outcome_count; at++) {
        const struct outcome *const outcome = run->outcomes[at];
        if (outcome->standing != STANDING_PLAIN ||
            (outcome->kind != OUTCOME_PASS && outcome->kind != OUTCOME_SKIP))
            json_array_append_new(list, result(run, outcome));
    }
    return list;
}

/* ---------------------------------------------------------------- a run */

/* What went wrong with the run itself. */
static json_t *invocation(const struct report_run *run)
{
    json_t *const notes = json_array();
    if (run->trouble[0])
        json_array_append_new(
            notes, json_pack("{s:s, s:o}", "level", run->skipped ? "note" : "error",
                             "message", message(json_clean(run->trouble))));
    if (run->summary.interrupted)
        json_array_append_new(notes, json_pack("{s:s, s:{s:s}}", "level", "error",
                                               "message", "text", "interrupted"));
    return json_pack("{s:b, s:i, s:o}", "executionSuccessful",
                     run->trouble[0] == '\0' && !run->summary.interrupted, "exitCode",
                     run->status, "toolExecutionNotifications", notes);
}

static json_t *sarif_run(const struct report_run *run)
{
    json_t *const driver = json_pack("{s:s, s:s, s:o}", "name", "interim", "version",
                                     INTERIM_VERSION, "rules", rules(run));
    return json_pack("{s:{s:o}, s:[o], s:o, s:{s:o}, s:{s:o, s:o, s:s}}", "tool",
                     "driver", driver, "invocations", invocation(run), "results",
                     results(run), "automationDetails", "id", json_clean(run->target),
                     "properties", "target", json_clean(run->target), "target_version",
                     json_clean(run->version), "role", role_name(run->role));
}

/* ---------------------------------------------------------------- the writer */

static void sarif_open(struct report_state *state, struct buf *out)
{
    (void)state;
    buf_add_text(out,
                 "{\n\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\","
                 "\n\"version\": \"2.1.0\",\n\"runs\": [");
}

static void sarif_end(const struct report_run *run, struct report_state *state,
                      struct buf *out)
{
    json_t *const value = sarif_run(run);
    buf_add_text(out, state->run > 0 ? ",\n" : "\n");
    json_add(out, value, 1);
    json_decref(value);
}

static void sarif_close(struct report_state *state, struct buf *out)
{
    (void)state;
    buf_add_text(out, "\n]\n}\n");
}

const struct report_writer REPORT_SARIF = {
    .name = "sarif",
    .suffix = ".sarif",
    .open = sarif_open,
    .end = sarif_end,
    .close = sarif_close,
};
