/* SPDX-License-Identifier: MIT */
/* One case of a JSON report read back: what passed over the wire, as the tap had it. */
#ifndef INTERIM_REPORT_EVIDENCE_H
#define INTERIM_REPORT_EVIDENCE_H

#include "base/arena.h"
#include "base/err.h"
#include "net/tap.h"

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/* Text is as the report has it, "" where it has none, borrowed from the JSON values;
 * entries live in the arena. */
struct evidence {
    const char *id, *outcome, *reason, *expected, *actual;
    const char *requirement, *source, *basis, *level;
    const char *target, *version, *started;
    const char *repeat; /* the command line that plays the case again */
    enum role role;
    const struct tap_entry *entries;
    size_t count;
};

/* Reads a case of a run (of run.schema.json). False, with err, where its transcript is
 * none. An empty transcript (of what was skipped, or slimmed) is no mistake. */
bool evidence_read(struct arena *arena, const json_t *run, const json_t *test,
                   struct evidence *evidence, struct err *err);

#endif
