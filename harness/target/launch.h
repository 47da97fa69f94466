/* SPDX-License-Identifier: MIT */
/* One launched program: a foreground process in a process group of its own. */
#ifndef INTERIM_TARGET_LAUNCH_H
#define INTERIM_TARGET_LAUNCH_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Caller's storage. pid is 0 where nothing runs. */
struct launch {
    pid_t pid;
};

/* What to launch. All borrowed for the time of the call. */
struct launch_plan {
    const char *const *argv; /* NULL-terminated; argv[0] is a path */
    const char *log;         /* its output is appended to this file */
    bool tied; /* is ended with the calling thread, should we be killed (Linux) */
};

/* Starts it: input empty, output to the log, signals as by default. False with err
 * where it could not be started. */
bool launch_start(struct launch *launch, const struct launch_plan *plan,
                  struct err *err);

/* true while it runs; once it has ended, pid is 0. Never waits. */
bool launch_alive(struct launch *launch);

/* Asks the process group to end (SIGTERM), kills it at grace_ms, and reaps it. Safe
 * where nothing runs. */
void launch_stop(struct launch *launch, int grace_ms);

/* Runs argv to its end, or to limit_ms, and appends what it printed on either output.
 * False where it could not be started. */
bool launch_capture(const char *const *argv, int limit_ms, struct buf *output);

/* Finds a program: on PATH, then in the usual sbin folders. Writes its path to out,
 * NUL- terminated. False where it is nowhere. */
bool launch_find(const char *program, char *out, size_t size);

#endif
