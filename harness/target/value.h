/* SPDX-License-Identifier: MIT */
/* The values of {names} in a row's arguments and templates, and their expansion. */
#ifndef INTERIM_TARGET_VALUE_H
#define INTERIM_TARGET_VALUE_H

#include "base/arena.h"
#include "target/place.h"
#include "target/template.h"

#include <stdint.h>

/* What is known only of a target that was started. Borrowed. */
struct value_facts {
    uint16_t port;
    uint16_t origin_port;
    const char *origin; /* "127.0.0.1:8080" */
    const char *folder;
    const char *log;
};

/* The values, in arena, ended by a NULL name. */
const struct template_value *value_table(struct arena *arena,
                                         const struct target_place *place,
                                         const struct value_facts *facts);

/* The expanded copy of an argument vector, in arena, NULL-ended, to be run as it
 * stands: within place's root where it has one. NULL where the vector is empty. */
const char *const *value_arguments(struct arena *arena,
                                   const struct target_place *place,
                                   const struct template_value *values,
                                   const char *const *arguments);

#endif
