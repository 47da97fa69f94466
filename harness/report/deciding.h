/* SPDX-License-Identifier: MIT */
/* For each requirement what decides it, and how a breach is mended. */
#ifndef INTERIM_REPORT_DECIDING_H
#define INTERIM_REPORT_DECIDING_H

#include "oracle/requirement.h"

/* section: "RFC 9110 §15.2"; says: what stands there, as a sentence of ours. Both ""
 * where no key word of RFC 9110 or RFC 9112 demands the requirement. mend: one
 * sentence, to whoever maintains the target. */
struct deciding {
    const char *section, *says, *mend;
};

/* Static storage. requirement < REQUIREMENT_COUNT. */
const struct deciding *deciding_of(enum requirement requirement);

#endif
