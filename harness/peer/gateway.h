/* SPDX-License-Identifier: MIT */
/* The reference gateway and forward proxy: honest by default, one switch per fault. */
#ifndef INTERIM_PEER_GATEWAY_H
#define INTERIM_PEER_GATEWAY_H

#include "base/err.h"
#include "net/address.h"
#include "peer/fault.h"

struct peer_gateway;

/* It waits 15 s for its next hop to send something, and a second where the path begins
 * like this; both times the time scale. */
#define PEER_GATEWAY_TIMER_PATH "/timer"

struct peer_gateway_options {
    struct address listen;   /* port 0: any */
    struct address next_hop; /* ROLE_GATEWAY: where every request goes; a proxy takes it
                              * from the absolute-form target */
    enum role role;          /* ROLE_GATEWAY or ROLE_PROXY */
    enum fault fault;
    double time_scale;
};

/* Serves from threads of its own, with a pool of idle connections to next hops. NULL
 * with err where it cannot listen. */
struct peer_gateway *peer_gateway_start(const struct peer_gateway_options *options,
                                        struct err *err);
/* The shorter of the two timers, with the time scale. */
unsigned peer_gateway_timer_ms(const struct peer_gateway *gateway);
const struct address *peer_gateway_address(const struct peer_gateway *gateway);
void peer_gateway_stop(struct peer_gateway **gateway);

#endif
