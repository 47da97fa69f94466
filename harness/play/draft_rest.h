/* SPDX-License-Identifier: MIT */
/* What a finding of a server leaves out of its last request: a fuzzer makes small, and
 * whatever shows before a request is complete shows without the rest of it. A case
 * needs the rest: who waits for it is no fault. */
#ifndef INTERIM_PLAY_DRAFT_REST_H
#define INTERIM_PLAY_DRAFT_REST_H

#include "base/buf.h"
#include "base/octets.h"

#include <stdbool.h>

/* Appends to rest what completes the last of these requests, nothing where that is not
 * needed. *expects: it has Expect: 100-continue, and its content has not begun. False
 * where it cannot be completed. */
bool draft_rest(struct octets requests, struct buf *rest, bool *expects);

#endif
