/* SPDX-License-Identifier: MIT */
/* What every fuzz target is to its engine: libFuzzer, AFL++'s driver, or replay.c. */
#ifndef INTERIM_FUZZ_TARGET_H
#define INTERIM_FUZZ_TARGET_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One input. Returns 0; a broken property aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A target may take an input of up to TARGET_SEED octets for a seed, of which it makes
 * a capture: it then has this function, which appends that to out, and engine_mutator.c
 * mutates what seeds stand for, and makes new ones. */
enum { TARGET_SEED = 12 };
ATTR_WEAK void target_expand(struct octets seed, struct buf *out);

#endif
