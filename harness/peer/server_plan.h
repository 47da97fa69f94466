/* SPDX-License-Identifier: MIT */
/* What a request asks of the reference server. */
#ifndef INTERIM_PEER_SERVER_PLAN_H
#define INTERIM_PEER_SERVER_PLAN_H

#include "base/octets.h"
#include "peer/facts.h"

#include <stdbool.h>

enum { PLAN_MAX_INTERIM = 64 };

/* Views borrow from the head. */
struct server_plan {
    struct facts facts;
    bool unknown_method;                /* nobody knows it: a 501 */
    bool echo;                          /* asks to upgrade to the protocol echo */
    unsigned interim[PLAN_MAX_INTERIM]; /* to send */
    size_t interim_count;
    unsigned refused[PLAN_MAX_INTERIM]; /* asked for, and not to be sent: 101, 200 */
    size_t refused_count;
    unsigned gap_ms;
    unsigned final;
    bool before;        /* when=before: all responses before the content */
    bool chunked;       /* chunked=1: the final response's content is */
    unsigned polls;     /* polls=N: how often work that was accepted is asked after */
    bool on_preference; /* when=prefer: 202 only to Prefer: respond-async */
    struct octets token;
};

/* Reads a request's header section. */
void server_plan_read(struct server_plan *plan, struct octets head);

#endif
