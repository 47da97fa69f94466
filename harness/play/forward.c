/* SPDX-License-Identifier: MIT */
/* The roles in which we are the client on the wire: servers, gateways and proxies. */
#include "play/outgoing.h"
#include "play/round.h"
#include "play/switchboard.h"

#include <stdlib.h>

static bool begin_server(struct round *round)
{
    (void)round;
    return true;
}

static void watch_nothing(struct round *round, struct watch *watch)
{
    (void)round;
    (void)watch;
}

static bool no_request_is_out(const struct round *round, unsigned lane)
{
    (void)round;
    (void)lane;
    return true;
}

const struct round_ops ROUND_SERVER = {
    .begin = begin_server,
    .client_send = lane_send,
    .client_waits = lane_waits,
    .settle = lane_settle,
    .canary = lane_canary,
    .watch = watch_nothing,
    .request_is_out = no_request_is_out,
    .end = lane_end,
};

static bool begin_forwarder(struct round *round)
{
    round->inbox = switchboard_register(
        round->play->switchboard, round->trips[0].number, (uint32_t)round->trip_count);
    return true;
}

static void inbox_ready(void *user, void *object)
{
    struct round *round = user;
    struct loan loan;
    while (inbox_take(object, &loan)) {
        origin_adopt(round, loan.connection,
                     (struct octets){loan.input, loan.input_len}, true);
        free(loan.input);
    }
}

static void watch_inbox(struct round *round, struct watch *watch)
{
    if (round->inbox)
        watch_add(watch, inbox_fd(round->inbox), POLLIN, inbox_ready, round->inbox);
}

static void end_forwarder(struct round *round)
{
    switchboard_unregister(round->play->switchboard, &round->inbox);
    lane_end(round);
}

const struct round_ops ROUND_FORWARDER = {
    .begin = begin_forwarder,
    .client_send = lane_send,
    .client_waits = lane_waits,
    .settle = lane_settle,
    .canary = lane_canary,
    .watch = watch_inbox,
    .request_is_out = lane_request_is_out,
    .end = end_forwarder,
};
