/* SPDX-License-Identifier: MIT */
/* What the proof says of one outcome of a reference peer. */
#ifndef INTERIM_TEST_VERDICT_H
#define INTERIM_TEST_VERDICT_H

#include "base/buf.h"
#include "oracle/requirement.h"
#include "peer/fault.h"
#include "play/outcome.h"

#include <stdbool.h>

/* A peer to be proven: of a role, with a fault (FAULT_NONE: the honest one). */
struct suspect {
    enum role role;
    enum fault fault;
};

/* "honest", or the fault's id. */
const char *suspect_id(const struct suspect *suspect);

/* true where the case says that it catches this suspect's fault. */
bool suspect_is_named(const struct suspect *suspect, const struct test_case *test);

/* Appends one line: who, in which case, and what. */
void complain(struct buf *complaints, const struct suspect *suspect, const char *test,
              const char *what);

/* Judges one outcome. Appends a line for everything that is not as it has to be: an
 * honest peer that does not pass, a fault that the case claims to catch and does not,
 * a requirement broken that the fault does not list. Sets broken[requirement] of each
 * that failed or warned. Returns whether the fault showed at all. */
bool verdict_of(struct buf *complaints, const struct suspect *suspect,
                const struct outcome *outcome, bool broken[REQUIREMENT_COUNT]);

#endif
