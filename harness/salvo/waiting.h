/* SPDX-License-Identifier: MIT */
/* One wait for the target: until what is awaited is there, the time is over, nobody
 * wants it any more, or a target in this process rests. */
#ifndef INTERIM_SALVO_WAITING_H
#define INTERIM_SALVO_WAITING_H

#include "salvo/shot.h"

struct waiting {
    struct aim *aim;
    int limit_ms;
    int64_t start_ns, deadline_ns;
};

void waiting_begin(struct waiting *waiting, struct aim *aim, int limit_ms);

/* How long to poll now, by inside_poll; 0: the wait is over. A target in this process
 * that rests is not waited for, unless a finding is tried again (inside->patient): then
 * the time counts from when it fell asleep, so that a busy machine is not its fault. */
int waiting_slice_ms(struct waiting *waiting);

/* What was awaited has come: patience learns from it, unless shot is late already. */
void waiting_was_worth(const struct waiting *waiting, const struct shot *shot);

#endif
