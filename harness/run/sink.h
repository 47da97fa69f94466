/* SPDX-License-Identifier: MIT */
/* Where a report goes: standard output, or a file that is there whole or not at all. */
#ifndef INTERIM_RUN_SINK_H
#define INTERIM_RUN_SINK_H

#include "base/buf.h"
#include "base/err.h"
#include "report/report.h"

#include <stdbool.h>

/* One report that was asked for. */
struct sink_request {
    const struct report_writer *writer;
    const char *path; /* "-": standard output */
};

/* A regular file is written under a temporary name beside its own and renamed when it
 * is complete; anything else (a pipe, a device) is written as it is. */
struct sink {
    const struct report_writer *writer;
    const char *path; /* borrowed */
    char temporary[1024];
    int fd; /* -1: closed, or broken: then err says why */
    bool broken;
    struct err err;
    struct buf out;
    struct report_state state;
};

/* Opens it before anything is run. False where it cannot be written. */
bool sink_open(struct sink *sink, const struct sink_request *request,
               struct report_style style, size_t runs, struct err *err);

/* What the writer has to say of each moment, written out at once. A sink that breaks
 * (disk full, pipe closed) stays silent from then on. */
void sink_begin(struct sink *sink, const struct report_run *run);
void sink_outcome(struct sink *sink, const struct report_run *run,
                  const struct outcome *outcome);
void sink_end(struct sink *sink, const struct report_run *run);

/* Completes the report and gives it its name. False, with err, where it is not there:
 * nothing is left behind then. Frees all. */
bool sink_close(struct sink *sink, struct err *err);

/* Gives it up unwritten, where the run does not come to pass. Frees all. */
void sink_abandon(struct sink *sink);

#endif
