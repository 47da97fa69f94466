/* SPDX-License-Identifier: MIT */
/* Exit statuses, and how those of several runs make one. */
#ifndef INTERIM_RUN_STATUS_H
#define INTERIM_RUN_STATUS_H

#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>

/* Where several apply, the first of: usage, interrupted, failed, untestable, nothing,
 * ok. */
enum status {
    STATUS_OK = 0,
    STATUS_FAILED = 1,     /* a requirement failed */
    STATUS_USAGE = 2,      /* usage, or a bad case file */
    STATUS_UNTESTABLE = 3, /* the target could not be tested, or any ERROR */
    STATUS_NOTHING = 77,   /* nothing applied */
    STATUS_INTERRUPTED = 130
};

/* The status of one run. */
enum status status_of_run(const struct summary *summary);

/* The status of two runs together: the first that applies, and nothing only where
 * neither had anything. */
enum status status_worst(enum status a, enum status b);

#endif
