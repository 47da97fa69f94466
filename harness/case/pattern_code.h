/* SPDX-License-Identifier: MIT */
/* What a pattern compiles to. Shared by pattern.c and pattern_match.c alone. */
#ifndef INTERIM_CASE_PATTERN_CODE_H
#define INTERIM_CASE_PATTERN_CODE_H

#include "case/pattern.h"

#include <stdint.h>

enum { PATTERN_MAX_DEPTH = 4, PATTERN_MAX_ALTERNATIVES = 8, PATTERN_MAX_OCTETS = 4000 };

struct pattern_sequence;

/* An atom takes one thing observed in low..high; a group (choices not NULL) takes what
 * one of its choices takes. */
struct pattern_item {
    int low, high;
    const struct pattern_sequence *choices;
    uint64_t min, max; /* repetitions; UINT64_MAX: any number */
    struct pattern_item *next;
};

struct pattern_sequence {
    struct pattern_item *items;
    struct pattern_sequence *next; /* the next choice */
};

struct pattern {
    struct octets text;
    size_t alternative_count;
    struct {
        enum label label;
        struct pattern_sequence *sequence;
    } alternatives[PATTERN_MAX_ALTERNATIVES];
};

#endif
