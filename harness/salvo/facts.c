/* SPDX-License-Identifier: MIT */
/* The oracle over our own octets, with the strict reader beside it. */
#include "salvo/facts.h"

#include "oracle/head.h"
#include "oracle/oracle.h"
#include "salvo/trust.h"

#include <limits.h>

enum { PLAIN_INTERIMS = 10, PLAIN_OCTETS = 4096 };

struct reading {
    struct stream_facts *facts;
    struct octets stream;
    const struct token_source *tokens;
    struct token_scan scan;
    uint64_t head_end;  /* of the header section before */
    uint64_t final_end; /* of its header section */
    uint64_t done_end;
    unsigned all_interims;
    bool chunked; /* the final response */
    bool ending;
};

static struct octets between(const struct reading *reading, uint64_t start,
                             uint64_t end)
{
    return octets_slice(reading->stream, (size_t)start, (size_t)(end - start));
}

static void doubt(struct stream_facts *facts)
{
    facts->plain = false;
    facts->odd = false;
}

static void look_at_head(struct reading *reading, const struct oracle_event *event)
{
    struct stream_facts *facts = reading->facts;
    const struct octets head = between(reading, event->offset, event->end);
    /* The oracle passes over what a framing field announced, and says nothing. */
    if (event->offset != reading->head_end)
        doubt(facts);
    reading->head_end = event->end;
    facts->plain = facts->plain && trust_response(head, false);
    facts->odd = facts->odd && trust_response(head, true);
}

static void on_done(struct reading *reading, const struct oracle_event *event)
{
    struct stream_facts *facts = reading->facts;
    const struct octets content = between(reading, reading->final_end, event->end);
    if (event->exchange == UINT_MAX)
        return;
    facts->complete = true;
    facts->persists = event->persists;
    facts->own = reading->scan.own;
    reading->done_end = event->end;
    /* What the parser took for chunks: is it that for everybody? */
    if (content.len != TOKEN_OCTETS && content.len != 0 && !trust_chunked(content))
        doubt(facts);
    facts->sound = facts->plain && facts->status != 304;
}

static void on_event(void *user, const struct oracle_event *event)
{
    struct reading *reading = user;
    struct stream_facts *facts = reading->facts;
    switch (event->kind) {
    case ORACLE_INTERIM:
        look_at_head(reading, event);
        facts->interims += event->status != 100;
        if (facts->code_count < FACTS_CODES)
            facts->codes[facts->code_count++] = event->status;
        facts->switches = facts->switches || event->status == 101;
        reading->all_interims++;
        break;
    case ORACLE_FINAL:
        look_at_head(reading, event);
        if (event->exchange == UINT_MAX)
            break;
        facts->any_final = true;
        facts->status = event->status;
        reading->final_end = event->end;
        reading->chunked =
            head_has_token(between(reading, event->offset, event->end),
                           OCTETS("Transfer-Encoding"), OCTETS("chunked"));
        break;
    case ORACLE_CONTENT:
        if (event->exchange != UINT_MAX)
            token_scan_feed(reading->tokens, &reading->scan, event->content);
        break;
    case ORACLE_DONE:
        on_done(reading, event);
        break;
    case ORACLE_TUNNEL:
    case ORACLE_LOST:
        doubt(facts);
        break;
    case ORACLE_ENDED:
        break;
    }
}

static void on_finding(void *user, const struct oracle_finding *finding)
{
    struct reading *reading = user;
    const bool odd = finding->requirement == REQUIREMENT_INTERIM_NO_CONTENT_LENGTH ||
                     finding->requirement == REQUIREMENT_INTERIM_NO_TRANSFER_ENCODING;
    if (reading->ending)
        return;
    reading->facts->plain = false;
    reading->facts->odd = reading->facts->odd && odd;
}

/* What the end alone brings to light is no fact of the octets. */
static void end_reading(struct reading *reading, struct oracle *oracle,
                        enum oracle_end how)
{
    reading->ending = true;
    oracle_end(oracle, how, 1);
}

void stream_facts_read(struct stream_facts *facts, const struct capture *input,
                       const struct token_source *tokens, uint32_t number)
{
    static const enum oracle_end ENDS[] = {[CAPTURE_CLOSED] = ORACLE_CLOSED,
                                           [CAPTURE_RESET] = ORACLE_RESET,
                                           [CAPTURE_OPEN] = ORACLE_OPEN};
    struct oracle oracle;
    struct reading reading = {
        .facts = facts, .stream = buf_view(&input->responses), .tokens = tokens};
    const struct oracle_sink sink = {on_event, on_finding, &reading};
    const struct oracle_request request = {.content_sent = true, .sent_ns = 1};
    *facts = (struct stream_facts){.plain = true, .odd = true};
    token_scan_init(&reading.scan, number);
    oracle_init(&oracle, NULL, &sink);
    (void)oracle_request(&oracle, &request);
    oracle_feed(&oracle, reading.stream, 1);
    end_reading(&reading, &oracle, ENDS[input->end]);
    facts->trailing = facts->complete && reading.done_end < reading.stream.len;
    /* Of a header section that is cut off a client only cannot assume that it means
     * what it says (RFC 9112 section 8), and nobody asked for a 304. */
    if (!facts->any_final && reading.head_end != reading.stream.len)
        doubt(facts);
    if (facts->status == 304)
        doubt(facts);
    if (facts->any_final && !facts->complete && reading.chunked &&
        !trust_cut_chunks(between(&reading, reading.final_end, reading.stream.len)))
        doubt(facts);
    if (reading.stream.len > PLAIN_OCTETS || reading.all_interims > PLAIN_INTERIMS ||
        facts->trailing)
        doubt(facts);
    facts->odd = facts->odd && !facts->plain;
}

bool request_closes(struct octets request)
{
    const struct octets name = OCTETS("Connection");
    return octets_equal(head_word(request, 2), OCTETS("HTTP/1.0"))
               ? !head_has_token(request, name, OCTETS("keep-alive"))
               : head_has_token(request, name, OCTETS("close"));
}

void stream_facts_meet(struct stream_facts *facts, struct octets request,
                       enum capture_end *end)
{
    const bool http10 = octets_equal(head_word(request, 2), OCTETS("HTTP/1.0"));
    if (http10 && facts->code_count > 0)
        doubt(facts);
    if (request_closes(request) && *end == CAPTURE_OPEN)
        *end = CAPTURE_CLOSED;
}
