/* SPDX-License-Identifier: MIT */
/* The reference peers in this process (fuzz/peer.h), with the fault that FUZZ_PLANTED
 * names as "ROLE FAULT": for measuring how soon a planted bug is found, and an example
 * of a peer that listens and connects by itself.
 *
 * A peer that listens does so on a port of its own, and a relay leads to it; its
 * connect(2) is ours, and takes the harness's socket in the place of any other port. A
 * bug that no fault of theirs is, "crash", is planted here. */
#define _DEFAULT_SOURCE 1
#include "base/ensure.h"
#include "fuzz/peer.h"
#include "fuzz/target.h"
#include "net/address.h"
#include "peer/client_exchange.h"
#include "peer/gateway.h"
#include "peer/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PIECE = 65536, TIME_LIMIT_MS = 60000 };

static struct inside *HARNESS;
static in_port_t OWN_PORT; /* of the peer that listens; network order */

/* What is planted. */
struct plan {
    enum role role;
    enum fault fault;
    bool crash;
};

static struct plan PLAN;

int connect(int fd, const struct sockaddr *address, socklen_t len)
{
    const struct sockaddr_in *in = (const void *)address;
    if (in->sin_family == AF_INET && in->sin_port == OWN_PORT)
        return (int)syscall(SYS_connect, fd, address, len);
    const int door = HARNESS ? inside_door(HARNESS) : -1;
    if (door < 0 || dup2(door, fd) < 0)
        return -1;
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    return close(door);
}

/* ---------------------------------------------------------------- client */

static void get(struct inside *inside, const char *url, bool fresh,
                struct inside_answer *answer)
{
    static struct pool pool;
    static int stop[2];
    static bool failed;
    HARNESS = inside;
    if (stop[0] == stop[1]) {
        ENSURE(pipe(stop) == 0);
        pool_init(&pool);
    } else if (fresh) {
        pool_fini(&pool);
        pool_init(&pool);
    }
    /* What a client forgets to clear when an exchange goes wrong. */
    if (PLAN.crash && !fresh && failed)
        abort();
    const struct client_context context = {
        .pool = &pool, .fault = PLAN.fault, .time_scale = 1, .stop_fd = stop[0]};
    const struct client_request request = {
        .method = "GET", .url = url, .timeout_ms = TIME_LIMIT_MS};
    struct client_answer got = {.error = "no answer"};
    buf_init(&got.content, INSIDE_CONTENT);
    client_exchange(&context, &request, &got);
    failed = got.error != NULL;
    answer->failed = failed;
    answer->status = got.status;
    answer->len = got.content.len;
    if (got.content.len > 0)
        memcpy(answer->content, got.content.ptr, got.content.len);
    buf_fini(&got.content);
}

/* ---------------------------------------------------------------- server, gateway */

/* Octets from one socket to another; false where there are no more. */
static bool pass(int from, int to)
{
    unsigned char octets[PIECE];
    const ssize_t got = recv(from, octets, sizeof octets, 0);
    if (PLAN.crash && got > 2 && memcmp(octets, "\r\n", 2) == 0)
        abort();
    if (got > 0 && send(to, octets, (size_t)got, MSG_NOSIGNAL) == got)
        return true;
    (void)shutdown(to, SHUT_WR);
    return false;
}

/* Until either end is gone, or both have no more to say. */
static void relay(int fd, int peer)
{
    struct pollfd ends[] = {{fd, POLLIN, 0}, {peer, POLLIN, 0}};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        (void)poll(ends, 2, -1);
        if (ends[1].revents && !pass(peer, fd))
            ends[1].fd = -1;
        if (ends[0].revents && !pass(fd, peer)) {
            if (ends[0].revents & POLLHUP)
                return; /* closed, and not half of it */
            ends[0].fd = -1;
        }
    }
}

static void serve(struct inside *inside, int fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = OWN_PORT};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int peer = socket(AF_INET, SOCK_STREAM, 0);
    HARNESS = inside;
    ENSURE(peer >= 0 &&
           connect(peer, (const struct sockaddr *)&address, sizeof address) == 0);
    relay(fd, peer);
    (void)close(peer);
    (void)close(fd);
}

static void listen_as(enum role role)
{
    struct err err;
    struct peer_gateway_options options = {
        .role = role, .fault = PLAN.fault, .time_scale = 1};
    const struct address *own = NULL;
    address_loopback(&options.listen, 0);
    address_loopback(&options.next_hop, 9);
    if (role == ROLE_SERVER)
        own = peer_server_address(
            peer_server_start(&options.listen, PLAN.fault, 1, &err));
    else
        own = peer_gateway_address(peer_gateway_start(&options, &err));
    OWN_PORT = htons(address_port(own));
}

/* ---------------------------------------------------------------- the target */

static void read_plan(void)
{
    static const char *const NAMES[] = {[ROLE_SERVER] = "server ",
                                        [ROLE_CLIENT] = "client ",
                                        [ROLE_GATEWAY] = "gateway "};
    const char *planted = getenv("FUZZ_PLANTED");
    const struct octets text = octets_of(planted ? planted : "client honest");
    for (size_t role = 0; role < sizeof NAMES / sizeof NAMES[0]; role++) {
        const struct octets name = octets_of(NAMES[role] ? NAMES[role] : "?");
        if (!octets_starts_with(text, name))
            continue;
        const char *id = (const char *)text.ptr + name.len;
        PLAN.role = (enum role)role;
        PLAN.fault = fault_find(PLAN.role, id);
        PLAN.crash = octets_equal(octets_of(id), OCTETS("crash"));
        ENSURE(PLAN.fault != FAULT_NONE || PLAN.crash ||
               octets_equal(octets_of(id), OCTETS("honest")));
    }
    if (PLAN.role != ROLE_CLIENT)
        listen_as(PLAN.role);
    if (PLAN.role == ROLE_SERVER)
        peer_server_trigger("/interim");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool begun;
    if (!begun)
        read_plan();
    begun = true;
    if (PLAN.role == ROLE_CLIENT)
        return peer_client_fuzz(data, size, get);
    return PLAN.role == ROLE_SERVER ? peer_server_fuzz(data, size, serve)
                                    : peer_gateway_fuzz(data, size, serve);
}
