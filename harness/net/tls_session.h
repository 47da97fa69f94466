/* SPDX-License-Identifier: MIT */
/* One connection's TLS, without waiting. For net/connection.c alone, whose functions of
 * the same names say what these do. */
#ifndef INTERIM_NET_TLS_SESSION_H
#define INTERIM_NET_TLS_SESSION_H

#include "net/connection.h"

struct tls_session;

/* Over a connected descriptor, which is borrowed; the handshake is yet to come. */
struct tls_session *tls_session_new(const struct address *address, int fd);
void tls_session_free(struct tls_session **session);

/* Goes on with the handshake; CONNECTION_OK: it is done. Reading and writing do this
 * by themselves. */
enum connection_result tls_session_shake(struct tls_session *session);

enum connection_result tls_session_read(struct tls_session *session, void *octets,
                                        size_t size, size_t *got);
enum connection_result tls_session_write(struct tls_session *session,
                                         struct octets octets, size_t *sent);
short tls_session_events(const struct tls_session *session, short wanted);

/* What can be read: CONNECTION_OK where there is something, else what a read says. */
enum connection_result tls_session_peek(struct tls_session *session);

/* Sends the closure alert, once, where the handshake is done and there is room. */
void tls_session_end(struct tls_session *session);

/* As connection_security. */
const char *tls_session_describe(struct tls_session *session);

/* true where not one octet has come. */
bool tls_session_is_silent(const struct tls_session *session);

/* NULL: it has not failed. */
const char *tls_session_failure(const struct tls_session *session);
bool tls_session_is_cut(const struct tls_session *session);

#endif
