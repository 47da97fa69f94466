/* SPDX-License-Identifier: MIT */
/* The list of writers, and the verdict on each requirement. */
#include "report/report.h"

#include <string.h>

enum { LIST_OCTETS = 256 };

const struct report_writer *const REPORT_WRITERS[] = {
    &REPORT_TEXT,     &REPORT_TAP,   &REPORT_JUNIT, &REPORT_JSON, &REPORT_HTML,
    &REPORT_MARKDOWN, &REPORT_SARIF, &REPORT_BADGE, &REPORT_PCAP, NULL};

const struct report_writer *report_writer_find(const char *name)
{
    for (size_t row = 0; REPORT_WRITERS[row]; row++)
        if (strcmp(REPORT_WRITERS[row]->name, name) == 0)
            return REPORT_WRITERS[row];
    return NULL;
}

const struct report_writer *report_writer_for_file(const char *path)
{
    const struct octets file = octets_of(path);
    for (size_t row = 0; REPORT_WRITERS[row]; row++) {
        const struct octets suffix = octets_of(REPORT_WRITERS[row]->suffix);
        if (file.len > suffix.len && octets_ends_with(file, suffix))
            return REPORT_WRITERS[row];
    }
    return NULL;
}

/* "text, tap, ... or pcap" */
static const char *list_writers(struct buf *list, bool suffixes)
{
    buf_init(list, LIST_OCTETS);
    for (size_t row = 0; REPORT_WRITERS[row]; row++) {
        const struct report_writer *const writer = REPORT_WRITERS[row];
        const char *const before = REPORT_WRITERS[row + 1] ? ", " : " or ";
        buf_printf(list, "%s%s", row > 0 ? before : "",
                   suffixes ? writer->suffix : writer->name);
    }
    return buf_text(list);
}

bool report_refuse_format(const char *name, struct err *err)
{
    struct buf list;
    err_set(err, "unknown format '%s'; expected %s", name, list_writers(&list, false));
    buf_fini(&list);
    return false;
}

bool report_refuse_file(const char *path, struct err *err)
{
    struct buf list;
    err_set(err,
            "-o %s: no format has that suffix; expected %s, or a --format in front",
            path, list_writers(&list, true));
    buf_fini(&list);
    return false;
}

void report_write_run(const struct report_writer *writer, const struct report_run *run,
                      struct report_state *state, struct buf *out)
{
    if (writer->begin)
        writer->begin(run, state, out);
    for (size_t at = 0; writer->outcome && at < run->outcome_count; at++)
        writer->outcome(run, run->outcomes[at], state, out);
    if (writer->end)
        writer->end(run, state, out);
}

void report_count(struct summary *summary, const struct outcome *outcome, bool strict)
{
    summary->count[outcome->kind]++;
    summary->standing[outcome->standing]++;
    summary->failed += outcome_fails(outcome, strict);
    summary->errors +=
        outcome->kind == OUTCOME_ERROR && outcome->standing != STANDING_XFAIL;
}

/* One more sight of a requirement. SKIP and ERROR show nothing of it. */
static void see(struct verdict *verdict, enum outcome_kind kind)
{
    if (kind == OUTCOME_SKIP || kind == OUTCOME_ERROR)
        return;
    if (verdict->kind != OUTCOME_SKIP && !outcome_worse(kind, verdict->kind)) {
        verdict->cases += kind == verdict->kind;
        return;
    }
    verdict->kind = kind;
    verdict->cases = 1;
}

/* The worst that this outcome shows of a requirement. */
static enum outcome_kind kind_of(const struct outcome *outcome,
                                 enum requirement requirement)
{
    bool seen = outcome->requirement == requirement;
    enum outcome_kind kind = seen ? outcome->kind : OUTCOME_SKIP;
    for (size_t at = 0; at < outcome->finding_count; at++) {
        const struct outcome_finding *finding = &outcome->findings[at];
        if (finding->requirement != requirement)
            continue;
        if (!seen || outcome_worse(finding->kind, kind))
            kind = finding->kind;
        seen = true;
    }
    return kind;
}

static bool is_told_before(const struct outcome *outcome, size_t finding)
{
    const enum requirement requirement = outcome->findings[finding].requirement;
    for (size_t at = 0; at < finding; at++)
        if (outcome->findings[at].requirement == requirement)
            return true;
    return requirement == outcome->requirement;
}

/* One case counts once for each requirement that it speaks of. Where its outcome is
 * about another requirement than its own, its own was not shown. */
static void judge_one(const struct outcome *outcome, struct verdict *verdicts)
{
    const enum requirement own =
        requirement_find(octets_of(outcome->test->requirement));
    if (own != REQUIREMENT_NONE)
        verdicts[own].asked++;
    if (outcome->requirement < REQUIREMENT_COUNT)
        see(&verdicts[outcome->requirement], kind_of(outcome, outcome->requirement));
    for (size_t at = 0; at < outcome->finding_count; at++)
        if (!is_told_before(outcome, at))
            see(&verdicts[outcome->findings[at].requirement],
                kind_of(outcome, outcome->findings[at].requirement));
}

void report_judge(struct outcome *const *outcomes, size_t count, bool strict,
                  struct verdict *verdicts, struct summary *summary)
{
    for (size_t row = 0; row < REQUIREMENT_COUNT; row++)
        verdicts[row] = (struct verdict){.requirement = (enum requirement)row,
                                         .kind = OUTCOME_SKIP};
    *summary = (struct summary){.total = count,
                                .interrupted = summary->interrupted,
                                .duration_ns = summary->duration_ns};
    for (size_t at = 0; at < count; at++) {
        report_count(summary, outcomes[at], strict);
        judge_one(outcomes[at], verdicts);
    }
}
