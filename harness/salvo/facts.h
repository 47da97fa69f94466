/* SPDX-License-Identifier: MIT */
/* What a stream of responses is that we are about to send: whether it is plain, and
 * what then has to come of it. */
#ifndef INTERIM_SALVO_FACTS_H
#define INTERIM_SALVO_FACTS_H

#include "mutate/capture.h"
#include "play/token.h"

#include <stdbool.h>

enum { FACTS_CODES = 10 };

struct stream_facts {
    bool plain; /* not one octet of it leaves room for doubt, but for its end */
    bool odd;   /* the same, but interim responses have fields that frame: a recipient
                 * may refuse that, and must not believe it */
    bool sound; /* plain up to the end of the final response, whatever stands behind */
    bool complete;  /* it holds a whole final response */
    bool any_final; /* it holds the header section of one */
    bool trailing;  /* octets stand behind the final response */
    bool switches;  /* a 101 is in it */
    bool own;       /* the final response's content holds the exchange's token */
    bool persists;  /* the connection may be used again */
    unsigned status;
    unsigned interims;                       /* but 100s */
    unsigned codes[FACTS_CODES], code_count; /* of interim responses, the first ones */
};

/* Judges the responses of input, its end included, as the answer to one plain GET; its
 * token is that of number. */
void stream_facts_read(struct stream_facts *facts, const struct capture *input,
                       const struct token_source *tokens, uint32_t number);

/* true where a request's header section asks for a close behind its response. */
bool request_closes(struct octets request);

/* What the request changes that is answered so: a sender that keeps the rules closes
 * where it was asked to (RFC 9112 section 9.6), and sends no interim response in answer
 * to HTTP/1.0. */
void stream_facts_meet(struct stream_facts *facts, struct octets request,
                       enum capture_end *end);

#endif
