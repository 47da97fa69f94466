/* SPDX-License-Identifier: MIT */
/* interim help --words KIND: what may stand for a word of usage, for completions. */
#include "case/role.h"
#include "cmd.h"
#include "cmd_help.h"
#include "oracle/requirement.h"
#include "peer/fault.h"
#include "report/report.h"
#include "run/select_cases.h"
#include "target/target.h"

#include <string.h>

static void add_targets(struct buf *out)
{
    for (size_t index = 0; index < target_count(); index++) {
        const struct target_row *row = target_row(index);
        const bool first =
            index == 0 || strcmp(target_row(index - 1)->group, row->group) != 0;
        if (first && !row->root)
            buf_printf(out, "%s\n", row->group);
        buf_printf(out, "%s\n", row->name);
    }
}

static void add_faults(struct buf *out)
{
    for (unsigned at = 0; at < FAULT_COUNT; at++)
        buf_printf(out, "%s\n", fault_row((enum fault)at)->id);
}

static void add_requirements(struct buf *out)
{
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++)
        buf_printf(out, "%s\n", requirement_row((enum requirement)at)->id);
}

static void ignore(const char *sentence)
{
    (void)sentence;
}

static void add_cases(struct buf *out)
{
    struct catalogue catalogue;
    if (select_load(&catalogue, NULL, ignore))
        for (size_t at = 0; at < catalogue.case_count; at++)
            buf_printf(out, "%s\n", catalogue.cases[at].id);
    catalogue_fini(&catalogue);
}

static void add_globs(struct buf *out)
{
    add_requirements(out);
    add_cases(out);
}

static void add_levels(struct buf *out)
{
    for (unsigned at = 0; at < LEVEL_COUNT; at++)
        buf_printf(out, "%s\n", level_name((enum level)at));
}

static void add_roles(struct buf *out)
{
    for (unsigned at = 0; at < ROLE_COUNT; at++)
        buf_printf(out, "%s\n", role_name((enum role)at));
}

static void add_formats(struct buf *out)
{
    for (size_t at = 0; REPORT_WRITERS[at]; at++)
        buf_printf(out, "%s\n", REPORT_WRITERS[at]->name);
}

static void add_verbs(struct buf *out)
{
    for (size_t at = 0; cmd_row(at); at++)
        buf_printf(out, "%s\n", cmd_row(at)->verb);
}

static void add_topics(struct buf *out)
{
    for (size_t at = 0; help_topic_at(at); at++)
        buf_printf(out, "%s\n", help_topic_at(at)->name);
}

static const struct {
    const char *kind;
    void (*add)(struct buf *out);
} KINDS[] = {
    {"TARGET", add_targets}, {"FAULT", add_faults}, {"ID", add_requirements},
    {"CASE", add_cases},     {"GLOB", add_globs},   {"LEVEL", add_levels},
    {"ROLE", add_roles},     {"VERB", add_verbs},   {"TOPIC", add_topics},
    {"FORMAT", add_formats},
};

void help_words(struct buf *out, const char *kind)
{
    for (size_t row = 0; row < sizeof KINDS / sizeof KINDS[0]; row++)
        if (strcmp(KINDS[row].kind, kind) == 0)
            KINDS[row].add(out);
}
