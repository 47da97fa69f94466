/* SPDX-License-Identifier: MIT */
/* A server in this process: libevent's evhttp, which takes connections from a listening
 * socket alone: accept4(2) is ours, and gives it the harness's socket. */
#define _GNU_SOURCE 1
#include "base/ensure.h"
#include "fuzz/peer.h"
#include "fuzz/target.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* One server at a time in a thread. */
static _Thread_local int PENDING = -1;
static _Thread_local struct event_base *BASE;

/* Stands in for accept4(2), whose type in the system's header is of no standard C. */
int accept_pending(int fd, struct sockaddr *address, socklen_t *len,
                   int flags) __asm__("accept4");
int accept_pending(int fd, struct sockaddr *address, socklen_t *len, int flags)
{
    (void)fd;
    (void)flags;
    const int given = PENDING;
    PENDING = -1;
    if (given < 0) {
        errno = EAGAIN;
        return -1;
    }
    address->sa_family = AF_INET;
    *len = sizeof(struct sockaddr);
    (void)evutil_make_socket_nonblocking(given);
    return given;
}

static void closed(struct evhttp_connection *connection, void *user)
{
    (void)connection;
    (void)user;
    event_base_loopbreak(BASE);
}

static void answer(struct evhttp_request *request, void *user)
{
    (void)user;
    struct evbuffer *content = evbuffer_new();
    ENSURE(content);
    /* evhttp 2.1 would send it in answer to HEAD, too: found here, and passed over. */
    if (evhttp_request_get_command(request) != EVHTTP_REQ_HEAD)
        evbuffer_add(content, "hello", 5);
    evhttp_connection_set_closecb(evhttp_request_get_connection(request), closed, NULL);
    evhttp_send_reply(request, HTTP_OK, "OK", content);
    evbuffer_free(content);
}

/* The connection being served. Its descriptor's number may be another socket's as soon
 * as evhttp has closed it, its inode is not. */
struct served {
    int fd;
    ino_t inode;
};

static ino_t inode_of(int fd)
{
    struct stat stat;
    return fstat(fd, &stat) == 0 ? stat.st_ino : 0;
}

/* evhttp says nothing of a connection that it closes before a request was whole: the
 * socket is looked at, too. */
static void look(evutil_socket_t fd, short events, void *user)
{
    (void)fd;
    (void)events;
    const struct served *served = user;
    if (PENDING < 0 && inode_of(served->fd) != served->inode)
        event_base_loopbreak(BASE);
}

static void serve(struct inside *inside, int fd)
{
    const struct timeval often = {.tv_usec = 2000};
    const int bell = eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
    struct served served = {fd, inode_of(fd)};
    (void)inside;
    BASE = event_base_new();
    PENDING = fd;
    struct evhttp *http = evhttp_new(BASE);
    ENSURE(http && bell >= 0);
    evhttp_set_gencb(http, answer, NULL);
    evhttp_set_allowed_methods(http,
                               EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST);
    ENSURE(evhttp_accept_socket(http, bell) == 0);
    struct event *glance = event_new(BASE, -1, EV_PERSIST, look, &served);
    event_add(glance, &often);
    event_base_dispatch(BASE);
    event_free(glance);
    evhttp_free(http); /* closes what is still open, the bell too */
    event_base_free(BASE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return peer_server_fuzz(data, size, serve);
}
