/* SPDX-License-Identifier: MIT */
/* JSON reports read back: checked, united where they are shards of one run. */
#include "report/runs.h"

#include "base/ensure.h"
#include "report/json_read.h"
#include "report/json_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same_text(const json_t *a, const json_t *b, const char *key)
{
    return strcmp(json_text(a, key), json_text(b, key)) == 0;
}

/* ---------------------------------------------------------------- what a run is */

/* The members without which nothing here could be said; what else is there stays. */
static bool is_run(const json_t *value)
{
    return json_is_string(json_object_get(value, "target")) &&
           json_is_string(json_object_get(value, "role")) &&
           json_is_array(json_object_get(value, "cases")) &&
           json_is_array(json_object_get(value, "requirements")) &&
           json_is_object(json_object_get(value, "summary"));
}

/* Of reports without one it is 0: they are older than it, and as format 1 has them. */
static long long format_of(const json_t *run)
{
    const json_t *versions = json_object_get(run, "versions");
    return json_integer_value(json_object_get(versions, "format"));
}

static bool has_whole_cases(const json_t *run)
{
    size_t at;
    json_t *test;
    json_array_foreach(json_object_get(run, "cases"), at, test)
    {
        if (!json_is_string(json_object_get(test, "id")) ||
            !json_is_string(json_object_get(test, "outcome")) ||
            !json_is_string(json_object_get(test, "requirement")))
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------- uniting */

static json_t *find_run(const json_t *runs, const json_t *like)
{
    size_t at;
    json_t *run;
    json_array_foreach(runs, at, run)
    {
        if (same_text(run, like, "target") && same_text(run, like, "role") &&
            same_text(run, like, "target_version"))
            return run;
    }
    return NULL;
}

/* true where a stands before b in the catalogue. */
static bool is_before(const json_t *a, const json_t *b)
{
    const int files = strcmp(json_text(a, "file"), json_text(b, "file"));
    return files < 0 ||
           (files == 0 && json_integer_value(json_object_get(a, "line")) <
                              json_integer_value(json_object_get(b, "line")));
}

/* Cases keep the catalogue's order, whatever the order of the reports. */
static void insert(json_t *cases, json_t *test)
{
    size_t at = json_array_size(cases);
    while (at > 0 && is_before(test, json_array_get(cases, at - 1)))
        at--;
    ENSURE(json_array_insert(cases, at, test) == 0);
}

static bool unite(json_t *run, const json_t *more, const char *path, struct err *err)
{
    size_t at;
    json_t *test;
    json_array_foreach(json_object_get(more, "cases"), at, test)
    {
        if (json_find(json_object_get(run, "cases"), "id", json_text(test, "id")))
            return err_set(err, "%s: %s of %s is in another report already", path,
                           json_text(test, "id"), json_text(run, "target"));
        insert(json_object_get(run, "cases"), test);
    }
    json_t *summary = json_object_get(run, "summary");
    const json_t *other = json_object_get(more, "summary");
    const double ms = json_number_value(json_object_get(summary, "ms")) +
                      json_number_value(json_object_get(other, "ms"));
    ENSURE(json_object_set_new(summary, "ms", json_real(ms)) == 0);
    if (json_is_true(json_object_get(other, "interrupted")))
        ENSURE(json_object_set_new(summary, "interrupted", json_true()) == 0);
    runs_judge(run);
    return true;
}

static bool add(json_t *runs, json_t *run, const char *path, struct err *err)
{
    if (!is_run(run) || !has_whole_cases(run))
        return err_set(err,
                       "%s: not a report of interim: a run has target, role, "
                       "summary, requirements and cases",
                       path);
    if (format_of(run) > JSON_RUN_FORMAT)
        return err_set(err,
                       "%s: written in format %lld by a later interim; this one reads "
                       "up to %d",
                       path, format_of(run), JSON_RUN_FORMAT);
    json_t *there = find_run(runs, run);
    if (there)
        return unite(there, run, path, err);
    ENSURE(json_array_append(runs, run) == 0);
    return true;
}

bool runs_load(json_t *runs, const char *path, struct err *err)
{
    json_error_t error;
    const bool standard = strcmp(path, "-") == 0;
    json_t *report = standard ? json_loadf(stdin, JSON_REJECT_DUPLICATES, &error)
                              : json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!report && error.line > 0)
        return err_set(err, "%s:%d:%d: %s", path, error.line, error.column, error.text);
    if (!report)
        return err_set(err, "%s", error.text);
    bool added = true;
    json_clean_strings(report);
    if (json_is_array(report)) {
        for (size_t at = 0; at < json_array_size(report) && added; at++)
            added = add(runs, json_array_get(report, at), path, err);
    } else {
        added = add(runs, report, path, err);
    }
    json_decref(report);
    return added;
}
