/* SPDX-License-Identifier: MIT */
/* The control of an input: the same without what its interim responses should not hold.
 * What is wrong there as well is not their fault. */
#ifndef INTERIM_SALVO_CONTROL_H
#define INTERIM_SALVO_CONTROL_H

#include "base/buf.h"
#include "base/octets.h"

#include <stdbool.h>

/* Puts input into out without the fields of its interim responses that frame
 * (Content-Length, Transfer-Encoding). False where there are none. */
bool control_of(struct octets input, struct buf *out);

#endif
