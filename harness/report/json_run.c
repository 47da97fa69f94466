/* SPDX-License-Identifier: MIT */
/* One run as a JSON value: target, verdicts, cases, transcripts. */
#include "report/json_run.h"

#include "base/quote.h"
#include "base/version.h"
#include "report/clean.h"
#include "report/explain.h"
#include "report/transcript.h"

#include "base/ensure.h"

enum { FIELD_MAX_OCTETS = 1 << 24 };

/* Out of memory is the one thing that can go wrong here: the text is clean. */
static void set(json_t *object, const char *key, json_t *value)
{
    ENSURE(json_object_set_new(object, key, value) == 0);
}

static void append(json_t *array, json_t *value)
{
    ENSURE(json_array_append_new(array, value) == 0);
}

json_t *json_clean(const char *text)
{
    struct buf clean;
    buf_init(&clean, FIELD_MAX_OCTETS);
    clean_text(&clean, text);
    json_t *value = json_stringn((const char *)clean.ptr, clean.len);
    if (clean.len == 0)
        value = json_string("");
    buf_fini(&clean);
    return value;
}

static json_t *octets_value(struct octets octets)
{
    struct buf quoted;
    buf_init(&quoted, FIELD_MAX_OCTETS);
    quote_encode(&quoted, octets);
    json_t *value = json_string(buf_text(&quoted));
    buf_fini(&quoted);
    return value;
}

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *milliseconds(int64_t ns)
{
    const int64_t us = ns / 1000; /* no digits that only noise fills */
    return json_real((double)us / 1000.0);
}

/* ---------------------------------------------------------------- one case */

static json_t *entry_value(const struct tap_entry *entry)
{
    json_t *value = json_object();
    set(value, "kind", json_string(transcript_kind_name(entry->kind)));
    set(value, "side", json_string(side_name(entry->side)));
    set(value, "lane", number(entry->lane + 1));
    set(value, "ms", milliseconds(entry->at_ns));
    if (entry->kind == TAP_NOTE) {
        set(value, "note", octets_value(entry->octets));
    } else if (entry->kind == TAP_SENT || entry->kind == TAP_RECEIVED) {
        set(value, "offset", number(entry->offset));
        set(value, "octets", octets_value(entry->octets));
        if (entry->left_out > 0)
            set(value, "left_out", number(entry->left_out));
    } else if (entry->kind != TAP_OPENED) {
        set(value, "by", json_string(entry->theirs ? "target" : "interim"));
    }
    return value;
}

static json_t *transcript_value(const struct outcome *outcome)
{
    json_t *value = json_array();
    for (size_t at = 0; at < outcome->transcript_count; at++)
        append(value, entry_value(&outcome->transcript[at]));
    return value;
}

static json_t *findings_value(const struct outcome *outcome)
{
    json_t *value = json_array();
    for (size_t at = 0; at < outcome->finding_count; at++) {
        const struct outcome_finding *finding = &outcome->findings[at];
        json_t *row = json_object();
        set(row, "requirement", json_string(requirement_row(finding->requirement)->id));
        set(row, "level",
            json_string(
                level_name(explain_level(finding->requirement, outcome->role))));
        set(row, "outcome", json_string(outcome_name(finding->kind)));
        set(row, "lane", number(finding->lane + 1));
        set(row, "connection", number(finding->connection + 1));
        set(row, "offset", number(finding->offset));
        set(row, "detail", json_clean(finding->detail));
        append(value, row);
    }
    return value;
}

static json_t *rounds_value(const struct outcome *outcome)
{
    json_t *value = json_object();
    set(value, "played", number(outcome->rounds));
    set(value, "with_this_outcome", number(outcome->rounds_failed));
    set(value, "shown", json_clean(outcome->round));
    set(value, "list", json_clean(outcome->rounds_list));
    return value;
}

static json_t *bounds_value(const struct outcome *outcome)
{
    json_t *value = json_object();
    json_t *list = json_array();
    for (size_t at = 0; at < outcome->bound_count; at++) {
        const struct outcome_bound *bound = &outcome->bounds[at];
        json_t *row = json_object();
        set(row, "what", json_string(bound->what));
        set(row, "fails", number(bound->fails));
        set(row, "passes", bound->has_passes ? number(bound->passes) : json_null());
        set(row, "stable", json_boolean(bound->stable));
        set(row, "sentence", json_clean(bound->sentence));
        append(list, row);
    }
    set(value, "plays", number(outcome->bisect_plays));
    set(value, "bounds", list);
    return value;
}

static json_t *log_value(const struct outcome_log *log)
{
    json_t *value = json_object();
    set(value, "text", json_string(log->text));
    set(value, "left_out", number(log->left_out));
    set(value, "beside", number(log->beside));
    set(value, "sanitizer", json_boolean(log->has_report));
    return value;
}

static json_t *control_value(enum control control)
{
    if (control == CONTROL_NONE)
        return json_null();
    return json_string(control == CONTROL_PASSED ? "PASS" : "FAIL");
}

static json_t *reproduce_value(const struct report_run *run,
                               const struct outcome *outcome)
{
    struct buf line;
    buf_init(&line, FIELD_MAX_OCTETS);
    explain_repeat(&line, run, outcome);
    json_t *value = json_clean(buf_text(&line));
    buf_fini(&line);
    return value;
}

/* id, level, basis, source and harm: what the requirement of a case, or of its worst
 * finding, says. */
static void set_requirement(json_t *value, enum requirement requirement, enum role role)
{
    if (requirement >= REQUIREMENT_COUNT)
        return;
    const struct requirement_row *row = requirement_row(requirement);
    set(value, "requirement", json_string(row->id));
    set(value, "level", json_string(level_name(explain_level(requirement, role))));
    set(value, "basis", json_string(basis_name(row->basis)));
    set(value, "source", json_string(row->source));
    set(value, "harm", json_string(harm_name(row->harm)));
}

static json_t *case_value(const struct report_run *run, const struct outcome *outcome)
{
    json_t *value = json_object();
    set(value, "id", json_clean(outcome->test->id));
    set(value, "file", json_clean(explain_file(outcome->test)));
    set(value, "line", json_integer(outcome->test->line));
    set_requirement(value, outcome->requirement, outcome->role);
    set(value, "outcome", json_string(outcome_name(outcome->kind)));
    if (outcome->standing != STANDING_PLAIN)
        set(value, "standing", json_string(standing_name(outcome->standing)));
    if (outcome->known[0])
        set(value, "known", json_clean(outcome->known));
    if (outcome->plays > 1) {
        set(value, "plays", number(outcome->plays));
        set(value, "plays_bad", number(outcome->plays_bad));
    }
    set(value, "reason", json_clean(outcome->reason));
    set(value, "expected", json_clean(outcome->expected));
    set(value, "actual", json_clean(outcome->actual));
    set(value, "measured", json_clean(outcome->measured));
    set(value, "why", json_clean(outcome->test->why));
    set(value, "findings", findings_value(outcome));
    set(value, "rounds", rounds_value(outcome));
    if (outcome->log)
        set(value, "log", log_value(outcome->log));
    if (outcome->bisect_plays > 0)
        set(value, "bisect", bounds_value(outcome));
    set(value, "control", control_value(outcome->control));
    set(value, "mark", outcome->has_mark ? number(outcome->mark_offset) : json_null());
    if (outcome->has_mark)
        set(value, "mark_lane", number(outcome->mark_lane + 1));
    set(value, "ms", milliseconds(outcome->duration_ns));
    set(value, "reproduce", reproduce_value(run, outcome));
    set(value, "transcript", transcript_value(outcome));
    return value;
}

/* ---------------------------------------------------------------- one run */

static json_t *requirements_value(const struct report_run *run)
{
    json_t *value = json_array();
    for (size_t at = 0; at < REQUIREMENT_COUNT; at++) {
        const struct verdict *verdict = &run->verdicts[at];
        const struct requirement_row *row = requirement_row(verdict->requirement);
        json_t *one = json_object();
        set(one, "id", json_string(row->id));
        set(one, "level",
            json_string(level_name(explain_level(verdict->requirement, run->role))));
        set(one, "verdict",
            json_string(verdict->kind == OUTCOME_SKIP ? "untested"
                                                      : outcome_name(verdict->kind)));
        set(one, "cases", number(verdict->cases));
        append(value, one);
    }
    return value;
}

static json_t *summary_value(const struct report_run *run)
{
    json_t *value = json_object();
    set(value, "cases", number(run->summary.total));
    for (unsigned kind = 0; kind < OUTCOME_KIND_COUNT; kind++)
        set(value, outcome_name((enum outcome_kind)kind),
            number(run->summary.count[kind]));
    for (unsigned at = STANDING_PLAIN + 1; at < STANDING_COUNT; at++)
        set(value, standing_name((enum standing)at), number(run->summary.standing[at]));
    set(value, "strict", json_boolean(run->strict));
    set(value, "interrupted", json_boolean(run->summary.interrupted));
    set(value, "ms", milliseconds(run->summary.duration_ns));
    set(value, "status", json_integer(run->status));
    return value;
}

json_t *json_run(const struct report_run *run)
{
    json_t *value = json_object();
    json_t *versions = json_object();
    json_t *cases = json_array();
    set(value, "target", json_clean(run->target));
    set(value, "target_version", json_clean(run->version));
    set(value, "role", json_string(role_name(run->role)));
    set(value, "started", json_clean(run->started));
    set(value, "trouble", run->trouble[0] ? json_clean(run->trouble) : json_null());
    set(versions, "interim", json_string(INTERIM_VERSION));
    set(versions, "llhttp", json_clean(run->llhttp));
    set(versions, "format", json_integer(JSON_RUN_FORMAT));
    set(value, "versions", versions);
    set(value, "summary", summary_value(run));
    set(value, "requirements", requirements_value(run));
    for (size_t at = 0; at < run->outcome_count; at++)
        append(cases, case_value(run, run->outcomes[at]));
    set(value, "cases", cases);
    return value;
}

static int add_piece(const char *piece, size_t len, void *user)
{
    buf_add(user, (struct octets){(const unsigned char *)piece, len});
    return 0;
}

void json_add(struct buf *out, const json_t *value, unsigned indent)
{
    const size_t flags = indent > 0 ? JSON_INDENT(indent) : JSON_COMPACT;
    ENSURE(json_dump_callback(value, add_piece, out, flags) == 0);
}
