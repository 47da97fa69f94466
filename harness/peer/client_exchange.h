/* SPDX-License-Identifier: MIT */
/* One exchange of the reference client: a request, what is skipped, the answer. */
#ifndef INTERIM_PEER_CLIENT_EXCHANGE_H
#define INTERIM_PEER_CLIENT_EXCHANGE_H

#include "base/buf.h"
#include "peer/fault.h"
#include "peer/pool.h"

#include <stdbool.h>

struct client_request {
    const char *method;
    const char *url;
    struct buf fields; /* complete field lines with CRLF */
    struct buf content;
    bool has_content;
    bool expect;
    unsigned timeout_ms; /* of inactivity */
};

struct client_answer {
    unsigned status; /* 0: none */
    struct buf content;
    const char *error; /* static; NULL: none */
};

struct client_context {
    struct pool *pool;
    enum fault fault;
    double time_scale;
    int stop_fd;
    const struct tls *tls; /* for https; NULL: http alone */
};

/* Performs request and fills *answer, whose content was initialised by the caller. */
void client_exchange(const struct client_context *context,
                     const struct client_request *request,
                     struct client_answer *answer);

#endif
