/* SPDX-License-Identifier: MIT */
/* What the files of the reference gateway share.
 *
 * gateway.c          requests of a client's connection, one after the other, and the
 *                    gateway's own answers
 * gateway_relay.c    one exchange: content up, responses down
 * gateway_interim.c  what becomes of one interim response
 * gateway_final.c    what becomes of the final one
 * gateway_fields.c   which fields are forwarded */
#ifndef INTERIM_PEER_GATEWAY_PARTS_H
#define INTERIM_PEER_GATEWAY_PARTS_H

#include "base/buf.h"
#include "net/address.h"
#include "peer/cache.h"
#include "peer/facts.h"
#include "peer/gateway.h"
#include "peer/interim.h"
#include "peer/pool.h"
#include "peer/service.h"

enum {
    GATEWAY_READ_MS = 15000,               /* times the time scale: read timer */
    GATEWAY_SHORT_READ_MS = 1000,          /* the same below its timer path */
    GATEWAY_IDLE_MS = 60000,               /* times the time scale: for a request */
    GATEWAY_MAX_OUT = 4 * 1024 * 1024,     /* octets written and not sent */
    GATEWAY_MAX_INTERIM = 16 * 1024 * 1024 /* octets of 1xx in one exchange */
};

struct peer_gateway {
    struct peer_gateway_options options;
    enum fault fault; /* as the gateway's, where gateway and proxy share it */
    const struct interim_form *form;
    struct service *service;
    struct pool pool;
    struct cache cache;
};

/* One client's connection. */
struct passage {
    struct peer_gateway *gateway;
    struct stream *client;
    struct buf head; /* of the request under way */
    struct facts facts;
    struct buf out;   /* for the client, not sent yet */
    struct buf held;  /* an answer kept back (pipeline-reversed) */
    bool holding;     /* nothing is sent to the client now */
    struct buf later; /* field lines for the next exchange's 1xx (a fault) */
};

/* One exchange with the next hop. */
struct relay {
    struct passage *passage;
    struct stream *origin;
    char key[POOL_MAX_KEY];        /* authority of the next hop */
    char cache_key[CACHE_MAX_KEY]; /* "" where the answer is not to be stored */
    struct buf up;                 /* head and content sent to the next hop */
    bool up_done;                  /* all of the request's content was read */
    bool frames_chunks;            /* the content is sent on in chunks */
    int64_t read_ns;               /* when the read timer ends */
    unsigned interim_count;
    unsigned forwarded_count;
    size_t interim_octets;
    bool saw_100;
    struct buf held_1xx;  /* interim responses kept back (faults) */
    struct buf joined;    /* field lines for the final response (a fault) */
    struct content stays; /* framing of an interim response (a fault) */
    bool retried;
    bool origin_reusable;
    bool client_persists;
};

/* How an exchange, or a part of it, ended. */
enum passing {
    PASSING_ON,    /* it goes on */
    PASSING_DONE,  /* it is over; what the relay says of the connections holds */
    PASSING_ABORT, /* both connections are to be closed */
    PASSING_BAD,   /* the next hop's octets are no good: 502 */
    PASSING_DEAD,  /* the next hop closed: 502 */
    PASSING_LATE,  /* the read timer ended: 504 */
    PASSING_AGAIN  /* send the request once more (a fault) */
};

static inline bool passage_has(const struct passage *passage, enum fault fault)
{
    return passage->gateway->fault == fault;
}

/* Sends what was written for the client. */
bool passage_flush(struct passage *passage);

/* A moment `ms` (times the time scale) from now. */
int64_t passage_deadline(const struct passage *passage, int64_t ms);

/* When the read timer of the request under way ends, if it starts now. */
int64_t passage_read_deadline(const struct passage *passage);

/* Says nothing more and waits until the client closes. */
enum passing passage_fall_silent(struct passage *passage);

/* Ends the whole gateway, as a crash would (a fault). */
enum passing passage_end_all(struct passage *passage);

/* Writes a final response of the gateway's own, with Connection: close where the
 * client's connection does not persist. */
void passage_answer(struct passage *passage, unsigned status, bool persists);

/* gateway_relay.c: forwards the request under way and its answer; false where the
 * client's connection ends. Views in authority and path borrow from passage->head. */
bool relay_request(struct passage *passage, const struct address *next_hop,
                   struct octets authority, struct octets path);

/* Octets both ways until either side closes. */
void relay_tunnel(struct passage *passage, struct stream *origin);

/* gateway_interim.c: one interim response of the next hop. */
enum passing relay_interim(struct relay *relay, struct octets head);

/* gateway_final.c: the final response, with its content. */
enum passing relay_final(struct relay *relay, struct octets head);

/* gateway_fields.c */
void fields_write_request(const struct relay *relay, struct octets authority,
                          struct octets path, struct buf *out);

/* Appends the field lines of a response's head that are forwarded. */
void fields_write_response(const struct passage *passage, struct octets head,
                           struct buf *out);

#endif
