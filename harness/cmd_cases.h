/* SPDX-License-Identifier: MIT */
/* What the forms of `interim cases` share: options, and loading with mistakes told. */
#ifndef INTERIM_CMD_CASES_H
#define INTERIM_CMD_CASES_H

#include "case/catalogue.h"

#include <stdbool.h>

struct cases_options {
    const char *folder;      /* --cases, or the suite's own */
    const char *const *only; /* --only, NULL-terminated; may be NULL */
    const char *const *skip;
    enum role role;          /* --role; ROLE_COUNT: any */
    const char *requirement; /* --requirement; NULL: any */
    const char *round;       /* --round; NULL: the first */
    bool json;
    bool coverage;
    const char *const *arguments; /* NULL-terminated; may be NULL */
};

/* Tells a mistake of the command line. Returns STATUS_USAGE. */
int cases_usage(const char *format, ...) ATTR_PRINTF(1, 2);

/* Loads a catalogue with names of requirements and faults checked. False where there
 * were mistakes, told to complain; catalogue_fini is due in either case. */
bool cases_load(struct catalogue *catalogue, const char *path,
                catalogue_complaint *complain, void *user);

/* interim cases lint. Returns the exit status. */
int cases_lint(const struct cases_options *options);

/* interim cases from-finding FILE. Returns the exit status. */
int cases_from_finding(const struct cases_options *options);

#endif
