/* SPDX-License-Identifier: MIT */
/* Is the target what it is said to be? Looked at once, before any case. */
#ifndef INTERIM_RUN_PREFLIGHT_H
#define INTERIM_RUN_PREFLIGHT_H

#include "base/err.h"
#include "play/play.h"

#include <stdbool.h>

/* False, with err, where the target cannot be what is to be tested: it answers a plain
 * request with something that is no HTTP, or the client's program is not there. A
 * target that says nothing, or closes, goes on to its cases: that is a result. */
bool preflight(const struct play_config *config, struct err *err);

#endif
