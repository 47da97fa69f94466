/* SPDX-License-Identifier: MIT */
/* What a server or gateway has to know of a request, read from its header section. */
#ifndef INTERIM_PEER_FACTS_H
#define INTERIM_PEER_FACTS_H

#include "base/octets.h"
#include "peer/content.h"

#include <stdbool.h>

/* Borrows nothing. */
struct facts {
    bool valid;      /* false: a 400 and the end of the connection */
    bool head;       /* the method is HEAD */
    bool get;        /* the method is GET */
    bool connect;    /* the method is CONNECT */
    bool http10;     /* HTTP/1.0: expectation and Upgrade are to be ignored */
    bool keep_alive; /* the connection may carry another request */
    bool expects_100;
    bool expects_100_lower; /* spelled in lower case */
    bool expects_spelled;   /* in a field spelled Expect */
    bool expects_other;     /* an expectation that nobody knows */
    bool upgrade;           /* asks to upgrade */
    struct content content;
};

void facts_read(struct facts *facts, struct octets head);

#endif
