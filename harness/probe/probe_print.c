/* SPDX-License-Identifier: MIT */
/* What a probe found, for people: the findings of each hop, and the diagnosis. */
#include "probe/probe.h"

#include <inttypes.h>

static void add_findings(const struct probe *probe, unsigned hop, struct buf *out)
{
    const struct trail *trail = &probe->hops[hop].trail;
    const uint64_t count = trail->finding_count + trail->left_out;
    if (count == 0)
        return;
    buf_printf(out, "\nfindings: %" PRIu64 "%s%s\n", count,
               probe->hop_count > 1 ? ", " : "",
               probe->hop_count > 1 ? probe->labels[hop] : "");
    for (size_t row = 0; row < trail->finding_count; row++) {
        buf_add_octet(out, '\n');
        trail_text(&trail->findings[row], "the connection", out);
    }
    if (trail->left_out > 0)
        buf_printf(out, "\n%" PRIu64 " more findings were left out.\n",
                   trail->left_out);
}

static void add_row(const struct probe_facts *facts, enum diagnosis row,
                    struct buf *out)
{
    const bool problem = diagnosis_row(row)->kind == DIAGNOSIS_PROBLEM;
    struct buf text;
    buf_init(&text, PROBE_MAX_REPORT);
    buf_add_octet(out, '\n');
    buf_add_text(&text, problem ? "PROBLEM " : "");
    diagnosis_sentence(row, facts, &text);
    buf_printf(&text, " [%s; ", diagnosis_row(row)->id);
    diagnosis_basis(row, facts, &text);
    buf_add_octet(&text, ']');
    trail_wrapped(buf_view(&text), TRAIL_INDENT, out);
    buf_fini(&text);
}

/* Everything of one kind that is said of one hop. */
static unsigned add_rows(const struct probe *probe, unsigned hop,
                         enum diagnosis_kind kind, struct buf *out)
{
    unsigned rows = 0;
    for (unsigned row = 0; row < DIAGNOSIS_COUNT; row++) {
        if (diagnosis_row((enum diagnosis)row)->kind != kind ||
            !probe_says(probe, hop, (enum diagnosis)row))
            continue;
        add_row(&probe->facts[hop], (enum diagnosis)row, out);
        rows++;
    }
    return rows;
}

void probe_text(const struct probe *probe, struct buf *out)
{
    static const enum diagnosis_kind KINDS[] = {DIAGNOSIS_PROBLEM, DIAGNOSIS_NOTE};
    unsigned rows = 0;
    for (unsigned hop = 0; hop < probe->watched; hop++)
        add_findings(probe, hop, out);
    buf_add_text(out, "\ndiagnosis\n");
    for (size_t kind = 0; kind < sizeof KINDS / sizeof KINDS[0]; kind++)
        for (unsigned hop = 0; hop < probe->watched; hop++)
            rows += add_rows(probe, hop, KINDS[kind], out);
    if (rows == 0)
        buf_add_text(out, "\n  Nothing came that could be explained.\n");
}
