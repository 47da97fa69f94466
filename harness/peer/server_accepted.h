/* SPDX-License-Identifier: MIT */
/* The reference server's resource that answers 202 (RFC 9110 section 15.3.3), as
 * cases/README.md describes it. Private to the server. */
#ifndef INTERIM_PEER_SERVER_ACCEPTED_H
#define INTERIM_PEER_SERVER_ACCEPTED_H

#include "peer/server_visit.h"

#define ACCEPTED_ROOT "/accepted"

/* true where the visit's request is for it, for a status monitor or for a result. */
bool server_accepted_wants(const struct visit *visit);

/* Makes the final response ready: plan.final, visit->fields, visit->answer. */
void server_accepted_answer(struct visit *visit);

#endif
