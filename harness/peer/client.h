/* SPDX-License-Identifier: MIT */
/* The reference client: serves the driver protocol (play/driver.h) on two descriptors.
 */
#ifndef INTERIM_PEER_CLIENT_H
#define INTERIM_PEER_CLIENT_H

#include "net/tls.h"
#include "peer/fault.h"

struct peer_client_options {
    enum fault fault;
    double time_scale;
    const struct tls *tls; /* for https URLs, borrowed; NULL: refused */
};

/* Reads request lines from in, writes the greeting and result lines to out, until the
 * end of in. Keeps one connection and reuses it; features: all of them. Closes neither.
 */
void peer_client_serve(const struct peer_client_options *options, int in, int out);

#endif
