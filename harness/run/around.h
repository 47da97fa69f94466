/* SPDX-License-Identifier: MIT */
/* What happens around a case: the user's commands before and after it, and what the
 * target wrote to its log meanwhile. */
#ifndef INTERIM_RUN_AROUND_H
#define INTERIM_RUN_AROUND_H

#include "base/err.h"
#include "play/outcome.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    AROUND_LOG_OCTETS = 8 << 10,      /* kept of a log: the last of it, whole lines */
    AROUND_REPORT_OCTETS = 256 << 10, /* kept from a sanitizer's report on */
    AROUND_COMMAND_MS = 30000         /* a command takes no longer; times time_scale */
};

/* One target under test; set before its first case. Text is borrowed; NULL: none. */
struct around {
    const char *before, *after; /* commands for the shell */
    const char *log;            /* path of the target's log; a file, if there yet */
    double time_scale;
    const volatile int *interrupt; /* not 0: no command before is waited for; NULL */
    atomic_uint running, begun;    /* zero at first */
};

/* One case under way; caller's storage. */
struct around_case {
    uint64_t log_from; /* octets of the log that are older than the case, */
    uint64_t log_file; /* and which file that was: a log may be rotated */
    unsigned running, begun;
};

/* False, with err, where path is there and is no file that can be read twice: a folder,
 * a pipe. NULL, and what is not there yet, is good. */
bool around_check_log(const char *path, struct err *err);

/* Runs the command before, and notes where the log ends. False where that command
 * failed: outcome is then an ERROR that says why (outcome_init'ed here), and the case
 * is not to be played. around_end is due in either case. The commands' environment has
 * INTERIM_CASE and INTERIM_ROLE, afterwards INTERIM_ROUND, INTERIM_OUTCOME and
 * INTERIM_REASON, too. May be called from several threads at once. */
bool around_begin(struct around *around, const struct test_case *test, enum role role,
                  struct around_case *now, struct outcome *outcome);

/* Attaches the log to what is no plain PASS, and to any case during which a sanitizer
 * reported; then runs the command after. Where that fails, what passed is an ERROR. */
void around_end(struct around *around, const struct around_case *now,
                struct outcome *outcome);

#endif
