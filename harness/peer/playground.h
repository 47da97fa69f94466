/* SPDX-License-Identifier: MIT */
/* The reference server as a playground for people: a page that explains and triggers
 * what it can do, a fault chosen per request, and what it really sent. Private to the
 * server.
 *
 * GET / by what accepts text/html, and /playground: the page. /exchanges?token=T: JSON
 * of the last exchanges (history.h). /hint.css: what a 103 names. All other requests
 * are answered as ever, and their queries may have more: fault=ID (none: no fault),
 * hint=1 (a 103 names /hint.css), pad=N (one field of N octets in each interim
 * response), as=image (the final response is one). */
#ifndef INTERIM_PEER_PLAYGROUND_H
#define INTERIM_PEER_PLAYGROUND_H

#include "peer/server_visit.h"

enum { PLAYGROUND_MAX_PAGE = 256 * 1024, PLAYGROUND_MAX_PAD = 64 * 1024 };

/* Reads the page (root_path). NULL with err where it cannot. fault: what the server
 * does wrong where a request does not choose. */
struct playground *playground_new(enum fault fault, struct err *err);
void playground_free(struct playground **playground);

/* A connection begins: what passes on it is noted from now on. */
void playground_enter(struct visit *visit);

/* A request was read (visit->head, visit->plan): what it chooses is set, and where it
 * is for the playground itself, its answer made ready (visit->own). */
void playground_begin(struct visit *visit);

/* It was answered: what comes now belongs to a next one. */
void playground_end(struct visit *visit);

/* The server closes the connection. */
void playground_leave(struct visit *visit);

/* The field lines of an interim response with this status; borrowed from visit. */
struct octets playground_fields(struct visit *visit, unsigned status);

#endif
