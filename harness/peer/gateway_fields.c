/* SPDX-License-Identifier: MIT */
/* Which fields an intermediary forwards (RFC 9110 section 7.6.1). */
#include "oracle/head.h"
#include "peer/gateway_parts.h"

static bool is_one_of(struct octets name, const char *const *names)
{
    while (*names && !octets_equal_nocase(name, octets_of(*names)))
        names++;
    return *names != NULL;
}

/* true where a field is for this hop alone. */
static bool is_hop_by_hop(struct octets head, struct octets name)
{
    static const char *const HOP[] = {
        "Connection", "Keep-Alive",        "Proxy-Connection", "TE", "Upgrade",
        "Trailer",    "Transfer-Encoding", "Content-Length",   NULL};
    return is_one_of(name, HOP) || head_has_token(head, OCTETS("Connection"), name);
}

static void write_field(struct buf *out, struct octets name, struct octets value)
{
    buf_add(out, name);
    buf_add_text(out, ": ");
    buf_add(out, value);
    buf_add_text(out, "\r\n");
}

/* The fields of the request that an intermediary sets itself. */
static bool is_replaced(const struct relay *relay, struct octets name)
{
    const struct passage *const passage = relay->passage;
    const bool drops_expect = passage->facts.http10 ||
                              passage_has(passage, FAULT_GATEWAY_EXPECT_DROPPED) ||
                              passage_has(passage, FAULT_PROXY_OWN_100);
    return octets_equal_nocase(name, OCTETS("Host")) ||
           (drops_expect && octets_equal_nocase(name, OCTETS("Expect")));
}

void fields_write_request(const struct relay *relay, struct octets authority,
                          struct octets path, struct buf *out)
{
    const struct passage *const passage = relay->passage;
    const struct octets head = buf_view(&passage->head);
    struct octets name, value;
    buf_add(out, head_word(head, 0));
    buf_add_text(out, " ");
    buf_add(out, path);
    buf_add_text(out, " HTTP/1.1\r\n");
    write_field(out, OCTETS("Host"), authority);
    for (unsigned at = 0; head_field(head, at, &name, &value); at++)
        if (!is_hop_by_hop(head, name) && !is_replaced(relay, name))
            write_field(out, name, value);
    if (passage->facts.upgrade &&
        (!passage->facts.http10 || passage_has(passage, FAULT_GATEWAY_101_TO_HTTP10))) {
        head_find(head, OCTETS("Upgrade"), &value);
        write_field(out, OCTETS("Upgrade"), value);
        write_field(out, OCTETS("Connection"), OCTETS("upgrade"));
    }
    if (passage->facts.content.framing == FRAMING_LENGTH)
        buf_printf(out, "Content-Length: %llu\r\n",
                   (unsigned long long)passage->facts.content.left);
    else if (passage->facts.content.framing == FRAMING_CHUNKED)
        buf_add_text(out, "Transfer-Encoding: chunked\r\n");
    buf_add_text(out, "Via: 1.1 interim\r\n\r\n");
}

/* true where a fault forwards a field of a 1xx that is for one hop alone. */
static bool is_let_through(const struct passage *passage, struct octets head,
                           struct octets name)
{
    static const char *const KEEP_ALIVE[] = {"Keep-Alive", "Proxy-Connection", NULL};
    static const char *const FRAMING[] = {"Content-Length", "Transfer-Encoding",
                                          "Upgrade", "Connection", NULL};
    if (head_status(head) >= 200)
        return false;
    if (octets_equal_nocase(name, OCTETS("Connection")))
        return passage_has(passage, FAULT_GATEWAY_FORWARDS_CONNECTION);
    if (is_one_of(name, KEEP_ALIVE))
        return passage_has(passage, FAULT_GATEWAY_FORWARDS_KEEP_ALIVE);
    return passage_has(passage, FAULT_GATEWAY_FORWARDS_NOMINATED) &&
           !is_one_of(name, FRAMING);
}

void fields_write_response(const struct passage *passage, struct octets head,
                           struct buf *out)
{
    struct octets name, value;
    for (unsigned at = 0; head_field(head, at, &name, &value); at++)
        if (!is_hop_by_hop(head, name) || is_let_through(passage, head, name))
            write_field(out, name, value);
    buf_add_text(out, "Via: 1.1 interim\r\n");
}
