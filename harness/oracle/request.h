/* SPDX-License-Identifier: MIT */
/* Reading the requests of one connection: what the oracle needs to know, and where each
 * request begins and ends. Lenient: it reads what a target or a case really sent. */
#ifndef INTERIM_ORACLE_REQUEST_H
#define INTERIM_ORACLE_REQUEST_H

#include "base/octets.h"
#include "oracle/oracle.h"

#include <stdbool.h>
#include <stdint.h>

enum request_event_kind {
    REQUEST_HEAD,    /* the header section is complete */
    REQUEST_CONTENT, /* a piece of content, transfer coding removed */
    REQUEST_END,     /* the request is complete */
    REQUEST_INVALID, /* the request is none, as offset shows; nothing follows. Its own
                      * `request` has invalid set: tell the oracle of it */
    REQUEST_TUNNEL   /* octets after CONNECT's head: not HTTP; nothing follows */
};

struct request_event {
    enum request_event_kind kind;
    uint64_t offset;               /* of its first octet on the connection */
    uint64_t end;                  /* of the first octet behind it */
    struct oracle_request request; /* REQUEST_HEAD: all but sent_ns and upgrade;
                                    * content_sent is false where content follows */
    struct octets content;         /* REQUEST_CONTENT: borrowed from the octets fed */
    const char *reason;            /* REQUEST_INVALID: static, why */
};

typedef void request_sink(void *user, const struct request_event *event);

/* Caller-allocated; defined in oracle/oracle_state.h. */
struct request_reader;

void request_reader_init(struct request_reader *reader, request_sink *sink, void *user);
void request_reader_feed(struct request_reader *reader, struct octets octets);

/* true where the octets fed so far end at the end of a request (or there were none). */
bool request_reader_idle(const struct request_reader *reader);

#endif
