/* SPDX-License-Identifier: MIT */
/* Reading the responses of a next hop or server, strictly: what is no well-formed
 * HTTP/1.x is refused, so that nothing malformed is ever passed on. */
#ifndef INTERIM_PEER_RESPONSE_H
#define INTERIM_PEER_RESPONSE_H

#include "base/octets.h"
#include "peer/stream.h"

enum response_taken {
    RESPONSE_HEAD, /* *head: a well-formed header section, used already */
    RESPONSE_MORE, /* not complete yet: fill the stream */
    RESPONSE_BAD   /* what stands in the stream is no well-formed response */
};

/* Takes the next response's header section out of the stream's view. */
enum response_taken response_take(struct stream *stream, struct octets *head);

/* The same, whatever it looks like, as long as it ends with an empty line. */
enum response_taken response_take_any(struct stream *stream, struct octets *head);

/* What the code of a status line is worth. */
enum code_worth {
    CODE_FINE,      /* 100 to 599, or no status line at all */
    CODE_BELOW_100, /* three digits, out of range */
    CODE_ABOVE_599, /* likewise */
    CODE_ODD        /* not three digits */
};
enum code_worth response_code(struct octets head);

#endif
