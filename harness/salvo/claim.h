/* SPDX-License-Identifier: MIT */
/* The folder of a run: its own alone, and never at the cost of what an earlier run
 * found. */
#ifndef INTERIM_SALVO_CLAIM_H
#define INTERIM_SALVO_CLAIM_H

#include "base/err.h"

/* Makes folder, with corpus/ and findings/ in it, both empty but for files of others,
 * and claims it until the descriptor that it returns is closed, or the process ends.
 * Where an earlier run has left findings, they and its journal are moved to before-N
 * within the folder; *before is that N, else 0. -1 with err: it cannot be made, or
 * another process has claimed it. */
int claim_folder(const char *folder, unsigned *before, struct err *err);

#endif
