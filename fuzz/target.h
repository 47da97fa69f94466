/* SPDX-License-Identifier: MIT */
/* What every fuzz target is to its engine: libFuzzer, AFL++'s driver, or replay.c. */
#ifndef INTERIM_FUZZ_TARGET_H
#define INTERIM_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* One input. Returns 0; a broken property aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
