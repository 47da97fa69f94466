/* SPDX-License-Identifier: MIT */
/* The reference server: honest by default, one switch per fault.
 *
 * GET|POST|... {any path}?interim=102,103&gap_ms=100&final=200&token=T&when=before|
 * after-content sends these interim responses, then the final one with T as its
 * content; X-Interim-Asked names what was asked, X-Interim-Refused what was not sent
 * ("" here). Without a query: 200 with a short text; content of a request is read.
 *
 * Below /dav it is a WebDAV server of class 1 and 2 in memory, with 102s of its own
 * (server_dav.h); /accepted answers 202 and names a status monitor (server_accepted.h).
 */
#ifndef INTERIM_PEER_SERVER_H
#define INTERIM_PEER_SERVER_H

#include "base/err.h"
#include "net/address.h"
#include "peer/fault.h"

#include <stdint.h>

struct peer_server;

/* Listens on address (port 0: any) and serves from threads of its own. NULL with err
 * where it cannot listen. */
struct peer_server *peer_server_start(const struct address *address, enum fault fault,
                                      double time_scale, struct err *err);
/* The same as a playground for people (`interim serve`): a page at / that explains and
 * triggers all this, a fault chosen by a request's own fault=ID, and what was really
 * sent at /exchanges (playground.h). NULL with err also where the page cannot be read.
 * To be stopped likewise. */
struct peer_server *peer_playground_start(const struct address *address,
                                          enum fault fault, double time_scale,
                                          struct err *err);
const struct address *peer_server_address(const struct peer_server *server);

/* Ends its threads and connections; sets *server to NULL. */
void peer_server_stop(struct peer_server **server);

#endif
