/* SPDX-License-Identifier: MIT */
/* Planted bugs, for measuring how soon they are found. */
#ifndef INTERIM_FUZZ_BENCH_PLANTED_H
#define INTERIM_FUZZ_BENCH_PLANTED_H

#include "fuzz/asked.h"
#include "fuzz/observe.h"

/* What a condition may look at: one event of the oracle's. */
struct planted_view {
    enum oracle_event_kind kind;
    unsigned status, exchange;
    unsigned nth;    /* interim responses of its exchange, itself among them */
    unsigned finals; /* final responses before it on the connection */
    size_t asked;    /* requests of the connection */
    enum oracle_method method;
    bool stray;          /* no request was outstanding */
    bool has_length;     /* a Content-Length in its header section */
    bool has_coding;     /* a Transfer-Encoding */
    bool says_200;       /* "200" in an interim response's reason */
    bool segment_begins; /* its first octet begins a segment */
    bool cut_early;      /* a segment begins within its first eight octets */
    bool cut_at_end;     /* or with its last one */
};

/* Falsifies what the bug named in the environment's FUZZ_PLANTED would have got wrong.
 */
void planted_apply(struct observation *observation, const struct capture *capture,
                   const struct asked *asked);

#endif
