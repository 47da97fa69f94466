/* SPDX-License-Identifier: MIT */
/* Whose response is it, and may it come now? */
#ifndef INTERIM_ORACLE_JUDGE_H
#define INTERIM_ORACLE_JUDGE_H

#include "oracle/oracle.h"

/* Version and status code of oracle->response are known. Clears oracle->fields. */
void judge_status(struct oracle *oracle);

/* The header section of a 101 is complete; pending is its request, or NULL. */
void judge_switch(struct oracle *oracle, const struct pending *pending);

#endif
