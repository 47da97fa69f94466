/* SPDX-License-Identifier: MIT */
/* Faults: the deliberate defects of the reference peers, one switch each. */
#ifndef INTERIM_PEER_FAULT_H
#define INTERIM_PEER_FAULT_H

#include "case/role.h"

#include <stdbool.h>
#include <stddef.h>

/* A role's fault is named "role fault-id"; the same id may serve two roles. */
enum fault {
#define FAULT(name, role, id, breaks, sentence) FAULT_##name,
#include "peer/fault.def"
#undef FAULT
    FAULT_COUNT,
    FAULT_NONE = FAULT_COUNT
};

struct fault_row {
    enum role role;
    const char *id;       /* "second-1xx-is-final" */
    const char *breaks;   /* ids of the requirements that it may break, one space apart;
                           * "area.*" is all of an area, "*" all there are */
    const char *sentence; /* what the peer does, for people */
};

/* fault < FAULT_COUNT. Static storage. */
const struct fault_row *fault_row(enum fault fault);

/* The fault of this role and id, or FAULT_NONE. */
enum fault fault_find(enum role role, const char *id);

/* true where fault may break the requirement of this id. */
bool fault_may_break(enum fault fault, const char *requirement);

#endif
