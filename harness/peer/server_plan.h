/* SPDX-License-Identifier: MIT */
/* What a request asks of the reference server. */
#ifndef INTERIM_PEER_SERVER_PLAN_H
#define INTERIM_PEER_SERVER_PLAN_H

#include "base/octets.h"
#include "peer/content.h"

#include <stdbool.h>

enum { PLAN_MAX_INTERIM = 64 };

/* Views borrow from the head. */
struct server_plan {
    bool valid;   /* false: a 400 and the end of the connection */
    bool head;    /* the method is HEAD */
    bool connect; /* the method is CONNECT */
    bool unknown_method;
    bool http10;     /* HTTP/1.0 */
    bool keep_alive; /* the connection may carry another request */
    bool expects_100;
    bool expects_100_lower; /* spelled in lower case */
    bool expects_other;     /* an expectation that nobody knows */
    bool upgrade;           /* asks to upgrade to the protocol echo */
    struct content content;
    unsigned interim[PLAN_MAX_INTERIM]; /* to send */
    size_t interim_count;
    unsigned refused[PLAN_MAX_INTERIM]; /* asked for, and not to be sent: 101, 200 */
    size_t refused_count;
    unsigned gap_ms;
    unsigned final;
    bool before;  /* when=before: all responses before the content */
    bool chunked; /* chunked=1: the final response's content is */
    struct octets token;
};

/* Reads a request's header section. */
void server_plan_read(struct server_plan *plan, struct octets head);

#endif
