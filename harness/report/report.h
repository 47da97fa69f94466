/* SPDX-License-Identifier: MIT */
/* What a report is made of, and the writers: one a file, one const vtable each. */
#ifndef INTERIM_REPORT_REPORT_H
#define INTERIM_REPORT_REPORT_H

#include "base/buf.h"
#include "base/err.h"
#include "play/outcome.h"

#include <stdbool.h>
#include <stddef.h>

/* Verdict of a requirement: the worst that was seen of it; untested where nothing could
 * show it (OUTCOME_SKIP stands for that). */
struct verdict {
    enum requirement requirement;
    enum outcome_kind kind; /* PASS, INFO, WARN, FAIL, or SKIP for untested */
    size_t cases;           /* that spoke of it */
};

struct summary {
    size_t count[OUTCOME_KIND_COUNT]; /* cases by outcome */
    size_t total;
    bool interrupted;
    int64_t duration_ns;
};

/* One run: one target in one role. Borrowed by writers for the time of a call. */
struct report_run {
    const char *target;  /* name, or URL, or command line, for people */
    const char *version; /* of the target, "" where unknown */
    enum role role;
    const char *command; /* the command line that repeats this run, without --only:
                          * "interim client -- curl {url}" */
    struct outcome *const *outcomes; /* in catalogue order */
    size_t outcome_count;
    const struct verdict *verdicts; /* REQUIREMENT_COUNT of them, in table order */
    struct summary summary;
    bool strict;
};

/* A writer appends to out what belongs at each moment; the caller writes out to its
 * file after each call. state is zero at first and the writer's own. */
struct report_state {
    size_t count;
};
struct report_writer {
    const char *name; /* "text", "tap", "junit", "json" */
    bool streaming;   /* `outcome` is called as cases end (in catalogue order) */
    void (*begin)(const struct report_run *run, size_t planned, struct buf *out,
                  struct report_state *state);
    void (*outcome)(const struct report_run *run, const struct outcome *outcome,
                    struct buf *out, struct report_state *state);
    void (*end)(const struct report_run *run, struct buf *out,
                struct report_state *state);
};

/* All writers, NULL-terminated; the one of this name, or NULL. */
extern const struct report_writer *const REPORT_WRITERS[];
const struct report_writer *report_writer_find(const char *name);

/* Fills verdicts (REQUIREMENT_COUNT) and the counts of summary from outcomes. */
void report_judge(struct outcome *const *outcomes, size_t count,
                  struct verdict *verdicts, struct summary *summary);

#endif
