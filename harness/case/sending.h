/* SPDX-License-Identifier: MIT */
/* A fence of octets (or a value) while its pieces are made. Shared by send.c and
 * placeholder.c alone. */
#ifndef INTERIM_CASE_SENDING_H
#define INTERIM_CASE_SENDING_H

#include "case/compile.h"

/* Where pieces are made: a fence of one side and lane, or the value of a check. */
struct sending {
    struct compile *compile;
    struct lane *lane; /* NULL in the value of a check */
    const struct step *step;
    unsigned lane_number;
    unsigned exchange;     /* in the value of a check */
    bool content;          /* no line begins a message */
    unsigned char *octets; /* room for all octets of the fence */
    size_t len, followed;  /* written; told to the follower */
    size_t piece_start;    /* of the octets not yet in a piece */
    bool outside;
    struct text outside_at;
    bool right;
};

/* placeholder.c: what {inside} stands for. False, told, where it is nothing. */
bool placeholder_read(struct sending *sending, struct text inside, struct piece *piece);

#endif
