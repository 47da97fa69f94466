/* SPDX-License-Identifier: MIT */
/* Certificates made for one run, and the files that tell of them. */
#include "run/secure.h"

#include "base/disk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PEM_MAX = 1 << 16 };

bool secure_target(struct secure *secure, struct address *address,
                   const struct tls_client_options *options, struct err *err)
{
    secure->client = tls_client_new(options, err);
    address->tls = secure->client;
    return secure->client != NULL;
}

static bool write_authority(struct secure *secure,
                            const struct certificate *certificate, struct err *err)
{
    struct buf pem;
    snprintf(secure->ca_file, sizeof secure->ca_file, "/tmp/interim-ca-XXXXXX");
    const int fd = mkstemp(secure->ca_file);
    if (fd < 0) {
        secure->ca_file[0] = '\0';
        return err_set_errno(err, "cannot make a file for our certificate");
    }
    (void)close(fd);
    buf_init(&pem, PEM_MAX);
    certificate_authority(certificate, &pem);
    const bool written = disk_write(secure->ca_file, buf_view(&pem), err);
    buf_fini(&pem);
    return written;
}

bool secure_listener(struct secure *secure, struct address *address, struct err *err)
{
    struct certificate *certificate =
        certificate_new(&(struct certificate_options){.names = NULL}, err);
    if (!certificate)
        return false;
    secure->server = tls_server_new(certificate, err);
    address->tls = secure->server;
    const bool ok = secure->server && write_authority(secure, certificate, err);
    certificate_free(&certificate);
    return ok;
}

static bool make_file(const char *path, struct err *err)
{
    struct buf pem;
    struct certificate *certificate =
        certificate_new(&(struct certificate_options){.names = NULL}, err);
    if (!certificate)
        return false;
    buf_init(&pem, PEM_MAX);
    certificate_with_key(certificate, &pem);
    certificate_authority(certificate, &pem);
    const bool written = disk_write(path, buf_view(&pem), err);
    buf_fini(&pem);
    certificate_free(&certificate);
    return written;
}

bool secure_listener_by(struct secure *secure, struct address *address,
                        const char *path, struct err *err)
{
    if (access(path, F_OK) != 0 && errno == ENOENT && !make_file(path, err))
        return false;
    secure->server = tls_server_of_file(path, err);
    address->tls = secure->server;
    return secure->server != NULL;
}

void secure_tell_programs(const struct secure *secure)
{
    static const char *const NAMES[] = {
        "SSL_CERT_FILE",       /* OpenSSL, and what is built on it; Go, Rust */
        "CURL_CA_BUNDLE",      /* curl of any library */
        "REQUESTS_CA_BUNDLE",  /* Python's requests */
        "NODE_EXTRA_CA_CERTS", /* Node.js */
        "DENO_CERT"            /* Deno */
    };
    for (size_t at = 0; at < sizeof NAMES / sizeof NAMES[0]; at++)
        (void)setenv(NAMES[at], secure->ca_file, 1);
}

void secure_fini(struct secure *secure)
{
    tls_free(&secure->client);
    tls_free(&secure->server);
    if (secure->ca_file[0])
        (void)unlink(secure->ca_file);
    secure->ca_file[0] = '\0';
}
