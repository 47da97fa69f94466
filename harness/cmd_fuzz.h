/* SPDX-License-Identifier: MIT */
/* The parts of the verb fuzz. */
#ifndef INTERIM_CMD_FUZZ_H
#define INTERIM_CMD_FUZZ_H

#include "salvo/salvo.h"

/* interim fuzz replay FILE: the oracle over a capture, and its octets. */
int fuzz_show(int argc, const char **argv);

#endif
