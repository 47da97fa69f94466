/* SPDX-License-Identifier: MIT */
/* Reference peers as targets. */
#include "test/proof.h"

#include "base/root.h"
#include "oracle/oracle.h"
#include "peer/names.h"

#include "base/ensure.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One certificate for all peers of a test; who connects trusts any. NULL: plain. */
struct proof_tls {
    struct tls *server;
    struct tls *client;
};

static struct proof_tls over;

static void make_tls(void)
{
    struct err err;
    struct certificate *certificate =
        certificate_new(&(struct certificate_options){.names = NULL}, &err);
    ENSURE(certificate);
    over.server = tls_server_new(certificate, &err);
    over.client = tls_client_new(&(struct tls_client_options){.insecure = true}, &err);
    ENSURE(over.server && over.client);
    certificate_free(&certificate);
}

static struct proof_tls proof_tls(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!getenv(PROOF_OVER_TLS))
        return (struct proof_tls){NULL, NULL};
    pthread_once(&once, make_tls);
    return over;
}

static void serve_client(void *user, int in, int out)
{
    peer_client_serve(user, in, out);
}

/* An address of the loopback network that nobody else uses now, with this port. A test
 * of thousands of connections would use up the ports of a single one. */
static void own_address(struct address *address, unsigned host, uint16_t port)
{
    char text[64];
    struct err err;
    snprintf(text, sizeof text, "127.%u.%u.%u:%u", 1 + host / 62500 % 250,
             1 + host / 250 % 250, 1 + host % 250, (unsigned)port);
    ENSURE(address_resolve(address, octets_of(text), 0, &err));
}

/* The gateway has to know where the origin will listen before the player listens
 * there: a port of the target's own address. */
enum { PEER_PORT = 8080, ORIGIN_PORT = 8081 };

/* What a server may take, cut as all times of the proof are. */
enum { PACE_MS = 20000, GAP_MS = 30000 };

static unsigned next_host(void)
{
    static atomic_uint next;
    return (unsigned)getpid() * 4001U + atomic_fetch_add(&next, 1);
}

static unsigned scaled_ms(unsigned ms, const struct proof_target *target)
{
    return (unsigned)((double)ms * target->config.time_scale);
}

static bool open_server(struct proof_target *target, enum fault fault, struct err *err)
{
    struct address any;
    own_address(&any, next_host(), PEER_PORT);
    any.tls = proof_tls().server;
    target->server = peer_server_start(&any, fault, target->config.time_scale, err);
    if (!target->server)
        return false;
    target->config.target = *peer_server_address(target->server);
    target->config.target.tls = proof_tls().client;
    target->config.trigger = "/trigger";
    target->config.pace_ms = scaled_ms(ORACLE_LIMITS.pace_ms, target);
    target->config.gap_ms = scaled_ms(ORACLE_LIMITS.gap_ms, target);
    target->config.post_path = "/post";
    target->config.dav_path = "/dav";
    target->config.accepted = "/accepted";
    target->config.capabilities =
        NEED_BIT(UPGRADE) | NEED_BIT(WEBDAV) | NEED_BIT(WEBDAV_LOCKS);
    target->config.pace_ms = (unsigned)(PACE_MS * target->config.time_scale);
    target->config.gap_ms = (unsigned)(GAP_MS * target->config.time_scale);
    return true;
}

static bool open_gateway(struct proof_target *target, enum fault fault, struct err *err)
{
    struct peer_gateway_options options = {.role = target->config.role,
                                           .fault = fault,
                                           .time_scale = target->config.time_scale};
    const unsigned host = next_host();
    own_address(&options.listen, host, PEER_PORT);
    own_address(&options.next_hop, host, ORIGIN_PORT);
    options.listen.tls = proof_tls().server;
    if (options.role == ROLE_GATEWAY)
        options.next_hop.tls = proof_tls().client;
    target->gateway = peer_gateway_start(&options, err);
    if (!target->gateway)
        return false;
    target->config.target = *peer_gateway_address(target->gateway);
    target->config.target.tls = proof_tls().client;
    target->config.origin = options.next_hop;
    target->config.origin.tls =
        options.role == ROLE_GATEWAY ? proof_tls().server : NULL;
    target->config.read_timer_ms = peer_gateway_timer_ms(target->gateway);
    target->config.timer_path = PEER_GATEWAY_TIMER_PATH;
    target->config.capabilities =
        NEED_BIT(CACHE) | NEED_BIT(UPGRADE) | NEED_BIT(CONNECT);
    return true;
}

static bool open_once(struct proof_target *target, enum role role, enum fault fault,
                      double time_scale, struct err *err)
{
    *target = (struct proof_target){.client = {fault, time_scale, NULL}};
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
        target->config.origin.tls = proof_tls().server;
        target->client.tls = proof_tls().client;
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

bool proof_load(struct catalogue *catalogue)
{
    char path[4096], text[1024];
    struct err err;
    root_path(path, sizeof path, "cases");
    if (catalogue_load(catalogue, path, &CASE_NAMES, NULL, NULL, &err))
        return true;
    fprintf(stderr, "%s\n", err_format(&err, text, sizeof text));
    return false;
}
