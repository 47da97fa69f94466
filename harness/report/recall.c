/* SPDX-License-Identifier: MIT */
/* From a JSON value back to outcomes: json_run.c the other way round. */
#include "report/recall.h"

#include "report/evidence.h"
#include "report/json_read.h"

#include <string.h>

/* As run/status.h has it, where nothing applied, or nothing was there to be tested. */
enum { STATUS_NOTHING_APPLIED = 77 };

static unsigned count_of(const json_t *object, const char *key)
{
    const json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 && value < INT32_MAX ? (unsigned)value : 0;
}

static enum standing standing_of(const char *name)
{
    for (unsigned at = STANDING_PLAIN + 1; at < STANDING_COUNT; at++)
        if (strcmp(standing_name((enum standing)at), name) == 0)
            return (enum standing)at;
    return STANDING_PLAIN;
}

static enum control control_of(const json_t *test)
{
    const char *name = json_text(test, "control");
    if (name[0] == '\0')
        return CONTROL_NONE;
    return strcmp(name, "PASS") == 0 ? CONTROL_PASSED : CONTROL_FAILED;
}

/* "proxy.final/two-102-in-one-segment": the case's own requirement is its folder. */
static const struct test_case *recall_case(struct arena *arena, const json_t *test)
{
    struct test_case *const value = ARENA_ARRAY(arena, struct test_case, 1);
    const char *id = json_text(test, "id");
    const char *slash = strchr(id, '/');
    const size_t length = slash ? (size_t)(slash - id) : strlen(id);
    *value = (struct test_case){
        .id = id,
        .requirement = arena_printf(arena, "%.*s", (int)length, id),
        .name = slash ? slash + 1 : id,
        .file = json_text(test, "file"),
        .line = (int)json_integer_value(json_object_get(test, "line")),
        .why = json_text(test, "why"),
        .round_count = count_of(json_object_get(test, "rounds"), "played"),
    };
    return value;
}

/* Of requirements that this version does not know nothing can be said. */
static void recall_findings(struct arena *arena, const json_t *test,
                            struct outcome *outcome)
{
    const json_t *const list = json_object_get(test, "findings");
    struct outcome_finding *const findings =
        ARENA_ARRAY(arena, struct outcome_finding, json_array_size(list) + 1);
    size_t at;
    json_t *row;
    json_array_foreach(list, at, row)
    {
        struct outcome_finding *const finding = &findings[outcome->finding_count];
        const unsigned lane = count_of(row, "lane");
        const unsigned connection = count_of(row, "connection");
        *finding = (struct outcome_finding){
            .requirement = requirement_find(octets_of(json_text(row, "requirement"))),
            .lane = lane > 0 ? lane - 1 : 0,
            .connection = connection > 0 ? connection - 1 : 0,
            .offset = (uint64_t)json_integer_value(json_object_get(row, "offset")),
            .detail = json_text(row, "detail"),
        };
        if (finding->requirement < REQUIREMENT_COUNT &&
            outcome_find(json_text(row, "outcome"), &finding->kind))
            outcome->finding_count++;
    }
    outcome->findings = findings;
}

static void recall_bounds(struct arena *arena, const json_t *test,
                          struct outcome *outcome)
{
    const json_t *const bisect = json_object_get(test, "bisect");
    const json_t *const list = json_object_get(bisect, "bounds");
    struct outcome_bound *const bounds =
        ARENA_ARRAY(arena, struct outcome_bound, json_array_size(list) + 1);
    size_t at;
    json_t *row;
    json_array_foreach(list, at, row)
    {
        const json_t *const passes = json_object_get(row, "passes");
        bounds[at] = (struct outcome_bound){
            .what = json_text(row, "what"),
            .sentence = json_text(row, "sentence"),
            .fails = (uint64_t)json_integer_value(json_object_get(row, "fails")),
            .passes = (uint64_t)json_integer_value(passes),
            .has_passes = json_is_integer(passes),
            .stable = json_is_true(json_object_get(row, "stable")),
        };
    }
    outcome->bounds = bounds;
    outcome->bound_count = json_array_size(list);
    outcome->bisect_plays = count_of(bisect, "plays");
}

static void recall_log(struct arena *arena, const json_t *test, struct outcome *outcome)
{
    const json_t *const value = json_object_get(test, "log");
    if (!json_is_object(value))
        return;
    struct outcome_log *const log = ARENA_NEW(arena, struct outcome_log);
    log->text = json_text(value, "text");
    log->left_out = (uint64_t)json_integer_value(json_object_get(value, "left_out"));
    log->beside = count_of(value, "beside");
    log->has_report = json_is_true(json_object_get(value, "sanitizer"));
    outcome->log = log;
}

static void recall_mark(const json_t *test, struct outcome *outcome)
{
    const json_t *const mark = json_object_get(test, "mark");
    const unsigned lane = count_of(test, "mark_lane");
    outcome->has_mark = json_is_integer(mark);
    outcome->mark_offset = (uint64_t)json_integer_value(mark);
    outcome->mark_lane = lane > 0 ? lane - 1 : 0;
}

static bool recall_outcome(struct recall *recall, const json_t *run, const json_t *test,
                           struct outcome *outcome, struct err *err)
{
    const json_t *const rounds = json_object_get(test, "rounds");
    const unsigned plays = count_of(test, "plays");
    struct evidence evidence;
    if (!evidence_read(&recall->arena, run, test, &evidence, err))
        return false;
    outcome_init(outcome, recall_case(&recall->arena, test), evidence.role);
    if (!outcome_find(evidence.outcome, &outcome->kind))
        return err_set(err, "%s: unknown outcome '%s'", evidence.id, evidence.outcome);
    outcome->requirement = requirement_find(octets_of(evidence.requirement));
    outcome->standing = standing_of(json_text(test, "standing"));
    outcome->known = json_text(test, "known");
    outcome->plays = plays > 0 ? plays : 1;
    outcome->plays_bad = count_of(test, "plays_bad");
    outcome->reason = evidence.reason;
    outcome->expected = evidence.expected;
    outcome->actual = evidence.actual;
    outcome->measured = json_text(test, "measured");
    outcome->rounds = count_of(rounds, "played");
    outcome->rounds_failed = count_of(rounds, "with_this_outcome");
    outcome->round = json_text(rounds, "shown");
    outcome->rounds_list = json_text(rounds, "list");
    outcome->control = control_of(test);
    outcome->duration_ns = json_nanoseconds(json_object_get(test, "ms"));
    outcome->transcript = evidence.entries;
    outcome->transcript_count = evidence.count;
    recall_findings(&recall->arena, test, outcome);
    recall_mark(test, outcome);
    recall_bounds(&recall->arena, test, outcome);
    recall_log(&recall->arena, test, outcome);
    return true;
}

/* The line that repeats a case is that of the run with the case in its middle. */
static void recall_command(struct recall *recall, const json_t *test)
{
    const char *const only =
        arena_printf(&recall->arena, " --only %s", json_text(test, "id"));
    const char *const line = json_text(test, "reproduce");
    const char *const at = strstr(line, only);
    if (!at || recall->run.command[0])
        return;
    recall->run.command = arena_printf(&recall->arena, "%.*s", (int)(at - line), line);
    recall->run.arguments = at + strlen(only);
}

static bool recall_cases(struct recall *recall, const json_t *run, struct err *err)
{
    const json_t *const cases = json_object_get(run, "cases");
    const size_t count = json_array_size(cases);
    struct outcome *const all = ARENA_ARRAY(&recall->arena, struct outcome, count + 1);
    struct outcome **const list =
        ARENA_ARRAY(&recall->arena, struct outcome *, count + 1);
    for (size_t at = 0; at < count; at++) {
        const json_t *const test = json_array_get(cases, at);
        list[at] = &all[at];
        if (!recall_outcome(recall, run, test, &all[at], err))
            return false;
        recall_command(recall, test);
    }
    recall->run.planned = count;
    recall->run.outcomes = list;
    recall->run.outcome_count = count;
    return true;
}

bool recall_run(struct recall *recall, const json_t *run, struct err *err)
{
    const json_t *const summary = json_object_get(run, "summary");
    *recall = (struct recall){.run = {
                                  .command = "",
                                  .arguments = "",
                                  .target = json_text(run, "target"),
                                  .version = json_text(run, "target_version"),
                                  .role = role_find(octets_of(json_text(run, "role"))),
                                  .started = json_text(run, "started"),
                                  .trouble = json_text(run, "trouble"),
                              }};
    struct report_run *const value = &recall->run;
    arena_init(&recall->arena);
    if (value->role == ROLE_COUNT)
        return err_set(err, "%s: unknown role '%s'", value->target,
                       json_text(run, "role"));
    if (!recall_cases(recall, run, err))
        return false;
    struct verdict *const verdicts =
        ARENA_ARRAY(&recall->arena, struct verdict, REQUIREMENT_COUNT);
    value->llhttp = json_text(json_object_get(run, "versions"), "llhttp");
    value->strict = json_is_true(json_object_get(summary, "strict"));
    value->status = (int)json_integer_value(json_object_get(summary, "status"));
    value->skipped = value->trouble[0] && value->status == STATUS_NOTHING_APPLIED;
    value->summary.interrupted = json_is_true(json_object_get(summary, "interrupted"));
    value->summary.duration_ns = json_nanoseconds(json_object_get(summary, "ms"));
    value->verdicts = verdicts;
    report_judge(value->outcomes, value->outcome_count, value->strict, verdicts,
                 &value->summary);
    return true;
}

void recall_fini(struct recall *recall)
{
    arena_fini(&recall->arena);
}
