/* SPDX-License-Identifier: MIT */
/* The reference gateway and proxy: the requests of a client's connection, one after
 * the other, and the answers that they give themselves. */
#include "peer/gateway.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "oracle/head.h"
#include "peer/gateway_parts.h"

#include <stdlib.h>
#include <string.h>

int64_t passage_deadline(const struct passage *passage, int64_t ms)
{
    return clock_deadline_ns(
        (int64_t)((double)ms * passage->gateway->options.time_scale));
}

int64_t passage_read_deadline(const struct passage *passage)
{
    const struct octets target = head_start_line(buf_view(&passage->head));
    const bool is_short =
        octets_find(target, OCTETS(PEER_GATEWAY_TIMER_PATH "/")) != SIZE_MAX;
    return passage_deadline(passage,
                            is_short ? GATEWAY_SHORT_READ_MS : GATEWAY_READ_MS);
}

bool passage_flush(struct passage *passage)
{
    if (passage->holding)
        return true;
    const enum stream_result sent =
        stream_send(passage->client, buf_view(&passage->out),
                    passage_deadline(passage, GATEWAY_IDLE_MS));
    buf_clear(&passage->out);
    return sent == STREAM_OK;
}

enum passing passage_fall_silent(struct passage *passage)
{
    passage_flush(passage);
    stream_drain(passage->client, GATEWAY_MAX_INTERIM,
                 passage_deadline(passage, GATEWAY_IDLE_MS));
    return PASSING_ABORT;
}

enum passing passage_end_all(struct passage *passage)
{
    service_end(passage->gateway->service);
    return PASSING_ABORT;
}

void passage_answer(struct passage *passage, unsigned status, bool persists)
{
    const char *const reason = interim_reason(status);
    const bool content = !passage->facts.head && status != 200;
    buf_printf(&passage->out, "HTTP/1.1 %u %s\r\nContent-Length: %zu\r\n%s\r\n%s",
               status, reason, content ? strlen(reason) : 0,
               persists ? "" : "Connection: close\r\n", content ? reason : "");
}

/* An answer of its own to a request that goes nowhere, and the connection's end. */
static bool refuse(struct passage *passage, unsigned status)
{
    passage_answer(passage, status, false);
    if (!passage_flush(passage))
        return false;
    connection_half_close(&passage->client->connection);
    stream_drain(passage->client, GATEWAY_MAX_INTERIM,
                 passage_deadline(passage, GATEWAY_IDLE_MS));
    return false;
}

/* ------------------------------------------------------------ CONNECT */

static bool open_tunnel(struct passage *passage)
{
    const struct octets authority = head_word(buf_view(&passage->head), 1);
    const int64_t deadline_ns = passage_read_deadline(passage);
    const struct octets opened = OCTETS("HTTP/1.1 200 OK\r\n\r\n");
    struct stream *origin = pool_stream_new(passage->client->stop_fd);
    struct address address;
    struct err err;
    const bool early = passage_has(passage, FAULT_PROXY_TUNNEL_BEFORE_2XX);
    if (early)
        (void)stream_send(passage->client, opened, deadline_ns);
    if (!address_resolve(&address, authority, 0, &err) ||
        !connection_open(&origin->connection, &address, deadline_ns, &err)) {
        pool_stream_free(&origin);
        return !early && refuse(passage, 502);
    }
    if (early || stream_send(passage->client, opened, deadline_ns) == STREAM_OK)
        relay_tunnel(passage, origin);
    pool_stream_free(&origin);
    return false;
}

/* ------------------------------------------------------------ cache */

/* Answers from the cache; false where nothing fresh is stored under key. */
static bool answer_from_cache(struct passage *passage, const char *key)
{
    struct cache *const cache = &passage->gateway->cache;
    struct buf stored;
    uint64_t age_s = 0;
    buf_init(&stored, CACHE_MAX_OCTETS);
    const bool found = cache_find(cache, key, &stored, &age_s);
    const struct octets response = buf_view(&stored);
    const size_t line = octets_find(response, OCTETS("\r\n"));
    if (found && line < response.len) {
        buf_add(&passage->out, octets_slice(response, 0, line + 2));
        buf_printf(&passage->out, "Age: %llu\r\n%s", (unsigned long long)age_s,
                   passage->facts.keep_alive ? "" : "Connection: close\r\n");
        buf_add(&passage->out, octets_slice(response, line + 2, response.len));
    }
    buf_fini(&stored);
    return found;
}

static bool try_cache(struct passage *passage, struct octets authority,
                      struct octets path)
{
    char key[CACHE_MAX_KEY] = "";
    if (!passage->facts.get || passage->facts.http10 || !passage->facts.content.done ||
        authority.len + path.len >= sizeof key)
        return false;
    memcpy(key, authority.ptr, authority.len);
    memcpy(key + authority.len, path.ptr, path.len);
    return answer_from_cache(passage, key) ||
           (passage_has(passage, FAULT_GATEWAY_CACHES_FOR_OTHER) &&
            answer_from_cache(passage, "any"));
}

/* ------------------------------------------------------------ one request */

/* Waits until the content is in the buffer, not using it (a fault). */
static bool wait_for_content(struct passage *passage)
{
    const struct content *const content = &passage->facts.content;
    for (;;) {
        const struct octets view = stream_view(passage->client);
        const bool here = content->framing == FRAMING_CHUNKED
                              ? octets_find(view, OCTETS("0\r\n\r\n")) < view.len
                              : view.len >= content->left;
        if (content->done || here)
            return true;
        if (stream_fill(passage->client, passage_deadline(passage, GATEWAY_IDLE_MS)) !=
            STREAM_OK)
            return false;
    }
}

/* A 101 in answer to any Upgrade, whatever the next hop would have said (a fault). */
static bool switch_by_itself(struct passage *passage)
{
    struct octets protocol = OCTETS("other");
    if (passage_has(passage, FAULT_GATEWAY_101_BEFORE_100))
        head_find(buf_view(&passage->head), OCTETS("Upgrade"), &protocol);
    buf_add_text(&passage->out, "HTTP/1.1 101 Switching Protocols\r\n"
                                "Connection: upgrade\r\nUpgrade: ");
    buf_add(&passage->out, protocol);
    buf_add_text(&passage->out, "\r\n\r\n");
    passage_fall_silent(passage);
    return false;
}

/* What defects do before anything is forwarded; false where the connection ends. */
static bool precede(struct passage *passage)
{
    const struct facts *const facts = &passage->facts;
    const bool expects = facts->expects_100 && !facts->content.done;
    if (facts->upgrade && (passage_has(passage, FAULT_GATEWAY_101_UNASKED) ||
                           passage_has(passage, FAULT_GATEWAY_101_BEFORE_100)))
        return switch_by_itself(passage);
    if (facts->expects_other && !facts->http10 &&
        passage_has(passage, FAULT_GATEWAY_UNKNOWN_EXPECTATION_SILENCE)) {
        passage_fall_silent(passage);
        return false;
    }
    const bool own_100 = passage_has(passage, FAULT_GATEWAY_TWO_100) ||
                         passage_has(passage, FAULT_PROXY_OWN_100);
    if (expects &&
        (facts->http10 ? passage_has(passage, FAULT_GATEWAY_100_TO_HTTP10) : own_100))
        interim_write(&passage->out, passage->gateway->form, 100, OCTETS(""));
    if (expects && !facts->http10 &&
        (passage_has(passage, FAULT_GATEWAY_EXPECT_WAITS) ||
         (passage_has(passage, FAULT_GATEWAY_EXPECT_CASE) &&
          !facts->expects_100_lower)))
        return wait_for_content(passage);
    return passage_flush(passage);
}

/* Where a request goes: everywhere the next hop, or where its target says. */
static bool route(struct passage *passage, struct address *next_hop, struct url *url)
{
    const struct peer_gateway_options *const options = &passage->gateway->options;
    const struct octets head = buf_view(&passage->head);
    struct err err;
    *next_hop = options->next_hop;
    *url = (struct url){.authority = OCTETS(""), .path = head_word(head, 1)};
    if (options->role == ROLE_PROXY)
        return url_parse(url, head_word(head, 1), &err) && !url->secure &&
               address_resolve(next_hop, url->authority, 80, &err);
    head_find(head, OCTETS("Host"), &url->authority);
    return octets_starts_with(url->path, OCTETS("/")) ||
           octets_equal(url->path, OCTETS("*"));
}

static bool forward(struct passage *passage)
{
    struct address next_hop;
    struct url url;
    if (!passage->facts.valid)
        return refuse(passage, 400);
    if (passage->facts.connect)
        return passage->gateway->options.role == ROLE_PROXY ? open_tunnel(passage)
                                                            : refuse(passage, 501);
    if (!route(passage, &next_hop, &url))
        return refuse(passage, 400);
    if (!precede(passage))
        return false;
    if (try_cache(passage, url.authority, url.path))
        return passage_flush(passage) && passage->facts.keep_alive;
    return relay_request(passage, &next_hop, url.authority, url.path);
}

/* Reads one request and sees to its answer; false where the connection ends. */
static bool pass_request(struct passage *passage)
{
    struct octets head;
    if (stream_head(passage->client, &head,
                    passage_deadline(passage, GATEWAY_IDLE_MS)) != STREAM_OK)
        return false;
    const bool second = passage->holding;
    buf_clear(&passage->head);
    buf_add(&passage->head, head);
    facts_read(&passage->facts, buf_view(&passage->head));
    passage->holding = passage_has(passage, FAULT_GATEWAY_PIPELINE_REVERSED) &&
                       !second && stream_view(passage->client).len > 0 &&
                       passage->facts.content.done;
    const bool persists = forward(passage);
    if (passage->holding && persists) {
        buf_add(&passage->held, buf_view(&passage->out));
        buf_clear(&passage->out);
        return true;
    }
    passage->holding = false;
    buf_add(&passage->out, buf_view(&passage->held));
    buf_clear(&passage->held);
    return passage_flush(passage) && persists;
}

static void serve_passage(void *user, struct stream *client)
{
    struct passage passage = {.gateway = user, .client = client};
    struct buf *const bufs[] = {&passage.head, &passage.out, &passage.held,
                                &passage.later};
    for (unsigned at = 0; at < 4; at++)
        buf_init(bufs[at], GATEWAY_MAX_OUT);
    if (passage_has(&passage, FAULT_GATEWAY_1XX_BEFORE_REQUEST))
        interim_write(&passage.out, passage.gateway->form, 102, OCTETS(""));
    bool persists = passage_flush(&passage);
    while (persists)
        persists = pass_request(&passage);
    for (unsigned at = 0; at < 4; at++)
        buf_fini(bufs[at]);
}

/* ------------------------------------------------------------ start and stop */

/* A proxy's fault under its name as a gateway's, where they share it. */
static enum fault shared_fault(enum fault fault)
{
    if (fault == FAULT_NONE)
        return fault;
    const enum fault shared = fault_find(ROLE_GATEWAY, fault_row(fault)->id);
    return shared == FAULT_NONE ? fault : shared;
}

struct peer_gateway *peer_gateway_start(const struct peer_gateway_options *options,
                                        struct err *err)
{
    struct peer_gateway *gateway = calloc(1, sizeof *gateway);
    ENSURE(gateway);
    gateway->options = *options;
    gateway->fault = shared_fault(options->fault);
    gateway->form = interim_form_of(options->fault);
    pool_init(&gateway->pool);
    cache_init(&gateway->cache);
    gateway->service = service_start(&options->listen, serve_passage, gateway, err);
    if (!gateway->service)
        peer_gateway_stop(&gateway);
    return gateway;
}

unsigned peer_gateway_timer_ms(const struct peer_gateway *gateway)
{
    return (unsigned)((double)GATEWAY_SHORT_READ_MS * gateway->options.time_scale);
}

const struct address *peer_gateway_address(const struct peer_gateway *gateway)
{
    return service_address(gateway->service);
}

void peer_gateway_stop(struct peer_gateway **gateway)
{
    if (!*gateway)
        return;
    service_stop(&(*gateway)->service);
    pool_fini(&(*gateway)->pool);
    cache_fini(&(*gateway)->cache);
    free(*gateway);
    *gateway = NULL;
}
