/* SPDX-License-Identifier: MIT */
/* Verdicts and counts of a run, made anew from its cases. */
#include "base/ensure.h"
#include "oracle/requirement.h"
#include "play/outcome.h"
#include "report/json_read.h"
#include "report/runs.h"

#include <string.h>

/* One more sight of a requirement, which may be one that this version does not know. */
static void see(json_t *requirements, const char *id, const char *outcome)
{
    json_t *row = json_find(requirements, "id", id);
    enum outcome_kind kind;
    enum outcome_kind before;
    if (!row || !outcome_find(outcome, &kind) || kind == OUTCOME_SKIP ||
        kind == OUTCOME_ERROR)
        return;
    const bool tested = outcome_find(json_text(row, "verdict"), &before);
    if (tested && kind != before && !outcome_worse(kind, before))
        return;
    const json_int_t cases = json_integer_value(json_object_get(row, "cases"));
    const json_int_t now = tested && kind == before ? cases + 1 : 1;
    ENSURE(json_object_set_new(row, "verdict", json_string(outcome)) == 0);
    ENSURE(json_object_set_new(row, "cases", json_integer(now)) == 0);
}

/* A case counts once for each requirement that it speaks of, with the worst of it. */
static void see_case(json_t *requirements, const json_t *test)
{
    const char *own = json_text(test, "requirement");
    const char *outcome = json_text(test, "outcome");
    size_t at;
    json_t *finding;
    see(requirements, own, outcome);
    json_array_foreach(json_object_get(test, "findings"), at, finding)
    {
        const char *id = json_text(finding, "requirement");
        bool told = strcmp(id, own) == 0;
        for (size_t before = 0; before < at && !told; before++)
            told = strcmp(id, json_text(json_array_get(
                                            json_object_get(test, "findings"), before),
                                        "requirement")) == 0;
        if (!told)
            see(requirements, id, json_text(finding, "outcome"));
    }
}

static void count(json_t *summary, const char *key)
{
    const json_int_t before = json_integer_value(json_object_get(summary, key));
    ENSURE(json_object_set_new(summary, key, json_integer(before + 1)) == 0);
}

static enum standing standing_of(const char *name)
{
    for (unsigned at = STANDING_PLAIN + 1; at < STANDING_COUNT; at++)
        if (strcmp(standing_name((enum standing)at), name) == 0)
            return (enum standing)at;
    return STANDING_PLAIN;
}

/* What decides the exit status. */
struct sum {
    size_t failed, errors;
};

static void add_case(json_t *summary, const json_t *test, struct sum *sum)
{
    struct outcome outcome = {.standing = standing_of(json_text(test, "standing"))};
    const bool strict = json_is_true(json_object_get(summary, "strict"));
    count(summary, "cases");
    count(summary, json_text(test, "outcome"));
    if (outcome.standing != STANDING_PLAIN)
        count(summary, standing_name(outcome.standing));
    if (!outcome_find(json_text(test, "outcome"), &outcome.kind))
        return;
    sum->failed += outcome_fails(&outcome, strict);
    sum->errors += outcome.kind == OUTCOME_ERROR && outcome.standing != STANDING_XFAIL;
}

/* As run/status.h, for one target: a failure before an error before nothing at all. */
static int status_of(const json_t *summary, const struct sum *sum)
{
    const json_int_t cases = json_integer_value(json_object_get(summary, "cases"));
    if (json_is_true(json_object_get(summary, "interrupted")))
        return 130;
    if (sum->failed > 0)
        return 1;
    if (sum->errors > 0)
        return 3;
    return cases == json_integer_value(json_object_get(summary, "SKIP")) ? 77 : 0;
}

/* All counts of the summary are 0. */
static void clear_counts(json_t *summary)
{
    ENSURE(json_object_set_new(summary, "cases", json_integer(0)) == 0);
    for (unsigned kind = 0; kind < OUTCOME_KIND_COUNT; kind++)
        ENSURE(json_object_set_new(summary, outcome_name((enum outcome_kind)kind),
                                   json_integer(0)) == 0);
    for (unsigned at = STANDING_PLAIN + 1; at < STANDING_COUNT; at++)
        ENSURE(json_object_set_new(summary, standing_name((enum standing)at),
                                   json_integer(0)) == 0);
}

void runs_judge(json_t *run)
{
    json_t *requirements = json_object_get(run, "requirements");
    json_t *summary = json_object_get(run, "summary");
    struct sum sum = {0, 0};
    size_t at;
    json_t *row;
    json_array_foreach(requirements, at, row)
    {
        ENSURE(json_object_set_new(row, "verdict", json_string("untested")) == 0);
        ENSURE(json_object_set_new(row, "cases", json_integer(0)) == 0);
    }
    clear_counts(summary);
    json_array_foreach(json_object_get(run, "cases"), at, row)
    {
        add_case(summary, row, &sum);
        see_case(requirements, row);
    }
    ENSURE(json_object_set_new(summary, "status",
                               json_integer(status_of(summary, &sum))) == 0);
}
