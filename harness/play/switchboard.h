/* SPDX-License-Identifier: MIT */
/* The switchboard: one thread that is the origin server while no case is.
 *
 * A gateway chooses by itself which of its connections carries a request. So one thread
 * accepts them all, reads to the end of a request's header section, and lends the
 * connection to the case whose path it names. Canaries and unknown paths (health
 * checks) it answers by itself. */
#ifndef INTERIM_PLAY_SWITCHBOARD_H
#define INTERIM_PLAY_SWITCHBOARD_H

#include "base/err.h"
#include "base/octets.h"
#include "net/address.h"
#include "net/connection.h"
#include "play/token.h"

#include <stdbool.h>
#include <stdint.h>

struct switchboard;

/* Where a case gets its requests: connections, with what was read from them. */
struct inbox;

/* A connection lent to a case. */
struct loan {
    struct connection connection; /* the taker owns it now */
    unsigned char *input;         /* read so far: a whole header section and maybe more;
                                   * malloc'ed, to be freed by the taker */
    size_t input_len;
};

/* Listens on address and starts the thread. tokens is borrowed. */
struct switchboard *switchboard_open(const struct address *address,
                                     const struct token_source *tokens,
                                     struct err *err);
/* Ends the thread and closes all idle connections. No case may be under way. */
void switchboard_close(struct switchboard **switchboard);

const struct address *switchboard_address(const struct switchboard *switchboard);

/* From now on requests with tags first to first + count - 1 go to the inbox returned
 * (one of a pool). Never NULL. */
struct inbox *switchboard_register(struct switchboard *switchboard, uint32_t first,
                                   uint32_t count);
/* No more; connections still in the inbox are closed. Sets *inbox to NULL. */
void switchboard_unregister(struct switchboard *switchboard, struct inbox **inbox);

/* Readable where a loan is there; then inbox_take gives it (false: none). */
int inbox_fd(const struct inbox *inbox);
bool inbox_take(struct inbox *inbox, struct loan *loan);

/* Gives a connection back, with octets already read behind the last request. */
void switchboard_return(struct switchboard *switchboard, struct connection connection,
                        struct octets input);

/* Takes an idle connection out, CONNECTION_NONE where there is none. */
struct connection switchboard_borrow(struct switchboard *switchboard);

/* Closes all connections that are idle now. */
void switchboard_close_idle(struct switchboard *switchboard);

#endif
