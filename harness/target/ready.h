/* SPDX-License-Identifier: MIT */
/* Readiness: a launched server is up when it accepts a connection. */
#ifndef INTERIM_TARGET_READY_H
#define INTERIM_TARGET_READY_H

#include "net/address.h"
#include "target/launch.h"

#include <stdbool.h>
#include <stdint.h>

enum ready { READY_YES, READY_ENDED, READY_LATE, READY_INTERRUPTED };

/* true where somebody accepts a connection at address now. */
bool ready_now(const struct address *address);

/* Waits until address accepts a connection, the program ends, the deadline passes or
 * *interrupted (may be NULL) is set, and says which it was. */
enum ready ready_wait(struct launch *launch, const struct address *address,
                      int64_t deadline_ns, const volatile int *interrupted);

#endif
