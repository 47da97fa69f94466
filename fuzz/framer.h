/* SPDX-License-Identifier: MIT */
/* A second framer, written from RFC 9112 sections 2 to 7 alone: strict, over whole
 * streams, without a parser library and without anything of the oracle. It says where
 * messages are and stops at the first octet that the grammar does not allow. */
#ifndef INTERIM_FUZZ_FRAMER_H
#define INTERIM_FUZZ_FRAMER_H

#include "fuzz/asked.h"
#include "fuzz/observe.h"

enum framed {
    FRAMED_ALL,    /* to the end of the stream */
    FRAMED_PART,   /* the stream ends inside a message */
    FRAMED_UNSURE, /* RFC 9112 does not say where some content ends */
    FRAMED_BAD     /* not HTTP from some octet on */
};

/* Fills observation with the events of every response that is complete, of the last one
 * also its header section, in the order and with the places that oracle/event.h gives
 * them (without times, persists and ORACLE_ENDED). */
enum framed framer_run(struct observation *observation, const struct capture *capture,
                       const struct asked *asked);

#endif
