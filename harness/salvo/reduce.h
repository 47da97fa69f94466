/* SPDX-License-Identifier: MIT */
/* Making the input of a finding small: what can go without losing the finding goes. */
#ifndef INTERIM_SALVO_REDUCE_H
#define INTERIM_SALVO_REDUCE_H

#include "salvo/shot.h"

/* Does an input still show what it is about? */
typedef bool reduce_shows(void *user, struct octets input);

/* Leaves in `input` the smallest text that was found to show it, within limit_ms and
 * most_tries: whole messages go first, then lines, then ever shorter runs of octets. */
struct reduce_limits {
    int limit_ms;
    unsigned most_tries;
};
void reduce_input(struct buf *input, const struct reduce_limits *limits,
                  reduce_shows *shows, void *user);

#endif
