/* SPDX-License-Identifier: MIT */
/* The search for a limit: by doubling from the least value to the first that is
 * refused, then by halving what lies between. Knows no HTTP. */
#ifndef INTERIM_PLAY_SEARCH_H
#define INTERIM_PLAY_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

/* Caller's storage. */
struct search {
    uint64_t least, most;
    uint64_t borne;   /* the greatest value that was borne; 0: none yet */
    uint64_t refused; /* the least that was refused; 0: none yet */
};

/* 1 <= least <= most. */
void search_init(struct search *search, uint64_t least, uint64_t most);

/* The next value to try; 0 where it is over: most was borne, least was refused, or the
 * limit is known exactly, or (above 100) to one in a hundred. */
uint64_t search_next(const struct search *search);

/* What came of a value that search_next gave. */
void search_tell(struct search *search, uint64_t value, bool borne);

#endif
