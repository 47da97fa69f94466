/* SPDX-License-Identifier: MIT */
/* Two certificates: an authority's, which signs itself and whose key is forgotten, and
 * the server's. Strict verifiers want all of the extensions that they have. */
#include "net/certificate.h"

#include "base/ensure.h"
#include "net/tls_reason.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 24 * 60 * 60, DAYS = 90, X509_VERSION = 2 };

struct certificate {
    X509 *authority;
    X509 *server;
    EVP_PKEY *key;
};

/* One certificate about to be signed. */
struct draft {
    X509 *subject;
    X509 *issuer; /* itself: self-signed */
    EVP_PKEY *subject_key;
    EVP_PKEY *issuer_key;
};

struct extension {
    int nid;
    const char *value;
};

static const struct extension OF_AUTHORITY[] = {
    {NID_basic_constraints, "critical,CA:TRUE"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
};

static const struct extension OF_SERVER[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid:always"},
};

static bool extend(const struct draft *draft, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, draft->issuer, draft->subject, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    const bool ok = extension && X509_add_ext(draft->subject, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return ok;
}

static bool extend_all(const struct draft *draft, const struct extension *extensions,
                       size_t count)
{
    bool ok = true;
    for (size_t at = 0; ok && at < count; at++)
        ok = extend(draft, extensions[at].nid, extensions[at].value);
    return ok;
}

static bool name_subject(X509 *subject, const char *name)
{
    return X509_NAME_add_entry_by_txt(X509_get_subject_name(subject), "CN",
                                      MBSTRING_ASC, (const unsigned char *)name, -1, -1,
                                      0) == 1;
}

static bool fill(const struct draft *draft, const char *name, long begins_s,
                 long ends_s)
{
    uint64_t serial;
    X509 *const subject = draft->subject;
    return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           X509_set_version(subject, X509_VERSION) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(subject), serial >> 1) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(subject), begins_s) &&
           X509_gmtime_adj(X509_getm_notAfter(subject), ends_s) &&
           name_subject(subject, name) &&
           X509_set_issuer_name(subject, X509_get_subject_name(draft->issuer)) == 1 &&
           X509_set_pubkey(subject, draft->subject_key) == 1;
}

/* Extensions whose value the options give. */
static bool extend_by_options(const struct draft *draft,
                              const struct certificate_options *options)
{
    const char *const names =
        options->names ? options->names : "DNS:localhost,IP:127.0.0.1,IP:::1";
    if (!extend(draft, NID_subject_alt_name, names))
        return false;
    if (options->comment_octets == 0)
        return true;
    char *comment = malloc(options->comment_octets + 1);
    ENSURE(comment);
    memset(comment, 'x', options->comment_octets);
    comment[options->comment_octets] = '\0';
    const bool ok = extend(draft, NID_netscape_comment, comment);
    free(comment);
    return ok;
}

static bool make_authority(struct certificate *it, EVP_PKEY *key)
{
    const struct draft draft = {it->authority, it->authority, key, key};
    uint32_t number; /* clients that keep authorities by name must not mix two up */
    struct buf name;
    buf_init(&name, 64);
    bool ok = RAND_bytes((unsigned char *)&number, sizeof number) == 1;
    buf_printf(&name, "interim test authority %08x", (unsigned)number);
    ok = ok && fill(&draft, buf_text(&name), -DAY_S, (long)(DAYS + 1) * DAY_S) &&
         extend_all(&draft, OF_AUTHORITY,
                    sizeof OF_AUTHORITY / sizeof OF_AUTHORITY[0]) &&
         X509_sign(it->authority, key, EVP_sha256()) > 0;
    buf_fini(&name);
    return ok;
}

static bool make_server(struct certificate *it, EVP_PKEY *authority_key,
                        const struct certificate_options *options)
{
    const struct draft draft = {it->server, it->authority, it->key, authority_key};
    const long begins_s = options->begins_s ? options->begins_s : -DAY_S;
    const long ends_s = options->ends_s ? options->ends_s : (long)DAYS * DAY_S;
    return fill(&draft, "interim test server", begins_s, ends_s) &&
           extend_all(&draft, OF_SERVER, sizeof OF_SERVER / sizeof OF_SERVER[0]) &&
           extend_by_options(&draft, options) &&
           X509_sign(it->server, authority_key, EVP_sha256()) > 0;
}

struct certificate *certificate_new(const struct certificate_options *options,
                                    struct err *err)
{
    struct certificate *it = calloc(1, sizeof *it);
    ENSURE(it);
    EVP_PKEY *authority_key = EVP_EC_gen("P-256");
    it->key = EVP_EC_gen("P-256");
    it->authority = X509_new();
    it->server = X509_new();
    if (!authority_key || !it->key || !it->authority || !it->server ||
        !make_authority(it, authority_key) ||
        !make_server(it, authority_key, options)) {
        tls_reason_err(err, "cannot make a certificate");
        certificate_free(&it);
    }
    EVP_PKEY_free(authority_key);
    return it;
}

void certificate_free(struct certificate **certificate)
{
    struct certificate *const it = *certificate;
    if (!it)
        return;
    X509_free(it->authority);
    X509_free(it->server);
    EVP_PKEY_free(it->key);
    free(it);
    *certificate = NULL;
}

/* Appends what a BIO in memory holds, and frees it. */
static void drain(BIO *memory, struct buf *out)
{
    char *text = NULL;
    const long len = BIO_get_mem_data(memory, &text);
    ENSURE(len > 0);
    buf_add(out, (struct octets){(const unsigned char *)text, (size_t)len});
    BIO_free(memory);
}

void certificate_authority(const struct certificate *certificate, struct buf *out)
{
    BIO *memory = BIO_new(BIO_s_mem());
    ENSURE(memory && PEM_write_bio_X509(memory, certificate->authority) == 1);
    drain(memory, out);
}

void certificate_with_key(const struct certificate *certificate, struct buf *out)
{
    BIO *memory = BIO_new(BIO_s_mem());
    ENSURE(memory && PEM_write_bio_X509(memory, certificate->server) == 1 &&
           PEM_write_bio_PrivateKey(memory, certificate->key, NULL, NULL, 0, NULL,
                                    NULL) == 1);
    drain(memory, out);
}

bool certificate_install(const struct certificate *certificate,
                         struct ssl_ctx_st *context, struct err *err)
{
    return (SSL_CTX_use_certificate(context, certificate->server) == 1 &&
            SSL_CTX_use_PrivateKey(context, certificate->key) == 1 &&
            SSL_CTX_check_private_key(context) == 1) ||
           tls_reason_err(err, "cannot use the certificate");
}
