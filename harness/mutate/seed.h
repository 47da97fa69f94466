/* SPDX-License-Identifier: MIT */
/* A case's script as a capture: what would pass over its first lane's connection. It is
 * where fuzzers start from. */
#ifndef INTERIM_MUTATE_SEED_H
#define INTERIM_MUTATE_SEED_H

#include "case/script.h"
#include "mutate/capture.h"

enum { SEED_MAX_REPEAT = 16, SEED_MAX_FILL = 64 };

/* Appends to capture the octets of both sides of the script's first lane, with one
 * value for each variable, as if every condition held that is no time-out; what is
 * repeated or filled more often than above is cut there. Where the origin sends nothing
 * (a case for servers) each exchange gets a 102 and a 200. Returns false where the
 * capture's limits were reached. */
bool seed_of_script(const struct script *script, struct capture *capture);

#endif
