/* SPDX-License-Identifier: MIT */
/* recv(2) and send(2) for OpenSSL: bounded, without SIGPIPE, and an octet late. */
#include "net/tls_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static ssize_t receive(int fd, void *octets, size_t size, int flags)
{
    ssize_t got;
    do {
        got = recv(fd, octets, size, flags);
    } while (got < 0 && errno == EINTR);
    return got;
}

void tls_socket_release(struct tls_socket *socket)
{
    unsigned char octet;
    if (socket->held)
        (void)receive(socket->fd, &octet, 1, 0);
    socket->held = false;
}

void tls_socket_look(struct tls_socket *socket)
{
    const ssize_t got = receive(socket->fd, socket->first + socket->first_len,
                                sizeof socket->first - socket->first_len, MSG_PEEK);
    if (got > 0)
        socket->first_len += (size_t)got;
}

static void note(struct tls_socket *socket, const char *octets, size_t len)
{
    size_t room = sizeof socket->first - socket->first_len;
    if (room > len)
        room = len;
    memcpy(socket->first + socket->first_len, octets, room);
    socket->first_len += room;
    socket->turn += len;
    if (socket->handshaking)
        socket->received += len;
}

/* The octets of the BIO's protocol: more than 0, 0 at the end, -1 with or without a
 * wish to be called again. */
static int read_some(BIO *bio, char *out, int size)
{
    struct tls_socket *const socket = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (socket->turn >= TLS_TURN_MAX) {
        BIO_set_retry_read(bio);
        return -1;
    }
    socket->flooded = socket->handshaking && socket->received >= TLS_HANDSHAKE_MAX;
    if (size <= 0 || socket->flooded)
        return -1;
    tls_socket_release(socket);
    const ssize_t got = receive(socket->fd, out, (size_t)size, MSG_PEEK);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        BIO_set_retry_read(bio);
    else if (got < 0)
        socket->failure = errno;
    socket->eof |= got == 0;
    if (got <= 0)
        return (int)got;
    if (got > 1)
        (void)receive(socket->fd, out, (size_t)got - 1, 0);
    socket->held = true;
    note(socket, out, (size_t)got);
    return (int)got;
}

static int write_some(BIO *bio, const char *octets, int len)
{
    struct tls_socket *const socket = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    ssize_t sent;
    do {
        sent = send(socket->fd, octets, (size_t)len, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        BIO_set_retry_write(bio);
    else if (sent < 0)
        socket->failure = errno;
    return (int)sent;
}

static long control(BIO *bio, int command, long number, void *pointer)
{
    (void)number;
    (void)pointer;
    const struct tls_socket *const socket = BIO_get_data(bio);
    if (command == BIO_CTRL_EOF)
        return socket->eof;
    return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *tls_socket_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "socket");
    if (method && BIO_meth_set_read(method, read_some) == 1 &&
        BIO_meth_set_write(method, write_some) == 1 &&
        BIO_meth_set_ctrl(method, control) == 1)
        return method;
    BIO_meth_free(method);
    return NULL;
}

BIO *tls_socket_bio(const BIO_METHOD *method, struct tls_socket *socket)
{
    BIO *bio = BIO_new(method);
    if (!bio)
        return NULL;
    BIO_set_data(bio, socket);
    BIO_set_init(bio, 1);
    return bio;
}
