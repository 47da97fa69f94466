/* SPDX-License-Identifier: MIT */
/* Work that was accepted and goes on behind the answer: what the reference server's
 * status monitors tell of. Work is counted, not done; it ends when it has been asked
 * after often enough. Safe for several threads. */
#ifndef INTERIM_PEER_JOBS_H
#define INTERIM_PEER_JOBS_H

#include "base/octets.h"

#include <stdbool.h>

enum { JOBS_MAX = 256, JOB_MAX_TOKEN = 64 };

struct jobs;

/* Free with jobs_free. */
struct jobs *jobs_new(void);
void jobs_free(struct jobs **jobs);

/* Does the work of this token, once more, and lets it seem under way until it has been
 * asked after `polls` times. Where JOBS_MAX others came since, the oldest is forgotten.
 * False: the token is too long. */
bool jobs_work(struct jobs *jobs, struct octets token, unsigned polls);

/* How often the work of this token was done; 0: never. poll: this asks after it;
 * *ended, where not NULL: it has come to its end. */
unsigned jobs_ask(struct jobs *jobs, struct octets token, bool poll, bool *ended);

#endif
