/* SPDX-License-Identifier: MIT */
/* The likeliest cause first: no TLS there at all, then the certificate, then alerts. */
#include "net/tls_reason.h"

#include "base/quote.h"
#include "net/tls_socket.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { RECORD_FIRST = 20, RECORD_LAST = 24, RECORD_MAJOR = 3 };

static const char *queued(void)
{
    const char *reason = ERR_reason_error_string(ERR_peek_error());
    return reason ? reason : "no reason is known";
}

bool tls_reason_err(struct err *err, const char *format, ...)
{
    char sentence[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    return err_set(err, "%s: %s", sentence, queued());
}

static bool speaks_tls(const struct tls_socket *socket)
{
    return socket->first_len == 0 ||
           (socket->first[0] >= RECORD_FIRST && socket->first[0] <= RECORD_LAST &&
            (socket->first_len == 1 || socket->first[1] == RECORD_MAJOR));
}

static void add_certificate(struct buf *out, SSL *ssl, long result)
{
    const bool wrong_name = result == X509_V_ERR_HOSTNAME_MISMATCH ||
                            result == X509_V_ERR_IP_ADDRESS_MISMATCH;
    buf_printf(out, "its certificate is not to be trusted: %s",
               X509_verify_cert_error_string(result));
    X509_VERIFY_PARAM *const param = SSL_get0_param(ssl);
    const char *name = X509_VERIFY_PARAM_get0_host(param, 0);
    char *ip = X509_VERIFY_PARAM_get1_ip_asc(param);
    if (wrong_name)
        buf_printf(out, ": it is not for '%s' (--sni NAME: another name",
                   name ? name : ip);
    else
        buf_add_text(out, " (--cacert FILE: trust this authority");
    buf_add_text(out, "; --insecure: trust any)");
    OPENSSL_free(ip);
}

void tls_reason_add(struct buf *out, struct ssl_st *ssl,
                    const struct tls_socket *socket)
{
    const unsigned long error = ERR_peek_error();
    const int reason = ERR_GET_REASON(error);
    const long verified = SSL_get_verify_result(ssl);
    if (socket->flooded) {
        buf_printf(out, "its TLS handshake has more than %d octets", TLS_HANDSHAKE_MAX);
    } else if (!speaks_tls(socket)) {
        buf_add_text(out, "it does not speak TLS, but begins with '");
        quote_encode(out, (struct octets){socket->first, socket->first_len});
        buf_add_text(out, "'");
    } else if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED && verified != X509_V_OK) {
        add_certificate(out, ssl, verified);
    } else if (ERR_GET_LIB(error) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET) {
        buf_printf(out, "it ended TLS with the alert '%s'",
                   SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET));
    } else if (socket->failure != 0) {
        buf_add_text(out, strerror(socket->failure));
    } else if (socket->eof) {
        buf_add_text(out, "it closed the connection within the TLS handshake");
    } else {
        buf_add_text(out, queued());
    }
}
