/* SPDX-License-Identifier: MIT */
/* For each requirement the words that decide it, and how a breach is mended. */
#ifndef INTERIM_REPORT_DECIDING_H
#define INTERIM_REPORT_DECIDING_H

#include "oracle/requirement.h"

/* section: "RFC 9110 §15.2"; words: an exact quotation from it, a sentence or a part of
 * one. Both "" where no key word demands the requirement, or where the text is of a
 * document that is not quoted. mend: one sentence, to whoever maintains the target. */
struct deciding {
    const char *section, *words, *mend;
};

/* Static storage. requirement < REQUIREMENT_COUNT. */
const struct deciding *deciding_of(enum requirement requirement);

#endif
