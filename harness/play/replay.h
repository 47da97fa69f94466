/* SPDX-License-Identifier: MIT */
/* A capture played into the oracle: what a recorded or fuzzed connection says, without
 * any connection. */
#ifndef INTERIM_PLAY_REPLAY_H
#define INTERIM_PLAY_REPLAY_H

#include "mutate/capture.h"
#include "oracle/oracle.h"

#include <stddef.h>

/* How the responses are handed to the oracle. It must not matter. */
enum replay_cuts {
    REPLAY_AS_CAPTURED,
    REPLAY_JOINED, /* segments that follow each other at once are one */
    REPLAY_PIECES, /* the same, cut anew into pieces of up to 32 octets */
    REPLAY_OCTETS  /* octet by octet */
};

/* A heap block that grows as it must; the caller frees ptr. All 0: none yet. */
struct replay_block {
    unsigned char *ptr;
    size_t size;
};

/* Tells sink all that the oracle says of the capture, to its end. Requests beyond the
 * oracle's 64 outstanding ones are not told to it. Every piece of the responses lies at
 * the end of the block while the oracle sees it. Pieces of content are as many as the
 * cuts make of them; nothing else may differ. */
void replay_capture(const struct capture *capture, enum replay_cuts cuts,
                    const struct oracle_sink *sink, struct replay_block *block);

#endif
