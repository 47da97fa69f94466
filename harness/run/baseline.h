/* SPDX-License-Identifier: MIT */
/* What is known to fail, each with its reason: a file, a line an entry.
 *
 *     # TARGET ROLE CASE OUTCOME [until=YYYY-MM-DD] REASON
 *     nginx gateway proxy.final/one OUTCOME until=2027-06-30 fixed in 1.31, ticket 42
 *     *     server  status.range/600 WARN the 600 is ours, see the wiki
 *
 * TARGET is the name in the report, or * for any; CASE an id of the catalogue; OUTCOME
 * the worst that is known: FAIL, WARN or ERROR. */
#ifndef INTERIM_RUN_BASELINE_H
#define INTERIM_RUN_BASELINE_H

#include "base/arena.h"
#include "base/err.h"
#include "case/catalogue.h"
#include "play/outcome.h"
#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>

struct baseline_entry {
    const char *target, *test, *reason;
    enum role role;
    enum outcome_kind kind;
};

struct baseline {
    struct arena arena;
    struct baseline_entry *entries;
    size_t count;
};

/* Reads path ("-" is a name like any other). today: "YYYY-MM-DD", UTC. False with
 * file:line:column for a line that cannot be read, an entry twice, a case that
 * catalogue has not got, and an entry whose day has passed: an excuse has to be looked
 * at again. baseline_fini is due in either case. */
bool baseline_load(struct baseline *baseline, const char *path,
                   const struct catalogue *catalogue, const char *today,
                   struct err *err);
void baseline_fini(struct baseline *baseline);

/* Marks the outcome where an entry speaks of it: XFAIL where it came to what is known,
 * or to something milder of its kind; XPASS where it is no breach any more. What is
 * worse than known, or was not shown (SKIP), stays as it is. */
void baseline_mark(const struct baseline *baseline, const char *target,
                   struct outcome *outcome);

/* Appends what a baseline has as its first lines, then an entry for each outcome of the
 * run that is a FAIL, an ERROR, or a WARN where the run is strict. */
void baseline_head(struct buf *out);
void baseline_add(struct buf *out, const struct report_run *run);

#endif
