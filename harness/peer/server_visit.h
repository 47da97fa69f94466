/* SPDX-License-Identifier: MIT */
/* One connection of the reference server, and what is sent on it. Private to the
 * server. */
#ifndef INTERIM_PEER_SERVER_VISIT_H
#define INTERIM_PEER_SERVER_VISIT_H

#include "base/buf.h"
#include "peer/interim.h"
#include "peer/server.h"
#include "peer/server_plan.h"
#include "peer/stream.h"

#include <stdbool.h>
#include <stdint.h>

enum { SERVER_MAX_DRAIN = 16 * 1024 * 1024 };

struct service;
struct dav_store;
struct jobs;
struct playground;
struct watched;

struct peer_server {
    struct service *service;
    struct dav_store *dav;
    struct jobs *jobs;
    enum fault fault;
    double time_scale;
    const struct interim_form *form;
    struct playground *playground; /* NULL: it is none */
};

/* One connection. */
struct visit {
    const struct peer_server *server;
    enum fault fault; /* the server's, or the request's own in a playground */
    const struct interim_form *form;
    struct dav_store *dav;
    struct stream *client;
    struct server_plan plan;
    struct buf head;    /* of the request under way; plan borrows from it */
    struct buf out;     /* written, not sent yet */
    struct buf content; /* of the request, where it is wanted */
    bool ready; /* the final response has these in place of what the query asks: */
    struct buf fields; /* its field lines, */
    struct buf answer; /* and its content */
    bool tree;         /* it ends a WebDAV method that worked on a whole tree */
    struct buf held;   /* an answer kept back (pipeline-reversed) */
    bool holding;
    /* Of a playground: */
    bool own;           /* an answer of its own */
    const char *chosen; /* what the request's fault= says, static; NULL: nothing */
    struct watched *watched;
    struct buf extra; /* field lines of an interim response */
};

/* true where this request has this fault. */
bool visit_has(const struct visit *visit, enum fault fault);

/* The deadline for what the client owes now. */
int64_t visit_patience(const struct visit *visit);

/* Sends what was written; where an answer is being held back, later. False where the
 * connection is gone. */
bool visit_flush(struct visit *visit);

/* Pauses for so long times the time scale; false where the connection is gone. */
bool visit_pause(const struct visit *visit, int64_t pause_ms);

/* Says nothing more, and leaves it to the client to close. Returns false. */
bool visit_fall_silent(struct visit *visit);

/* Writes one interim response, in the form that the fault asks for. */
void visit_write_interim(struct visit *visit, unsigned status);

/* The interim responses in front of the final one; false where the exchange ends. */
bool visit_send_interims(struct visit *visit);

/* Sends the final response; false where the connection ends with it. */
bool visit_send_final(struct visit *visit);

/* A final response before the content was read: says that it closes, and then reads
 * what is under way, so that the answer is not lost in a reset. */
bool visit_send_early_final(struct visit *visit, unsigned status);

#endif
