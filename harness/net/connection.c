/* SPDX-License-Identifier: MIT */
/* Non-blocking TCP sockets; every wait is a poll(2) with a deadline. */
#include "net/connection.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "net/tls_session.h"
#include "net/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG_LOOK_MS = 5, BACKLOG = 1024, DRAIN_OCTETS = 256 * 1024 };

static bool set_flags(int fd)
{
    const int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

void connection_adopt(struct connection *connection, int fd)
{
    const int on = 1;
    *connection = (struct connection){.fd = fd};
    (void)set_flags(fd);
    /* Fails on the socketpairs of tests, where there is nothing to delay. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

struct connection connection_take(struct connection *connection)
{
    const struct connection taken = *connection;
    *connection = CONNECTION_NONE;
    return taken;
}

/* Until the connect under way has ended; its errno, 0 where it is connected. */
static int await_connect(int fd, int64_t deadline_ns)
{
    struct pollfd entry = {.fd = fd, .events = POLLOUT};
    int ready;
    do {
        ready = poll(&entry, 1, clock_left_ms(deadline_ns));
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0)
        return ready == 0 ? ETIMEDOUT : errno;
    int failure = 0;
    socklen_t len = sizeof failure;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &len) != 0)
        return errno;
    return failure;
}

/* True once fd, a socket of a connection under way, is ready for what is wanted. */
static bool await(const struct connection *connection, short wanted,
                  int64_t deadline_ns)
{
    const int left_ms = clock_left_ms(deadline_ns);
    struct pollfd entry = {.fd = connection->fd,
                           .events = connection_events(connection, wanted)};
    return left_ms > 0 && (poll(&entry, 1, left_ms) >= 0 || errno == EINTR);
}

static bool shake_hands(struct connection *connection, const struct address *address,
                        int64_t deadline_ns, struct err *err)
{
    connection->tls = tls_session_new(address, connection->fd);
    enum connection_result result = tls_session_shake(connection->tls);
    while (result == CONNECTION_AGAIN && await(connection, POLLOUT, deadline_ns))
        result = tls_session_shake(connection->tls);
    if (result == CONNECTION_OK)
        return true;
    const char *const late = tls_session_is_silent(connection->tls)
                                 ? "it does not answer the TLS handshake"
                                 : "its TLS handshake takes too long";
    const char *const failure = connection_failure(connection);
    err_set(err, "cannot open a TLS connection to %s: %s", address->text,
            failure ? failure : late);
    connection_close(connection);
    return false;
}

/* 0 where it is connected, else the errno. A Unix socket whose backlog is full says
 * EAGAIN, and has no event for room in it. */
static int start_connect(int fd, const struct address *address, int64_t deadline_ns)
{
    const struct sockaddr *const name = (const struct sockaddr *)&address->storage;
    int failure;
    while ((failure = connect(fd, name, address->len) == 0 ? 0 : errno) == EAGAIN &&
           address_is_unix(address) && clock_left_ms(deadline_ns) > 0)
        (void)poll(NULL, 0, BACKLOG_LOOK_MS);
    return failure == EINPROGRESS || failure == EINTR ? await_connect(fd, deadline_ns)
                                                      : failure;
}

bool connection_open(struct connection *connection, const struct address *address,
                     int64_t deadline_ns, struct err *err)
{
    *connection = CONNECTION_NONE;
    const int fd = socket(address->storage.ss_family, SOCK_STREAM, 0);
    if (fd < 0)
        return err_set_errno(err, "cannot make a socket");
    connection_adopt(connection, fd);
    const int failure = start_connect(fd, address, deadline_ns);
    if (failure == 0)
        return !address->tls || shake_hands(connection, address, deadline_ns, err);
    (void)close(fd);
    connection->fd = -1;
    errno = failure;
    return err_set_errno(err, "cannot connect to %s%s", address->text,
                         failure == ECONNREFUSED && address_is_unix(address)
                             ? " (a stale socket file: nobody listens there)"
                             : "");
}

static enum connection_result failure_result(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK ? CONNECTION_AGAIN
                                                   : CONNECTION_RESET;
}

enum connection_result connection_read(struct connection *connection, void *octets,
                                       size_t size, size_t *got)
{
    ENSURE(size > 0);
    if (connection->tls)
        return tls_session_read(connection->tls, octets, size, got);
    ssize_t result;
    do {
        result = recv(connection->fd, octets, size, 0);
    } while (result < 0 && errno == EINTR);
    if (result < 0)
        return failure_result();
    if (result == 0)
        return CONNECTION_EOF;
    *got = (size_t)result;
    return CONNECTION_OK;
}

enum connection_result connection_write(struct connection *connection,
                                        struct octets octets, size_t *sent)
{
    if (connection->tls)
        return tls_session_write(connection->tls, octets, sent);
    ssize_t result;
    do {
        result = send(connection->fd, octets.ptr, octets.len, MSG_NOSIGNAL);
    } while (result < 0 && errno == EINTR);
    if (result < 0)
        return failure_result();
    *sent = (size_t)result;
    return CONNECTION_OK;
}

enum connection_result connection_send(struct connection *connection,
                                       struct octets octets, int64_t deadline_ns)
{
    while (octets.len > 0) {
        size_t sent = 0;
        const enum connection_result result =
            connection_write(connection, octets, &sent);
        if (result == CONNECTION_OK) {
            octets = octets_slice(octets, sent, octets.len);
            continue;
        }
        if (result != CONNECTION_AGAIN)
            return result;
        if (!await(connection, POLLOUT, deadline_ns))
            return CONNECTION_AGAIN;
    }
    return CONNECTION_OK;
}

short connection_events(const struct connection *connection, short wanted)
{
    return connection->tls ? tls_session_events(connection->tls, wanted) : wanted;
}

enum connection_result connection_peek(const struct connection *connection)
{
    unsigned char octet;
    if (connection->tls)
        return tls_session_peek(connection->tls);
    const ssize_t got = recv(connection->fd, &octet, 1, MSG_PEEK);
    if (got < 0)
        return failure_result();
    return got == 0 ? CONNECTION_EOF : CONNECTION_OK;
}

const char *connection_failure(const struct connection *connection)
{
    return connection->tls ? tls_session_failure(connection->tls) : NULL;
}

const char *connection_security(const struct connection *connection)
{
    return connection->tls ? tls_session_describe(connection->tls) : NULL;
}

bool connection_is_cut(const struct connection *connection)
{
    return connection->tls && tls_session_is_cut(connection->tls);
}

void connection_acknowledge(struct connection *connection)
{
#ifdef TCP_QUICKACK
    const int on = 1;
    (void)setsockopt(connection->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#else
    (void)connection;
#endif
}

void connection_half_close(struct connection *connection)
{
    if (connection->fd < 0)
        return;
    if (connection->tls)
        tls_session_end(connection->tls);
    (void)shutdown(connection->fd, SHUT_WR);
}

static void forget(struct connection *connection)
{
    tls_session_free(&connection->tls);
    (void)close(connection->fd);
    connection->fd = -1;
}

void connection_close(struct connection *connection)
{
    if (connection->fd < 0)
        return;
    /* Octets left unread at close(2) make the kernel send RST, which may destroy what
     * we sent last on its way: read what is there. What arrives later is beyond us. */
    connection_half_close(connection);
    unsigned char waste[4096];
    for (size_t drained = 0; drained < DRAIN_OCTETS;) {
        const ssize_t got = recv(connection->fd, waste, sizeof waste, 0);
        if (got <= 0)
            break;
        drained += (size_t)got;
    }
    forget(connection);
}

void connection_reset(struct connection *connection)
{
    if (connection->fd < 0)
        return;
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    forget(connection);
}

/* Ports that systems do not give out by themselves, for when those have run out. */
enum { SPARE_FIRST = 10000, SPARE_COUNT = 20000, SPARE_TRIES = 200 };

/* bind(2) to any free port passes over every port with a connection in TIME_WAIT, of
 * which a long run leaves tens of thousands; a port asked for by number may be shared
 * with those. */
bool bind_any(int fd, const struct address *address)
{
    struct address wanted = *address;
    const struct sockaddr *name = (const struct sockaddr *)&wanted.storage;
    if (bind(fd, name, wanted.len) == 0)
        return true;
    uint64_t dice = (uint64_t)clock_now_ns() ^ ((uint64_t)getpid() << 20);
    for (int tries = 0;
         tries < SPARE_TRIES && errno == EADDRINUSE && address_port(address) == 0;
         tries++) {
        dice = dice * 6364136223846793005U + 1442695040888963407U;
        address_set_port(&wanted, (uint16_t)(SPARE_FIRST + (dice >> 33) % SPARE_COUNT));
        if (bind(fd, name, wanted.len) == 0)
            return true;
    }
    return false;
}

bool listener_open(struct listener *listener, const struct address *address,
                   struct err *err)
{
    const int on = 1;
    listener->address = *address;
    listener->fd = socket(address->storage.ss_family, SOCK_STREAM, 0);
    if (listener->fd < 0)
        return err_set_errno(err, "cannot make a socket");
    struct sockaddr_storage bound;
    socklen_t len = sizeof bound;
    if (address_is_unix(address) && !unix_bind(listener->fd, address, err)) {
        (void)close(listener->fd);
        listener->fd = -1;
        return false;
    }
    if (set_flags(listener->fd) &&
        setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        (address_is_unix(address) || bind_any(listener->fd, address)) &&
        listen(listener->fd, BACKLOG) == 0 &&
        getsockname(listener->fd, (struct sockaddr *)&bound, &len) == 0) {
        memcpy(&listener->address.storage, &bound, sizeof bound);
        listener->address.len = len;
        address_set_port(&listener->address, address_port(&listener->address));
        return true;
    }
    err_set_errno(err, "cannot listen on %s", address->text);
    listener_close(listener);
    return false;
}

enum connection_result listener_accept(struct listener *listener,
                                       struct connection *connection)
{
    int fd;
    do {
        fd = accept(listener->fd, NULL, NULL);
    } while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (fd < 0)
        return CONNECTION_AGAIN;
    connection_adopt(connection, fd);
    if (listener->address.tls)
        connection->tls = tls_session_new(&listener->address, fd);
    return CONNECTION_OK;
}

void listener_close(struct listener *listener)
{
    if (listener->fd >= 0) {
        (void)close(listener->fd);
        if (address_is_unix(&listener->address))
            unix_remove(&listener->address);
    }
    listener->fd = -1;
}
