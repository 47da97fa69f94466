/* SPDX-License-Identifier: MIT */
/* A transcript turned into what one has to do to see it again: connect, send, wait. */
#ifndef INTERIM_REPORT_ACTS_H
#define INTERIM_REPORT_ACTS_H

#include "base/arena.h"
#include "report/evidence.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum act_kind {
    ACT_CONNECT, /* client: a new connection, number `who` */
    ACT_ACCEPT,  /* origin: the target's next connection; where we speak first */
    ACT_REQUEST, /* origin: until a request's header section came; octets: its target */
    ACT_CONTENT, /* origin: until no more of its content comes */
    ACT_ANSWER,  /* client: until something came, and then nothing more for a moment */
    ACT_SEND,    /* octets, `times` times */
    ACT_PAUSE,   /* for pause_ms */
    ACT_HALF_CLOSE,
    ACT_CLOSE,
    ACT_RESET
};

struct act {
    enum act_kind kind;
    enum side side;
    unsigned who; /* of our clients, or of the requests that we answer; from 1 */
    struct octets octets;
    uint64_t times;
    unsigned pause_ms;
};

struct acts {
    struct act *list;
    size_t count;
    unsigned clients;  /* connections that we open */
    unsigned requests; /* that we answer */
    uint64_t guessed;  /* octets sent that were not recorded, and had to be made up */
    uint64_t missing;  /* and those that are too many for that */
};

/* What the harness did in this transcript, in order, without the closes at its end.
 * What was left out of long sends is filled in: with what repeats there, else with "x".
 * Memory from arena; octets are borrowed from the evidence, or in the arena. */
void acts_find(struct arena *arena, const struct evidence *evidence, struct acts *acts);

#endif
