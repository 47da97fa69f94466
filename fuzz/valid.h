/* SPDX-License-Identifier: MIT */
/* Connections that are valid by construction, made of a sequence of choices; and with
 * one breach planted, where one is asked for. */
#ifndef INTERIM_FUZZ_VALID_H
#define INTERIM_FUZZ_VALID_H

#include "base/octets.h"
#include "mutate/capture.h"
#include "oracle/requirement.h"

#include <stdbool.h>
#include <stddef.h>

enum plant {
#define PLANT(name, requirement, sentence) PLANT_##name,
#include "fuzz/plant.def"
#undef PLANT
    PLANT_NONE,
    PLANT_COUNT = PLANT_NONE
};

struct plant_row {
    const char *name, *sentence;
    enum requirement requirement;
};

const struct plant_row *plant_row(enum plant plant);

enum { VALID_MAX_RESPONSES = 128 };

/* What was made. */
struct valid {
    enum plant plant; /* PLANT_NONE: all is valid */
    unsigned statuses[VALID_MAX_RESPONSES];
    size_t count;
};

/* Fills capture, of capture_init, as the octets of choices say; what they end before is
 * the first of each. The first octet says what is planted: nothing where that finds no
 * place. */
void valid_make(struct valid *valid, struct capture *capture, struct octets choices);

#endif
