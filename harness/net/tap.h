/* SPDX-License-Identifier: MIT */
/* The tap: what passed over connections, octet by octet, with times. Bounded: of a long
 * stream it keeps the beginning and the end, and says how much it left out. */
#ifndef INTERIM_NET_TAP_H
#define INTERIM_NET_TAP_H

#include "base/arena.h"
#include "base/octets.h"
#include "case/role.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tap_kind {
    TAP_SENT,     /* octets that the harness sent */
    TAP_RECEIVED, /* octets that the target sent */
    TAP_OPENED,   /* a connection was opened (by whom: see side) */
    TAP_HALF_CLOSED,
    TAP_CLOSED, /* by us; the same kinds with `theirs`: by the target */
    TAP_RESET,
    TAP_NOTE /* a sentence of ours in `octets` ("waited 200 ms", "canary") */
};

struct tap_entry {
    enum tap_kind kind;
    enum side side;       /* which side of the exchange the harness plays here */
    unsigned lane;        /* from 0 */
    bool theirs;          /* TAP_HALF_CLOSED, TAP_CLOSED, TAP_RESET: by the target */
    int64_t at_ns;        /* since the tap was made */
    uint64_t offset;      /* of the first octet on this connection and direction */
    struct octets octets; /* borrowed from the tap */
    uint64_t left_out;    /* octets left out behind this entry's octets */
};

struct tap; /* allocated in an arena; not for use by two threads at once */

/* A tap that keeps at most max_octets octets (half for the beginning, half for the end)
 * and as many entries as fit a fixed bound. Memory from arena, which must outlive it.
 */
struct tap *tap_new(struct arena *arena, size_t max_octets);

void tap_add(struct tap *tap, enum tap_kind kind, enum side side, unsigned lane,
             bool theirs, uint64_t offset, struct octets octets);
void tap_note(struct tap *tap, enum side side, unsigned lane, const char *sentence);

/* All entries in order; borrowed from the tap. */
const struct tap_entry *tap_entries(const struct tap *tap, size_t *count);

#endif
