/* SPDX-License-Identifier: MIT */
/* A listening socket with a thread per connection.
 *
 * The threads are detached and counted; stopping closes the writing end of a pipe, so
 * that every poll(2) of theirs ends, and waits until the count is 0. Ending is the same
 * without the wait for the threads, one of which asks for it. */
#include "peer/service.h"

#include "base/ensure.h"
#include "net/tls.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { SERVICE_MAX_THREADS = 256 };

struct service {
    struct listener listener;
    service_handler *handler;
    void *user;
    int stop[2]; /* pipe: closing stop[1] stops */
    pthread_t acceptor;
    pthread_mutex_t lock;
    pthread_cond_t fewer; /* thread_count went down, stopping, or deaf */
    unsigned thread_count;
    bool stopping;
    bool deaf; /* the acceptor is gone, and nothing listens */
};

/* What a connection's thread is given. */
struct visit_start {
    struct service *service;
    struct connection connection;
};

static void *service_visit(void *argument)
{
    struct visit_start *const start = argument;
    struct service *const service = start->service;
    struct stream stream;
    stream_init(&stream, service->stop[0]);
    stream.connection = start->connection;
    free(start);
    service->handler(service->user, &stream);
    stream_fini(&stream);
    tls_leave_thread();
    pthread_mutex_lock(&service->lock);
    service->thread_count--;
    pthread_cond_broadcast(&service->fewer);
    pthread_mutex_unlock(&service->lock);
    return NULL;
}

/* Waits until one more thread may run; false when the service stops. */
static bool service_admit(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    while (service->thread_count >= SERVICE_MAX_THREADS && !service->stopping)
        pthread_cond_wait(&service->fewer, &service->lock);
    const bool go = !service->stopping;
    service->thread_count += go;
    pthread_mutex_unlock(&service->lock);
    return go;
}

static void service_begin(struct service *service, struct connection *connection)
{
    pthread_t thread;
    struct visit_start *const start = malloc(sizeof *start);
    ENSURE(start);
    *start = (struct visit_start){service, *connection};
    if (pthread_create(&thread, NULL, service_visit, start) == 0) {
        pthread_detach(thread);
        return;
    }
    free(start);
    connection_close(connection);
    pthread_mutex_lock(&service->lock);
    service->thread_count--;
    pthread_mutex_unlock(&service->lock);
}

/* Accepts until the service stops. */
static void accept_all(struct service *service)
{
    for (;;) {
        struct pollfd fds[2] = {{.fd = service->listener.fd, .events = POLLIN},
                                {.fd = service->stop[0], .events = POLLIN}};
        struct connection connection = CONNECTION_NONE;
        if (poll(fds, 2, -1) < 0)
            continue;
        if (fds[1].revents)
            return;
        if (listener_accept(&service->listener, &connection) != CONNECTION_OK)
            continue;
        if (!service_admit(service)) {
            connection_close(&connection);
            return;
        }
        service_begin(service, &connection);
    }
}

static void *service_accept(void *argument)
{
    struct service *const service = argument;
    accept_all(service);
    pthread_mutex_lock(&service->lock);
    listener_close(&service->listener);
    service->deaf = true;
    pthread_cond_broadcast(&service->fewer);
    pthread_mutex_unlock(&service->lock);
    return NULL;
}

static bool service_pipe(struct service *service, struct err *err)
{
    if (pipe(service->stop) != 0)
        return err_set_errno(err, "cannot make a pipe");
    for (int end = 0; end < 2; end++)
        (void)fcntl(service->stop[end], F_SETFD, FD_CLOEXEC);
    return true;
}

struct service *service_start(const struct address *address, service_handler *handler,
                              void *user, struct err *err)
{
    struct service *service = calloc(1, sizeof *service);
    ENSURE(service);
    service->handler = handler;
    service->user = user;
    if (!listener_open(&service->listener, address, err)) {
        free(service);
        return NULL;
    }
    if (!service_pipe(service, err)) {
        listener_close(&service->listener);
        free(service);
        return NULL;
    }
    pthread_mutex_init(&service->lock, NULL);
    pthread_cond_init(&service->fewer, NULL);
    ENSURE(pthread_create(&service->acceptor, NULL, service_accept, service) == 0);
    return service;
}

const struct address *service_address(const struct service *service)
{
    return &service->listener.address;
}

int service_stop_fd(const struct service *service)
{
    return service->stop[0];
}

void service_end(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    if (!service->stopping)
        close(service->stop[1]);
    service->stopping = true;
    pthread_cond_broadcast(&service->fewer);
    while (!service->deaf)
        pthread_cond_wait(&service->fewer, &service->lock);
    pthread_mutex_unlock(&service->lock);
}

void service_stop(struct service **service)
{
    struct service *const it = *service;
    if (!it)
        return;
    service_end(it);
    pthread_join(it->acceptor, NULL);
    pthread_mutex_lock(&it->lock);
    while (it->thread_count > 0)
        pthread_cond_wait(&it->fewer, &it->lock);
    pthread_mutex_unlock(&it->lock);
    close(it->stop[0]);
    pthread_cond_destroy(&it->fewer);
    pthread_mutex_destroy(&it->lock);
    free(it);
    *service = NULL;
}
