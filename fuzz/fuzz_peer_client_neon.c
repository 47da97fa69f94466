/* SPDX-License-Identifier: MIT */
/* A client in this process: neon, which opens its sockets itself: connect(2) is ours,
 * and puts the harness's socket in the place of the one that neon made. */
#include "base/ensure.h"
#include "fuzz/peer.h"
#include "fuzz/target.h"

#include <neon/ne_request.h>
#include <neon/ne_session.h>
#include <neon/ne_socket.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct inside *HARNESS;

int connect(int fd, const struct sockaddr *address, socklen_t len)
{
    (void)address;
    (void)len;
    const int door = HARNESS ? inside_door(HARNESS) : -1;
    if (door < 0 || dup2(door, fd) < 0)
        return -1;
    return close(door);
}

static int take(void *user, const char *octets, size_t len)
{
    struct inside_answer *answer = user;
    const size_t room = answer->len < INSIDE_CONTENT ? INSIDE_CONTENT - answer->len : 0;
    if (len > 0)
        memcpy(answer->content + (INSIDE_CONTENT - room), octets,
               len < room ? len : room);
    answer->len += len;
    return 0;
}

static void get(struct inside *inside, const char *url, bool fresh,
                struct inside_answer *answer)
{
    static ne_session *session;
    const char *path = strchr(url + sizeof "http://" - 1, '/'); /* ours: a URL */
    ENSURE(path);
    HARNESS = inside;
    if (fresh && session) {
        ne_session_destroy(session);
        session = NULL;
    }
    if (!session) {
        ENSURE(ne_sock_init() == 0);
        session = ne_session_create("http", "127.0.0.1", 80);
    }
    ne_request *request = ne_request_create(session, "GET", path);
    ne_add_response_body_reader(request, ne_accept_always, take, answer);
    answer->failed = ne_request_dispatch(request) != NE_OK;
    answer->status = (unsigned)ne_get_status(request)->code;
    ne_request_destroy(request);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return peer_client_fuzz(data, size, get);
}
