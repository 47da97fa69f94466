/* SPDX-License-Identifier: MIT */
/* One attempt of the reference client at an exchange. Private to the client. */
#ifndef INTERIM_PEER_CLIENT_ATTEMPT_H
#define INTERIM_PEER_CLIENT_ATTEMPT_H

#include "peer/client_exchange.h"
#include "peer/content.h"
#include "peer/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How one attempt ended. */
enum ending {
    ENDING_REUSABLE, /* answered; the connection may carry another exchange */
    ENDING_CLOSE,    /* answered, or failed for good */
    ENDING_BROKEN,   /* the connection broke before an answer */
    ENDING_EXPECT    /* 417: again, without the expectation */
};

struct attempt {
    const struct client_context *context;
    const struct client_request *request;
    struct client_answer *answer;
    struct stream *stream;
    bool expect;       /* sent Expect */
    bool content_sent; /* or there is none */
    bool waiting;      /* for a 100, before the content is sent */
    int64_t wait_ns;   /* until then */
    int64_t idle_ns;   /* deadline of inactivity */
    int64_t life_ns;   /* deadline of the whole exchange */
    unsigned interim_count;
    unsigned last_interim; /* status of the last one */
    bool saw_100;
    size_t interim_octets;
    struct content stays; /* framing of an interim response that stays (faults) */
};

/* true where the client has this fault. */
bool attempt_has(const struct attempt *attempt, enum fault fault);

/* Ends the attempt without a response, for this reason (static text). Returns ending.
 */
enum ending attempt_fail(struct attempt *attempt, enum ending ending, const char *why);

/* Delivers a response without content. Returns ending. */
enum ending attempt_deliver_empty(struct attempt *attempt, unsigned status,
                                  enum ending ending);

/* Reads all that comes until the connection ends as content of an interim response. */
enum ending attempt_deliver_rest(struct attempt *attempt, unsigned status);

/* Something came: the limit of inactivity begins anew. */
void attempt_restart_timer(struct attempt *attempt);

/* Sends the content that was held back; false where the connection broke. */
bool attempt_send_content(struct attempt *attempt);

/* Takes note of one interim response; true where the exchange goes on, else *ending. */
bool attempt_skip_interim(struct attempt *attempt, struct octets head,
                          enum ending *ending);

/* Reads the final response behind its head and delivers it. */
enum ending attempt_take_final(struct attempt *attempt, struct octets head);

#endif
