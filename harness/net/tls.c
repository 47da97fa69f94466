/* SPDX-License-Identifier: MIT */
/* OpenSSL contexts for the two ends that we play. */
#include "net/tls.h"

#include "base/ensure.h"
#include "base/octets.h"
#include "net/tls_context.h"
#include "net/tls_reason.h"
#include "net/tls_socket.h"

#include <openssl/err.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* RFC 7301: a length and a name. */
static const unsigned char HTTP11[] = "\x08http/1.1";
enum { HTTP11_LEN = sizeof HTTP11 - 1 };

static char *copy_of(const char *text)
{
    const size_t size = octets_of(text).len + 1;
    char *copy = malloc(size);
    ENSURE(copy);
    memcpy(copy, text, size);
    return copy;
}

/* http/1.1 where it is offered; who offers nothing that we have learns nothing. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len,
                           const unsigned char *offered, unsigned offered_len,
                           void *user)
{
    (void)ssl;
    (void)user;
    unsigned char *chosen = NULL;
    if (SSL_select_next_proto(&chosen, out_len, HTTP11, HTTP11_LEN, offered,
                              offered_len) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static struct tls *make(const SSL_METHOD *method, struct err *err)
{
    struct tls *tls = calloc(1, sizeof *tls);
    ENSURE(tls);
    ERR_clear_error();
    tls->context = SSL_CTX_new(method);
    tls->socket = tls_socket_method();
    if (!tls->context || !tls->socket ||
        SSL_CTX_set_min_proto_version(tls->context, TLS1_2_VERSION) != 1) {
        tls_reason_err(err, "cannot begin to speak TLS");
        tls_free(&tls);
        return NULL;
    }
    /* An end without the alert is told by tls_session_is_cut, and breaks nothing. */
    SSL_CTX_set_options(tls->context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                          SSL_OP_NO_COMPRESSION |
                                          SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(tls->context, SSL_SESS_CACHE_OFF);
    /* One call writes one record at most, and may be repeated from elsewhere. */
    SSL_CTX_set_mode(tls->context, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return tls;
}

/* What the certificate of a target is held against. */
static bool trust(const struct tls *tls, const struct tls_client_options *options,
                  struct err *err)
{
    SSL_CTX *const context = tls->context;
    if (options->insecure) {
        /* Small keys and old hashes, too: what is tested is not its certificate. */
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
        return true;
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    /* OpenSSL has no words for what the system says of a file. */
    if (options->ca_file && access(options->ca_file, R_OK) != 0)
        return err_set_errno(err, "cannot use %s as a file of trusted certificates",
                             options->ca_file);
    if (options->ca_file)
        return SSL_CTX_load_verify_file(context, options->ca_file) == 1 ||
               tls_reason_err(err, "cannot use %s as a file of trusted certificates",
                              options->ca_file);
    return SSL_CTX_set_default_verify_paths(context) == 1 ||
           tls_reason_err(err, "cannot use the certificates that the system trusts");
}

/* What SNI can carry (RFC 6066 section 3). */
static bool check_name(const char *name, struct err *err)
{
    const size_t len = name ? octets_of(name).len : 1;
    return (len > 0 && len <= TLSEXT_MAXLEN_host_name) ||
           err_set(err, "expected a name of 1 to %d octets to ask for, found '%s'",
                   TLSEXT_MAXLEN_host_name, name);
}

struct tls *tls_client_new(const struct tls_client_options *options, struct err *err)
{
    if (!check_name(options->name, err))
        return NULL;
    struct tls *tls = make(TLS_client_method(), err);
    if (!tls)
        return NULL;
    tls->insecure = options->insecure;
    if (options->name)
        tls->name = copy_of(options->name);
    if (!trust(tls, options, err))
        tls_free(&tls);
    else /* 0 is success, here alone */
        ENSURE(SSL_CTX_set_alpn_protos(tls->context, HTTP11, HTTP11_LEN) == 0);
    return tls;
}

static struct tls *make_server(struct err *err)
{
    struct tls *tls = make(TLS_server_method(), err);
    if (!tls)
        return NULL;
    tls->is_server = true;
    SSL_CTX_set_num_tickets(tls->context, 0);
    SSL_CTX_set_alpn_select_cb(tls->context, choose_protocol, NULL);
    return tls;
}

struct tls *tls_server_new(const struct certificate *certificate, struct err *err)
{
    struct tls *tls = make_server(err);
    if (tls && !certificate_install(certificate, tls->context, err))
        tls_free(&tls);
    return tls;
}

struct tls *tls_server_of_file(const char *path, struct err *err)
{
    struct tls *tls = make_server(err);
    if (!tls)
        return NULL;
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(tls->context, path) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls->context, path, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(tls->context) != 1) {
        tls_reason_err(err, "cannot use %s as a PEM file of a certificate and its key",
                       path);
        tls_free(&tls);
    }
    return tls;
}

void tls_leave_thread(void)
{
    OPENSSL_thread_stop();
}

void tls_free(struct tls **tls)
{
    struct tls *const it = *tls;
    if (!it)
        return;
    SSL_CTX_free(it->context);
    BIO_meth_free(it->socket);
    free(it->name);
    free(it);
    *tls = NULL;
}
