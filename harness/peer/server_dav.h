/* SPDX-License-Identifier: MIT */
/* The reference server's WebDAV, of class 1 and 2, on what lies below DAV_ROOT. Private
 * to the server.
 *
 * A method that works on a whole tree (COPY, MOVE and DELETE of a collection with
 * members, PROPFIND of Depth infinity) sends two 102s of its own: one when it begins,
 * one with a Status-URI when its work is done. */
#ifndef INTERIM_PEER_SERVER_DAV_H
#define INTERIM_PEER_SERVER_DAV_H

#include "peer/server_visit.h"

/* true where the visit's request is one for WebDAV. */
bool server_dav_wants(const struct visit *visit);

/* Does what the request asks (its content is in visit->content), with 102s of its own,
 * and makes the final response ready: plan.final, visit->fields, visit->answer. False
 * where the exchange ends before that. */
bool server_dav_answer(struct visit *visit);

#endif
