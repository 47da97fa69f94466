/* SPDX-License-Identifier: MIT */
/* Telling the sink of breaches. */
#ifndef INTERIM_ORACLE_FINDING_H
#define INTERIM_ORACLE_FINDING_H

#include "oracle/oracle.h"

#include <stdbool.h>
#include <stdint.h>

/* About the exchange of the response being read. */
void finding_add(struct oracle *oracle, enum requirement requirement, uint64_t offset,
                 const char *detail);

/* The same, once a response. */
void finding_add_once(struct oracle *oracle, enum requirement requirement,
                      uint64_t offset, const char *detail);

/* At the response's first octet; its status stands between the two texts. */
void finding_add_status(struct oracle *oracle, enum requirement requirement,
                        const char *before, const char *behind);

/* About the oldest outstanding request, whatever is being read: at the octet that is
 * due next. */
void finding_add_waiting(struct oracle *oracle, enum requirement requirement,
                         const char *detail);

/* Findings that an exchange gets once. */
enum told { TOLD_HTTP10 = 1, TOLD_ACCEPTED = 2, TOLD_PACE = 4, TOLD_GAP = 8 };

/* true the first time in an exchange. */
bool finding_is_first(struct oracle *oracle, enum told told);

#endif
