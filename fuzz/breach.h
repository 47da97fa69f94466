/* SPDX-License-Identifier: MIT */
/* The end of a fuzz run, one function a requirement: farms tell findings apart by their
 * stacks, so the requirement has to stand on it. */
#ifndef INTERIM_FUZZ_BREACH_H
#define INTERIM_FUZZ_BREACH_H

#include "base/attr.h"
#include "oracle/requirement.h"

/* Prints the requirement, its source and detail (octets in it quoted before), and
 * aborts in breach_NAME: a requirement was broken by whoever is fuzzed. */
ATTR_NORETURN void breach(enum requirement requirement, const char *detail);

/* Likewise, in missed_NAME: the oracle did not name what was broken on purpose. */
ATTR_NORETURN void breach_missed(enum requirement requirement, const char *detail);

#endif
