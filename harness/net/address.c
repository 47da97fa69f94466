/* SPDX-License-Identifier: MIT */
/* Host names, port numbers and URLs to socket addresses. */
#include "net/address.h"

#include "base/buf.h"
#include "base/ensure.h"
#include "base/quote.h"
#include "net/unix_socket.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum { HOST_MAX = 100, HTTP_PORT = 80, HTTPS_PORT = 443 };

/* "HOST:PORT" taken apart; has_port tells "HOST" from "HOST:0". */
struct endpoint {
    struct octets host; /* without the brackets of an IPv6 address */
    bool is_v6;
    bool has_port;
    uint16_t port;
};

static bool refuse(struct err *err, struct octets text, const char *why)
{
    struct buf quoted;
    buf_init(&quoted, 200);
    quote_encode(&quoted, text);
    err_set(err, "expected HOST:PORT, found '%s': %s", buf_text(&quoted), why);
    buf_fini(&quoted);
    return false;
}

static size_t find_octet(struct octets text, unsigned char octet)
{
    const unsigned char *hit = text.len ? memchr(text.ptr, octet, text.len) : NULL;
    return hit ? (size_t)(hit - text.ptr) : text.len;
}

static bool split(struct endpoint *endpoint, struct octets text, struct err *err)
{
    size_t host_end;
    size_t port_at;
    endpoint->is_v6 = text.len > 0 && text.ptr[0] == '[';
    if (endpoint->is_v6) {
        host_end = find_octet(text, ']');
        if (host_end == text.len)
            return refuse(err, text, "'[' without ']'");
        endpoint->host = octets_slice(text, 1, host_end - 1);
        port_at = host_end + 1;
    } else {
        host_end = find_octet(text, ':');
        endpoint->host = octets_slice(text, 0, host_end);
        port_at = host_end;
    }
    endpoint->has_port = port_at < text.len;
    if (endpoint->host.len == 0 || endpoint->host.len > HOST_MAX)
        return refuse(err, text, "no usable host");
    if (!endpoint->has_port)
        return true;
    uint64_t port;
    if (text.ptr[port_at] != ':' ||
        !octets_to_u64(octets_slice(text, port_at + 1, text.len), &port) ||
        port > UINT16_MAX)
        return refuse(err, text, "the port is not a number from 0 to 65535");
    endpoint->port = (uint16_t)port;
    return true;
}

bool address_resolve(struct address *address, struct octets text, uint16_t default_port,
                     struct err *err)
{
    struct endpoint endpoint = {.port = default_port};
    if (unix_is_named(text))
        return unix_resolve(address, text, err);
    if (!split(&endpoint, text, err))
        return false;
    if (!endpoint.has_port && default_port == 0)
        return refuse(err, text, "the port is missing");

    char host[HOST_MAX + 1];
    char service[8];
    snprintf(host, sizeof host, "%.*s", (int)endpoint.host.len,
             (const char *)endpoint.host.ptr);
    snprintf(service, sizeof service, "%u", (unsigned)endpoint.port);
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    const int failed = getaddrinfo(host, service, &hints, &found);
    if (failed)
        return err_set(err, "cannot resolve '%s': %s", host, gai_strerror(failed));
    *address = (struct address){.len = found->ai_addrlen};
    ENSURE(found->ai_addrlen <= sizeof address->storage);
    memcpy(&address->storage, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    snprintf(address->text, sizeof address->text, endpoint.is_v6 ? "[%s]:%u" : "%s:%u",
             host, (unsigned)endpoint.port);
    return true;
}

void address_loopback(struct address *address, uint16_t port)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *address = (struct address){.len = sizeof in};
    memcpy(&address->storage, &in, sizeof in);
    snprintf(address->text, sizeof address->text, "127.0.0.1:%u", (unsigned)port);
}

uint16_t address_port(const struct address *address)
{
    if (address_is_unix(address))
        return 0;
    if (address->storage.ss_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, &address->storage, sizeof in6);
        return ntohs(in6.sin6_port);
    }
    struct sockaddr_in in;
    memcpy(&in, &address->storage, sizeof in);
    return ntohs(in.sin_port);
}

struct octets address_host(const struct address *address)
{
    struct endpoint endpoint = {.port = 0};
    if (address_is_unix(address) || !split(&endpoint, octets_of(address->text), NULL))
        return OCTETS("localhost");
    return endpoint.host;
}

struct octets url_host(const struct url *url)
{
    struct endpoint endpoint = {.port = 0};
    return split(&endpoint, url->authority, NULL) ? endpoint.host : url->authority;
}

void address_set_port(struct address *address, uint16_t port)
{
    if (address_is_unix(address))
        return;
    if (address->storage.ss_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, &address->storage, sizeof in6);
        in6.sin6_port = htons(port);
        memcpy(&address->storage, &in6, sizeof in6);
    } else {
        struct sockaddr_in in;
        memcpy(&in, &address->storage, sizeof in);
        in.sin_port = htons(port);
        memcpy(&address->storage, &in, sizeof in);
    }
    size_t at = octets_of(address->text).len;
    while (at > 0 && address->text[at] != ':')
        at--;
    snprintf(address->text + at, sizeof address->text - at, ":%u", (unsigned)port);
}

static bool refuse_url(struct err *err, struct octets text, const char *expected)
{
    struct buf quoted;
    buf_init(&quoted, 200);
    quote_encode(&quoted, text);
    err_set(err, "expected %s, found '%s'", expected, buf_text(&quoted));
    buf_fini(&quoted);
    return false;
}

/* Without spaces, control characters and what is not ASCII: a URL has none of them. */
static bool is_plain(struct octets text)
{
    for (size_t at = 0; at < text.len; at++)
        if (text.ptr[at] <= ' ' || text.ptr[at] >= 0x7f)
            return false;
    return true;
}

static bool split_scheme(struct url *url, struct octets text, struct octets *rest)
{
    static const struct {
        const char *text;
        bool secure;
        uint16_t port;
    } SCHEMES[] = {{"http://", false, HTTP_PORT}, {"https://", true, HTTPS_PORT}};
    for (size_t at = 0; at < sizeof SCHEMES / sizeof SCHEMES[0]; at++) {
        const struct octets scheme = octets_of(SCHEMES[at].text);
        if (!octets_equal_nocase(octets_slice(text, 0, scheme.len), scheme))
            continue;
        url->secure = SCHEMES[at].secure;
        url->port = SCHEMES[at].port;
        *rest = octets_slice(text, scheme.len, text.len);
        return true;
    }
    return false;
}

bool url_parse(struct url *url, struct octets text, struct err *err)
{
    struct octets rest;
    if (!split_scheme(url, text, &rest))
        return refuse_url(err, text, "a URL that begins with http:// or https://");
    rest.len = find_octet(rest, '#');
    if (!is_plain(rest))
        return refuse_url(err, text, "a URL without spaces, in ASCII");
    const size_t slash = find_octet(rest, '/');
    const size_t query = find_octet(rest, '?');
    const size_t end = slash < query ? slash : query;
    url->authority = octets_slice(rest, 0, end);
    url->path = octets_slice(rest, end, rest.len);
    if (url->authority.len == 0 || find_octet(url->authority, '@') < url->authority.len)
        return refuse_url(err, text, "http[s]://HOST[:PORT][/PATH]");
    if (url->path.len == 0)
        url->path = OCTETS("/");
    if (url->path.ptr[0] != '/')
        return refuse_url(err, text, "a path before the URL's query");
    return true;
}
