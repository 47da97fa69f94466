/* SPDX-License-Identifier: MIT */
/* Reference peers as targets. */
#include "test/proof.h"

#include "net/connection.h"

static void serve_client(void *user, int in, int out)
{
    peer_client_serve(user, in, out);
}

/* The gateway has to know where the origin will listen before the player listens
 * there: a port that is free now, tried again where somebody else was faster. */
static bool find_origin(struct address *origin, struct err *err)
{
    struct listener listener;
    address_loopback(origin, 0);
    if (!listener_open(&listener, origin, err))
        return false;
    address_loopback(origin, address_port(&listener.address));
    listener_close(&listener);
    return true;
}

static bool open_server(struct proof_target *target, enum fault fault, struct err *err)
{
    struct address any;
    address_loopback(&any, 0);
    target->server = peer_server_start(&any, fault, target->config.time_scale, err);
    if (!target->server)
        return false;
    target->config.target = *peer_server_address(target->server);
    target->config.trigger = "/trigger";
    target->config.post_path = "/post";
    target->config.capabilities = NEED_BIT(UPGRADE) | NEED_BIT(DAV);
    return true;
}

static bool open_gateway(struct proof_target *target, enum fault fault, struct err *err)
{
    struct peer_gateway_options options = {.role = target->config.role,
                                           .fault = fault,
                                           .time_scale = target->config.time_scale};
    address_loopback(&options.listen, 0);
    if (!find_origin(&options.next_hop, err))
        return false;
    target->gateway = peer_gateway_start(&options, err);
    if (!target->gateway)
        return false;
    target->config.target = *peer_gateway_address(target->gateway);
    target->config.origin = options.next_hop;
    target->config.capabilities =
        NEED_BIT(CACHE) | NEED_BIT(UPGRADE) | NEED_BIT(CONNECT);
    return true;
}

static bool open_once(struct proof_target *target, enum role role, enum fault fault,
                      double time_scale, struct err *err)
{
    *target = (struct proof_target){.client = {fault, time_scale}};
    play_config_init(&target->config);
    target->config.role = role;
    target->config.time_scale = time_scale;
    target->config.jobs = 1;
    target->config.controls = false;
    target->config.path = "";
    if (role == ROLE_SERVER && !open_server(target, fault, err))
        return false;
    if ((role == ROLE_GATEWAY || role == ROLE_PROXY) &&
        !open_gateway(target, fault, err))
        return false;
    if (role == ROLE_CLIENT) {
        target->config.embedded_driver = serve_client;
        target->config.embedded_user = &target->client;
    } else {
        target->config.authority = target->config.target.text;
    }
    target->play = play_open(&target->config, err);
    return target->play != NULL;
}

bool proof_target_open(struct proof_target *target, enum role role, enum fault fault,
                       double time_scale, struct err *err)
{
    for (unsigned attempt = 0; attempt < 10; attempt++) {
        if (open_once(target, role, fault, time_scale, err))
            return true;
        proof_target_close(target);
    }
    return false;
}

void proof_target_close(struct proof_target *target)
{
    play_close(&target->play);
    peer_server_stop(&target->server);
    peer_gateway_stop(&target->gateway);
}
