/* SPDX-License-Identifier: MIT */
/* Where in a capture's octets variables of a case belong. Used by draft.c alone. */
#ifndef INTERIM_PLAY_DRAFT_PLACES_H
#define INTERIM_PLAY_DRAFT_PLACES_H

#include "case/script.h"
#include "mutate/capture.h"
#include "oracle/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLACES_MAX = 256 };

struct draft_place {
    size_t offset, len; /* of the octets that the variable replaces */
    enum piece_kind kind;
    unsigned exchange;
};

/* Of one direction, in the order of their offsets, none touching another. */
struct draft_places {
    struct draft_place list[PLACES_MAX];
    size_t count;
};

struct draft_map {
    struct draft_places places[2];        /* by enum capture_kind */
    uint64_t heads[SCRIPT_MAX_EXCHANGES]; /* where each request begins */
    size_t head_count;                    /* at most SCRIPT_MAX_EXCHANGES */
    uint64_t ends[SCRIPT_MAX_EXCHANGES];  /* where each final response ends */
    size_t end_count;
    bool over; /* the last response ended its connection, or was cut off */
    enum requirement findings[8]; /* the first of each */
    size_t finding_count;
};

/* Fills expanded, of capture_init, with capture's steps, placeholders replaced by
 * stand-ins of the right length, and map with where they are and what else is known. */
void draft_map_make(struct draft_map *map, const struct capture *capture,
                    struct capture *expanded);

#endif
