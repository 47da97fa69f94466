/* SPDX-License-Identifier: MIT */
/* One connection's TLS.
 *
 * Every call of OpenSSL is a turn: the queue of errors is empty before it, and what it
 * returned is settled behind it. In a handshake a write may have to wait for octets and
 * a read for room; tls_session_events turns what a caller polls for into what is due.
 */
#include "net/tls_session.h"

#include "base/ensure.h"
#include "net/tls_context.h"
#include "net/tls_reason.h"
#include "net/tls_socket.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { FAILURE_MAX = 400, DESCRIPTION_MAX = 80 };

struct tls_session {
    SSL *ssl;
    struct tls_socket socket;
    bool read_wants_room;
    bool write_wants_octets;
    bool alert_received; /* close_notify: the other end has sent all that it has */
    bool failed;
    bool unwritable; /* a write has failed: what came before that can still be read */
    bool ended;      /* our own closure alert */
    char failure[FAILURE_MAX];
    char description[DESCRIPTION_MAX];
};

static bool is_ip(const char *name)
{
    unsigned char room[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, name, room) == 1 || inet_pton(AF_INET6, name, room) == 1;
}

/* SNI has no addresses (RFC 6066 section 3). */
static bool expect_name(SSL *ssl, const char *name, bool insecure)
{
    char copy[TLSEXT_MAXLEN_host_name + 1]; /* the library's macro takes no const */
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    if (is_ip(name))
        return insecure || X509_VERIFY_PARAM_set1_ip_asc(param, name) == 1;
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    snprintf(copy, sizeof copy, "%s", name);
    return SSL_set_tlsext_host_name(ssl, copy) == 1 &&
           (insecure || SSL_set1_host(ssl, name) == 1);
}

static bool set_up(struct tls_session *session, const struct address *address)
{
    const struct tls *const tls = address->tls;
    char host[sizeof address->text];
    session->ssl = SSL_new(tls->context);
    BIO *bio = tls_socket_bio(tls->socket, &session->socket);
    if (!session->ssl || !bio) {
        BIO_free(bio);
        return false;
    }
    SSL_set_bio(session->ssl, bio, bio);
    if (tls->is_server) {
        SSL_set_accept_state(session->ssl);
        return true;
    }
    SSL_set_connect_state(session->ssl);
    const struct octets given = address_host(address);
    snprintf(host, sizeof host, "%.*s", (int)given.len, (const char *)given.ptr);
    const char *const name = address->tls_name ? address->tls_name : host;
    return expect_name(session->ssl, tls->name ? tls->name : name, tls->insecure);
}

struct tls_session *tls_session_new(const struct address *address, int fd)
{
    struct tls_session *session = calloc(1, sizeof *session);
    ENSURE(session);
    session->socket.fd = fd;
    session->socket.handshaking = true;
    ERR_clear_error();
    if (!set_up(session, address)) {
        session->failed = true;
        snprintf(session->failure, sizeof session->failure, "TLS cannot begin");
    }
    return session;
}

void tls_session_free(struct tls_session **session)
{
    struct tls_session *const it = *session;
    if (!it)
        return;
    SSL_free(it->ssl);
    free(it);
    *session = NULL;
}

static bool begin(struct tls_session *session)
{
    ERR_clear_error();
    session->socket.turn = 0;
    return !session->failed;
}

static bool begin_write(struct tls_session *session)
{
    return begin(session) && !session->unwritable;
}

static enum connection_result fail(struct tls_session *session)
{
    struct buf why;
    const bool handshaking = session->socket.handshaking;
    session->failed = true;
    /* After the handshake a broken connection is told as any other is. */
    if (handshaking || ERR_peek_error() != 0) {
        tls_socket_look(&session->socket);
        buf_init(&why, FAILURE_MAX - 1);
        tls_reason_add(&why, session->ssl, &session->socket);
        snprintf(session->failure, sizeof session->failure, "%s", buf_text(&why));
        buf_fini(&why);
    }
    ERR_clear_error();
    return handshaking && session->socket.eof ? CONNECTION_EOF : CONNECTION_RESET;
}

/* Behind the closure alert OpenSSL reads no more: where it came to the end of TCP,
 * there was none. */
static enum connection_result stop(struct tls_session *session, int error, bool reading)
{
    if (error == SSL_ERROR_SYSCALL && !reading && !session->socket.handshaking) {
        session->unwritable = true;
        return CONNECTION_RESET;
    }
    if (error != SSL_ERROR_ZERO_RETURN || session->socket.handshaking)
        return fail(session);
    session->alert_received = !session->socket.eof;
    return CONNECTION_EOF;
}

/* After a call of OpenSSL that returned this. */
static enum connection_result settle(struct tls_session *session, int returned,
                                     bool reading)
{
    const int error = SSL_get_error(session->ssl, returned);
    if (SSL_pending(session->ssl) == 0)
        tls_socket_release(&session->socket);
    if (SSL_is_init_finished(session->ssl))
        session->socket.handshaking = false;
    /* A handshake wants the same whatever is tried. */
    const bool handshaking = session->socket.handshaking;
    session->read_wants_room =
        (reading || handshaking) && error == SSL_ERROR_WANT_WRITE;
    session->write_wants_octets =
        (!reading || handshaking) && error == SSL_ERROR_WANT_READ;
    switch (error) {
    case SSL_ERROR_NONE:
        return CONNECTION_OK;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return CONNECTION_AGAIN;
    default:
        return stop(session, error, reading);
    }
}

enum connection_result tls_session_shake(struct tls_session *session)
{
    if (!begin(session))
        return CONNECTION_RESET;
    const int returned = SSL_do_handshake(session->ssl);
    return settle(session, returned, false);
}

enum connection_result tls_session_read(struct tls_session *session, void *octets,
                                        size_t size, size_t *got)
{
    if (!begin(session))
        return CONNECTION_RESET;
    return settle(session, SSL_read_ex(session->ssl, octets, size, got), true);
}

enum connection_result tls_session_peek(struct tls_session *session)
{
    unsigned char octet;
    size_t got;
    if (!begin(session))
        return CONNECTION_RESET;
    return settle(session, SSL_peek_ex(session->ssl, &octet, 1, &got), true);
}

enum connection_result tls_session_write(struct tls_session *session,
                                         struct octets octets, size_t *sent)
{
    if (!begin_write(session))
        return CONNECTION_RESET;
    return settle(session, SSL_write_ex(session->ssl, octets.ptr, octets.len, sent),
                  false);
}

short tls_session_events(const struct tls_session *session, short wanted)
{
    short events = wanted;
    if ((wanted & POLLOUT) && session->write_wants_octets)
        events = (short)((events & ~POLLOUT) | POLLIN);
    if ((wanted & POLLIN) && session->read_wants_room)
        events = (short)(events | POLLOUT);
    return events;
}

void tls_session_end(struct tls_session *session)
{
    if (session->ended || session->socket.handshaking || !begin_write(session))
        return;
    session->ended = true;
    (void)SSL_shutdown(session->ssl);
    ERR_clear_error();
}

const char *tls_session_describe(struct tls_session *session)
{
    const unsigned char *protocol = NULL;
    unsigned len = 0;
    if (session->failed || !SSL_is_init_finished(session->ssl))
        return NULL;
    SSL_get0_alpn_selected(session->ssl, &protocol, &len);
    snprintf(session->description, sizeof session->description, "%s, %s%.*s",
             SSL_get_version(session->ssl), len > 0 ? "ALPN " : "no ALPN", (int)len,
             len > 0 ? (const char *)protocol : "");
    return session->description;
}

bool tls_session_is_silent(const struct tls_session *session)
{
    return session->socket.first_len == 0;
}

const char *tls_session_failure(const struct tls_session *session)
{
    return session->failure[0] ? session->failure : NULL;
}

bool tls_session_is_cut(const struct tls_session *session)
{
    return session->socket.eof && !session->alert_received &&
           !session->socket.handshaking;
}
