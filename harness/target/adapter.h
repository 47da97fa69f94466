/* SPDX-License-Identifier: MIT */
/* Adapters: small programs around a library, compiled when they are first started. */
#ifndef INTERIM_TARGET_ADAPTER_H
#define INTERIM_TARGET_ADAPTER_H

#include "base/err.h"
#include "target/place.h"

#include <stdbool.h>

/* Runs argv (the row's build, expanded) unless place->output is there and no older than
 * the row's source. False with err, which ends with the compiler's last line, where
 * there is none afterwards. */
bool adapter_build(const struct target_row *row, const struct target_place *place,
                   const char *const *argv, struct err *err);

#endif
