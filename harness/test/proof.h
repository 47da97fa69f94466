/* SPDX-License-Identifier: MIT */
/* A reference peer, honest or with one fault, and a player for it. */
#ifndef INTERIM_TEST_PROOF_H
#define INTERIM_TEST_PROOF_H

#include "base/err.h"
#include "case/catalogue.h"
#include "peer/client.h"
#include "peer/gateway.h"
#include "peer/server.h"
#include "play/play.h"

#include <stdbool.h>

/* Times are cut to a tenth: what waits by design is to be proven, not waited for. */
#define PROOF_TIME_SCALE 0.1

struct proof_target {
    struct peer_server *server;
    struct peer_gateway *gateway;
    struct peer_client_options client;
    struct play_config config;
    struct play *play;
};

/* Every connection of proof_target_open is one of https where this is in the
 * environment. */
#define PROOF_OVER_TLS "INTERIM_PROOF_TLS"

/* Starts the peer of this role with fault (FAULT_NONE: honest) and opens a player. */
bool proof_target_open(struct proof_target *target, enum role role, enum fault fault,
                       double time_scale, struct err *err);
void proof_target_close(struct proof_target *target);

/* Loads the catalogue with all its names checked; says on standard error what is wrong
 * where it cannot. catalogue_fini is due in either case. */
bool proof_load(struct catalogue *catalogue);

#endif
