/* SPDX-License-Identifier: MIT */
/* Why TLS failed, in words that tell what to do. Private to net/. */
#ifndef INTERIM_NET_TLS_REASON_H
#define INTERIM_NET_TLS_REASON_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* Fills err with a printf-formatted sentence and the reason that OpenSSL's queue of
 * this thread gives. Returns false always. */
bool tls_reason_err(struct err *err, const char *format, ...) ATTR_PRINTF(2, 3);

/* Appends why a session ended in a failure: of its first octets, its alert, the
 * certificate that it was shown, or OpenSSL's own reason. */
struct ssl_st;
struct tls_socket;
void tls_reason_add(struct buf *out, struct ssl_st *ssl,
                    const struct tls_socket *socket);

#endif
