/* SPDX-License-Identifier: MIT */
/* What changed from one set of runs to another. */
#include "play/outcome.h"
#include "report/json_read.h"
#include "report/runs.h"

#include <string.h>

/* The run of the same target in the same role; NULL where there is none. */
static const json_t *find_run(const json_t *runs, const json_t *like)
{
    size_t at;
    json_t *value;
    json_array_foreach(runs, at, value)
    {
        if (strcmp(json_text(value, "target"), json_text(like, "target")) == 0 &&
            strcmp(json_text(value, "role"), json_text(like, "role")) == 0)
            return value;
    }
    return NULL;
}

/* From good to bad; what could not be told stands in the middle: to lose a PASS to a
 * SKIP is a loss, and a FAIL that is skipped is not mended. */
static int rank(const char *outcome)
{
    static const char *const RANKS[] = {"PASS",  "XPASS", "INFO",  "WARN", "FLAKY",
                                        "XFAIL", "SKIP",  "ERROR", "FAIL"};
    int row = 0;
    while (row < (int)(sizeof RANKS / sizeof *RANKS) &&
           strcmp(RANKS[row], outcome) != 0)
        row++;
    return row;
}

/* One pass over the cases: direction > 0 tells the worse ones, < 0 the better ones. */
static size_t tell_changes(const json_t *before, const json_t *after, int direction,
                           struct buf *out)
{
    size_t told = 0;
    size_t at;
    json_t *test;
    json_array_foreach(json_object_get(after, "cases"), at, test)
    {
        const json_t *old =
            json_find(json_object_get(before, "cases"), "id", json_text(test, "id"));
        const char *now = json_text(test, "outcome");
        if (!old || (rank(now) - rank(json_text(old, "outcome"))) * direction <= 0)
            continue;
        buf_printf(out, "%s  %s: %s: %s -> %s", direction > 0 ? "worse " : "better",
                   json_text(after, "target"), json_text(test, "id"),
                   json_text(old, "outcome"), now);
        if (direction > 0)
            buf_printf(out, " (%s)", json_text(test, "reason"));
        buf_add_text(out, "\n");
        told++;
    }
    return told;
}

/* Cases of here that there has not got. */
static void tell_missing(const json_t *here, const json_t *there, const char *word,
                         struct buf *out)
{
    size_t at;
    json_t *test;
    json_array_foreach(json_object_get(here, "cases"), at, test)
    {
        if (!json_find(json_object_get(there, "cases"), "id", json_text(test, "id")))
            buf_printf(out, "%s    %s: %s: %s\n", word, json_text(here, "target"),
                       json_text(test, "id"), json_text(test, "outcome"));
    }
}

static void tell_targets(const json_t *here, const json_t *there, const char *word,
                         struct buf *out)
{
    size_t at;
    json_t *run;
    json_array_foreach(here, at, run)
    {
        if (!find_run(there, run))
            buf_printf(out, "%s    %s as %s\n", word, json_text(run, "target"),
                       json_text(run, "role"));
    }
}

size_t runs_diff(const json_t *before, const json_t *after, struct buf *out)
{
    size_t worse = 0;
    size_t at;
    json_t *run;
    for (int direction = 1; direction >= -1; direction -= 2)
        json_array_foreach(after, at, run)
        {
            const json_t *old = find_run(before, run);
            const size_t told = old ? tell_changes(old, run, direction, out) : 0;
            worse += direction > 0 ? told : 0;
        }
    json_array_foreach(after, at, run)
    {
        const json_t *old = find_run(before, run);
        if (old) {
            tell_missing(old, run, "gone", out);
            tell_missing(run, old, "new ", out);
        }
    }
    tell_targets(before, after, "gone", out);
    tell_targets(after, before, "new ", out);
    return worse;
}
