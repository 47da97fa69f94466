/* SPDX-License-Identifier: MIT */
/* Sentences for people, said in one place. */
#include "report/explain.h"

#include <string.h>

#include "report/clean.h"

enum level explain_level(enum requirement requirement, enum role role)
{
    const struct requirement_row *row = requirement_row(requirement);
    return role == ROLE_GATEWAY ? row->gateway : row->level;
}

void explain_basis(struct buf *out, enum requirement requirement, enum role role)
{
    static const char *const HOW[] = {
        [BASIS_EXPLICIT] = "explicit in",
        [BASIS_GRAMMAR] = "by the grammar of",
        [BASIS_DERIVED] = "derived from",
        [BASIS_NONE] = "see",
    };
    const struct requirement_row *row = requirement_row(requirement);
    buf_add_text(out, level_name(explain_level(requirement, role)));
    if (row->source[0])
        buf_printf(out, ", %s %s", HOW[row->basis], row->source);
}

void explain_rounds(struct buf *out, const struct outcome *outcome)
{
    if (outcome->round[0] == '\0')
        return;
    clean_text(out, outcome->round);
    buf_printf(out, "; %u of %u rounds", outcome->rounds_failed, outcome->rounds);
    if (outcome->rounds < outcome->test->round_count)
        buf_printf(out, " played (%zu more left out)",
                   outcome->test->round_count - outcome->rounds);
    if (outcome->rounds_list[0] && outcome->rounds_failed > 1) {
        buf_add_text(out, ": ");
        clean_text(out, outcome->rounds_list);
    }
}

const char *explain_file(const struct test_case *test)
{
    const char *inside = test->file;
    for (const char *at = test->file; (at = strstr(at, "cases/")) != NULL; at++)
        if (at == test->file || at[-1] == '/')
            inside = at;
    return inside;
}

void explain_plays(struct buf *out, const struct outcome *outcome)
{
    if (outcome->plays > 1)
        buf_printf(out, "%s in %u of %u plays", outcome_name(outcome->kind),
                   outcome->plays_bad, outcome->plays);
}

void explain_standing(struct buf *out, const struct summary *summary)
{
    const char *before = "; of these ";
    for (unsigned at = STANDING_PLAIN + 1; at < STANDING_COUNT; at++) {
        if (summary->standing[at] == 0)
            continue;
        buf_printf(out, "%s%zu %s", before, summary->standing[at],
                   standing_name((enum standing)at));
        before = ", ";
    }
}

void explain_bounds(struct buf *out, const struct outcome *outcome)
{
    if (outcome->bisect_plays == 0)
        return;
    for (size_t at = 0; at < outcome->bound_count; at++)
        buf_printf(out, "%s%s", at > 0 ? "; " : "", outcome->bounds[at].sentence);
    buf_printf(out, "%s (%u play%s)", outcome->bound_count > 0 ? "" : "nothing to vary",
               outcome->bisect_plays, outcome->bisect_plays == 1 ? "" : "s");
}

void explain_log(struct buf *out, const struct outcome *outcome)
{
    const struct outcome_log *const log = outcome->log;
    if (!log)
        return;
    buf_add_text(out, "written during this case");
    if (log->beside > 0)
        buf_printf(out,
                   ", with %u other%s under way: the path and X-Interim-Case of a "
                   "request say whose it is",
                   log->beside, log->beside == 1 ? "" : "s");
    if (log->left_out > 0)
        buf_printf(out, "; %llu octets left out", (unsigned long long)log->left_out);
}

const char *explain_control(enum control control)
{
    switch (control) {
    case CONTROL_PASSED:
        return "the same exchange without its interim responses passes: it is about "
               "them";
    case CONTROL_FAILED:
        return "the same exchange fails without its interim responses, too: it is "
               "about "
               "something else";
    case CONTROL_NONE:
        break;
    }
    return "";
}

void explain_repeat(struct buf *out, const struct report_run *run,
                    const struct outcome *outcome)
{
    clean_text(out, run->command);
    buf_add_text(out, " --only ");
    clean_text(out, outcome->test->id);
    clean_text(out, run->arguments);
}

void explain_alone(struct buf *out, const struct outcome *outcome)
{
    if (outcome->transcript_count == 0)
        return;
    buf_add_text(out, "interim report reproduce REPORT.json ");
    clean_text(out, outcome->test->id);
}

const char *explain_status(int status)
{
    static const struct {
        int status;
        const char *sentence;
    } ROWS[] = {
        {0, "nothing failed"},
        {1, "a requirement failed"},
        {2, "the command line or a case file could not be used"},
        {3, "not all could be tested: see the errors"},
        {77, "nothing applied to this target"},
        {130, "interrupted: the report is partial"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        if (ROWS[row].status == status)
            return ROWS[row].sentence;
    return "unknown";
}
