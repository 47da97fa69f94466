/* SPDX-License-Identifier: MIT */
/* The matrix of targets and requirements, in Markdown. */
#include "report/cell.h"
#include "report/json_read.h"
#include "report/runs.h"

#include <string.h>

static const char *verdict_of(const json_t *run, const char *id)
{
    return json_text(json_find(json_object_get(run, "requirements"), "id", id),
                     "verdict");
}

/* A letter or two a verdict; a failure is told without colours too. */
static const char *sign_of(const char *verdict)
{
    static const struct {
        const char *verdict, *sign;
    } SIGNS[] = {
        {"PASS", "ok"}, {"INFO", "info"}, {"WARN", "warn"}, {"FAIL", "**FAIL**"}};
    for (size_t row = 0; row < sizeof SIGNS / sizeof *SIGNS; row++)
        if (strcmp(SIGNS[row].verdict, verdict) == 0)
            return SIGNS[row].sign;
    return "";
}

static bool has_verdict(const json_t *runs, const char *role, const char *id)
{
    size_t at;
    json_t *run;
    json_array_foreach(runs, at, run)
    {
        if (strcmp(json_text(run, "role"), role) == 0 &&
            sign_of(verdict_of(run, id))[0])
            return true;
    }
    return false;
}

static void add_row(const json_t *runs, const char *role, const json_t *requirement,
                    struct buf *out)
{
    const char *id = json_text(requirement, "id");
    size_t at;
    json_t *run;
    buf_add_text(out, "| ");
    cell_add(out, id);
    buf_add_text(out, " | ");
    cell_add(out, json_text(requirement, "level"));
    buf_add_text(out, " |");
    json_array_foreach(runs, at, run)
    {
        if (strcmp(json_text(run, "role"), role) == 0)
            buf_printf(out, " %s |", sign_of(verdict_of(run, id)));
    }
    buf_add_text(out, "\n");
}

static void add_head(const json_t *runs, const char *role, size_t targets,
                     struct buf *out)
{
    size_t at;
    json_t *run;
    buf_add_text(out, "| requirement | level |");
    json_array_foreach(runs, at, run)
    {
        if (strcmp(json_text(run, "role"), role) != 0)
            continue;
        buf_add_text(out, " ");
        cell_add(out, json_text(run, "target"));
        buf_add_text(out, " ");
        cell_add(out, json_text(run, "target_version"));
        buf_add_text(out, " |");
    }
    buf_add_text(out, "\n|---|---|");
    for (size_t column = 0; column < targets; column++)
        buf_add_text(out, "---|");
    buf_add_text(out, "\n");
}

/* The first run of a role, and how many there are. */
static const json_t *first_of(const json_t *runs, const char *role, size_t *count)
{
    const json_t *first = NULL;
    *count = 0;
    for (size_t at = json_array_size(runs); at > 0; at--) {
        const json_t *const run = json_array_get(runs, at - 1);
        if (strcmp(json_text(run, "role"), role) != 0)
            continue;
        first = run;
        ++*count;
    }
    return first;
}

void runs_matrix(const json_t *runs, struct buf *out)
{
    static const char *const ROLES[] = {"server", "client", "gateway", "proxy"};
    for (size_t role = 0; role < sizeof ROLES / sizeof *ROLES; role++) {
        size_t targets;
        const json_t *first = first_of(runs, ROLES[role], &targets);
        if (!first)
            continue;
        buf_printf(out, "%s## Role %s: %zu %s\n\n", out->len > 0 ? "\n" : "",
                   ROLES[role], targets, targets == 1 ? "target" : "targets");
        add_head(runs, ROLES[role], targets, out);
        size_t at;
        json_t *requirement;
        json_array_foreach(json_object_get(first, "requirements"), at, requirement)
        {
            if (has_verdict(runs, ROLES[role], json_text(requirement, "id")))
                add_row(runs, ROLES[role], requirement, out);
        }
    }
}
