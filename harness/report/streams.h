/* SPDX-License-Identifier: MIT */
/* Which entries of a transcript belong to one connection. The tap tells lanes; a lane
 * may have had several connections, and a gateway's origin connection several lanes. */
#ifndef INTERIM_REPORT_STREAMS_H
#define INTERIM_REPORT_STREAMS_H

#include "base/arena.h"
#include "net/tap.h"

#include <stddef.h>
#include <stdint.h>

enum { STREAM_NONE = 0xffff, STREAMS_MAX = 1024 };

/* One connection. first: what had passed before the transcript begins (a connection
 * that the target kept), or was left out of it. */
struct stream {
    enum side side;
    unsigned lane;           /* that it was used for last */
    uint64_t sent, received; /* offsets behind the last octets */
    uint64_t first_sent, first_received;
    bool ended; /* closed by us, or reset by either */
};

struct streams {
    struct stream *list;
    size_t count;
    unsigned *of; /* for each entry: index in list; STREAM_NONE for a note */
};

/* Tells connections apart by the offsets of their octets; where that leaves a choice,
 * by lane. Memory from arena. */
void streams_find(struct arena *arena, const struct tap_entry *entries, size_t count,
                  struct streams *streams);

#endif
