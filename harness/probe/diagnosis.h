/* SPDX-License-Identifier: MIT */
/* A diagnosis in plain words: the rows of diagnosis.def that what was seen calls for.
 */
#ifndef INTERIM_PROBE_DIAGNOSIS_H
#define INTERIM_PROBE_DIAGNOSIS_H

#include "base/buf.h"
#include "oracle/requirement.h"
#include "probe/facts.h"

#include <stdbool.h>

enum diagnosis {
#define DIAGNOSIS(name, id, kind, condition, sentence, basis) DIAGNOSIS_##name,
#include "probe/diagnosis.def"
#undef DIAGNOSIS
    DIAGNOSIS_COUNT
};

enum diagnosis_kind { DIAGNOSIS_PROBLEM, DIAGNOSIS_NOTE };

struct diagnosis_row {
    const char *id; /* "swallowed-some" */
    enum diagnosis_kind kind;
    const char *sentence; /* with {names}, ASCII */
    const char *basis;    /* UTF-8 */
};

/* The row; static storage. diagnosis < DIAGNOSIS_COUNT. */
const struct diagnosis_row *diagnosis_row(enum diagnosis diagnosis);

/* true where the facts call for it. */
bool diagnosis_applies(enum diagnosis diagnosis, const struct probe_facts *facts);

/* Appends its sentence, the names filled in. */
void diagnosis_sentence(enum diagnosis diagnosis, const struct probe_facts *facts,
                        struct buf *out);

/* The requirement whose id its basis begins with; REQUIREMENT_NONE. */
enum requirement diagnosis_requirement(enum diagnosis diagnosis);

/* Appends what it rests on: the basis, and of a requirement its level (a gateway's
 * where the request went through no forward proxy of ours) and its section. */
void diagnosis_basis(enum diagnosis diagnosis, const struct probe_facts *facts,
                     struct buf *out);

/* true where it is a problem that the two addresses compared prove, and breaks a must
 * of what stands between: what the oracle cannot see. */
bool diagnosis_fails(enum diagnosis diagnosis, const struct probe_facts *facts);

#endif
