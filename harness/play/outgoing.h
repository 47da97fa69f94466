/* SPDX-License-Identifier: MIT */
/* Looking at what we are about to send: status lines, the query of a trigger. */
#ifndef INTERIM_PLAY_OUTGOING_H
#define INTERIM_PLAY_OUTGOING_H

#include "base/buf.h"
#include "base/octets.h"

#include <stdbool.h>

/* The status lines in a send. */
struct statuses {
    unsigned first_final; /* 0: none */
    bool any_interim;
    bool any_switch; /* a 101 */
};
void outgoing_scan(struct octets send, struct statuses *statuses);

/* Removes "interim=...&" from the query of every request line (of a trigger). */
void outgoing_trigger(struct buf *send);

#endif
