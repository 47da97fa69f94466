/* SPDX-License-Identifier: MIT */
/* What goes into the oracle and what comes out of it: requests, events, findings. */
#ifndef INTERIM_ORACLE_EVENT_H
#define INTERIM_ORACLE_EVENT_H

#include "base/octets.h"
#include "oracle/requirement.h"

#include <stdbool.h>
#include <stdint.h>

enum { ORACLE_MAX_OUTSTANDING = 64, ORACLE_MAX_OCTETS = 4096 };

/* Methods that change how a response is framed (RFC 9112 section 6.3). */
enum oracle_method { ORACLE_METHOD_OTHER, ORACLE_METHOD_HEAD, ORACLE_METHOD_CONNECT };

/* What the oracle has to know of a request. */
struct oracle_request {
    enum oracle_method method;
    bool http10;           /* HTTP/1.0 or lower */
    bool expect_continue;  /* Expect holds 100-continue (any case) */
    bool content_follows;  /* Content-Length above 0, or Transfer-Encoding */
    bool content_sent;     /* all of its content was sent together with its head */
    bool invalid;          /* unparsable or incomplete: a 400 (or 408) answers it */
    bool close;            /* it asked for the connection to close after it */
    struct octets upgrade; /* the value of its Upgrade field, "" where it has none;
                            * borrowed until its exchange is over */
    int64_t sent_ns;       /* when its header section was sent */
};

/* An exchange is INTERIM* FINAL CONTENT* DONE, or ends with INTERIM TUNNEL (a 101),
 * with FINAL DONE TUNNEL (a 2xx to CONNECT), or with LOST. Findings of a response come
 * before its INTERIM or FINAL, those about its content before the next event. */
enum oracle_event_kind {
    ORACLE_INTERIM, /* a 1xx header section is complete (also the 101) */
    ORACLE_FINAL,   /* the header section of a final response is complete */
    ORACLE_CONTENT, /* a piece of a final response's content, transfer coding removed */
    ORACLE_DONE,    /* the final response is complete; `persists` says what follows */
    ORACLE_TUNNEL,  /* after a 101, or a 2xx to CONNECT: what follows is not HTTP */
    ORACLE_LOST,    /* the framing is lost: octets from offset on were not judged */
    ORACLE_ENDED    /* the connection ended, as told by oracle_end */
};

struct oracle_event {
    enum oracle_event_kind kind;
    uint64_t offset;       /* of its first octet on the connection, from 0 */
    uint64_t end;          /* of the first octet behind it */
    unsigned exchange;     /* ordinal of its request on the connection, from 0;
                            * UINT_MAX: no request was outstanding */
    unsigned status;       /* of the response that it belongs to; 0: none */
    bool persists;         /* ORACLE_DONE: the connection may carry another exchange */
    struct octets content; /* ORACLE_CONTENT: borrowed from the octets fed */
    int64_t at_ns;         /* arrival of its last octet */
};

/* One breach of one requirement. */
struct oracle_finding {
    enum requirement requirement;
    uint64_t offset;    /* of the octet where it shows */
    unsigned exchange;  /* as in struct oracle_event */
    const char *detail; /* one ASCII sentence for people; valid during the call alone */
};

/* Where events and findings go; either function may be NULL. Called from within
 * oracle_feed, oracle_request and oracle_end, in the order of the octets. */
struct oracle_sink {
    void (*event)(void *user, const struct oracle_event *event);
    void (*finding)(void *user, const struct oracle_finding *finding);
    void *user;
};

/* Limits behind the requirements of level advice; 0 switches a limit off. */
struct oracle_limits {
    unsigned interim_count;  /* interim.count, responses of one exchange: 10 */
    unsigned interim_octets; /* interim.size, octets of one header section: 8192 */
    unsigned gap_ms;         /* processing.gap, silence within an exchange: 30000 */
    unsigned pace_ms;        /* processing.pace, request to first response: 20000 */
    unsigned continue_ms;    /* continue.answer, head to 100 or final: 5000 */
};

#endif
