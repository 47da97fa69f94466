/* SPDX-License-Identifier: MIT */
/* What becomes of the final response of the next hop, and its content. */
#include "base/clock.h"
#include "oracle/head.h"
#include "peer/gateway_parts.h"

static bool has(const struct relay *relay, enum fault fault)
{
    return passage_has(relay->passage, fault);
}

/* How the content goes to the client. */
struct down {
    struct content content; /* as it comes */
    uint64_t length;        /* with FRAMING_LENGTH */
    bool chunks;            /* sent on in chunks */
    size_t started;         /* where in passage->out the response begins */
};

/* Content of unknown length goes in chunks to those who know them. */
static void frame_down(struct relay *relay, struct octets head, struct down *down)
{
    const struct facts *const facts = &relay->passage->facts;
    content_of_response(&down->content, head, facts->head);
    if (relay->stays.framing != FRAMING_NONE && !facts->head)
        down->content = relay->stays;
    down->length = down->content.left;
    down->chunks = !facts->http10 && (down->content.framing == FRAMING_CHUNKED ||
                                      down->content.framing == FRAMING_UNTIL_CLOSE);
}

/* true where the client's connection carries another exchange behind this one. */
static bool client_persists(const struct relay *relay)
{
    if (relay->up_done)
        return relay->passage->facts.keep_alive;
    return has(relay, FAULT_GATEWAY_EARLY_FINAL_CONTENT_IS_REQUEST);
}

static bool origin_persists(const struct relay *relay, struct octets head,
                            enum framing framing)
{
    return (relay->up_done ||
            has(relay, FAULT_GATEWAY_EARLY_FINAL_REQUEST_IS_CONTENT)) &&
           framing != FRAMING_UNTIL_CLOSE &&
           octets_equal(head_word(head, 0), OCTETS("HTTP/1.1")) &&
           !head_has_token(head, OCTETS("Connection"), OCTETS("close"));
}

static void write_framing(const struct relay *relay, struct octets head,
                          const struct down *down, struct buf *out)
{
    struct octets length;
    const unsigned status = head_status(head);
    if (down->chunks)
        buf_add_text(out, "Transfer-Encoding: chunked\r\n");
    else if (down->content.framing == FRAMING_LENGTH)
        buf_printf(out, "Content-Length: %llu\r\n", (unsigned long long)down->length);
    else if (relay->passage->facts.head && status != 204 &&
             head_find(head, OCTETS("Content-Length"), &length)) {
        buf_add_text(out, "Content-Length: ");
        buf_add(out, length);
        buf_add_text(out, "\r\n");
    }
}

static void write_head(struct relay *relay, struct octets head, const struct down *down)
{
    struct passage *const passage = relay->passage;
    struct buf *const out = &passage->out;
    const struct octets line = head_start_line(head);
    buf_add_text(out, "HTTP/1.1");
    buf_add(out, octets_slice(line, 8, line.len));
    buf_add_text(out, "\r\n");
    const size_t fields = out->len;
    fields_write_response(passage, head, out);
    if (has(relay, FAULT_GATEWAY_FINAL_FIELDS_JOIN_NEXT_1XX))
        buf_add(&passage->later, octets_slice(buf_view(out), fields, out->len));
    buf_add(out, buf_view(&relay->joined));
    write_framing(relay, head, down, out);
    if (!relay->client_persists &&
        !(!relay->up_done && has(relay, FAULT_GATEWAY_EARLY_FINAL_NO_CLOSE_FIELD)))
        buf_add_text(out, "Connection: close\r\n");
    buf_add_text(out, "\r\n");
}

static void write_piece(struct buf *out, struct octets piece, bool chunks)
{
    if (chunks)
        buf_printf(out, "%zx\r\n", piece.len);
    buf_add(out, piece);
    if (chunks)
        buf_add_text(out, "\r\n");
}

/* Content to its end. What was read is sent before more is waited for; the last of it
 * goes out when the connection to the next hop is free for others already. */
static enum passing pass_content(struct relay *relay, struct down *down)
{
    struct passage *const passage = relay->passage;
    for (;;) {
        struct octets piece;
        enum stream_result filled = STREAM_OK;
        const enum content_result next =
            content_next(&down->content, relay->origin, &piece);
        if (next == CONTENT_END)
            return PASSING_DONE;
        if (next == CONTENT_BAD)
            return PASSING_ABORT;
        if (next == CONTENT_PIECE)
            write_piece(&passage->out, piece, down->chunks);
        const bool flushes =
            next == CONTENT_MORE || passage->out.len > GATEWAY_MAX_OUT / 2;
        if (flushes && !passage->holding && !has(relay, FAULT_GATEWAY_CUT_CONTENT) &&
            !has(relay, FAULT_GATEWAY_TWO_FINALS) && !relay->cache_key[0] &&
            !passage_flush(passage))
            return PASSING_ABORT;
        if (passage->out.full)
            return PASSING_ABORT;
        if (next == CONTENT_MORE)
            filled = stream_fill(relay->origin, passage_read_deadline(passage));
        if (filled == STREAM_EOF && content_may_end(&down->content))
            return PASSING_DONE;
        if (filled == STREAM_EOF && down->chunks &&
            has(relay, FAULT_GATEWAY_END_IS_LAST_CHUNK))
            return PASSING_DONE;
        if (filled == STREAM_RESET && has(relay, FAULT_GATEWAY_RESET_IS_END))
            return PASSING_DONE;
        if (filled != STREAM_OK)
            return PASSING_ABORT;
    }
}

static void store(struct relay *relay, struct octets response, uint64_t max_age_s)
{
    struct cache *const cache = &relay->passage->gateway->cache;
    const bool wrong_key =
        has(relay, FAULT_GATEWAY_CACHES_FOR_OTHER) && relay->interim_count > 0;
    if (relay->cache_key[0] && max_age_s > 0)
        cache_store(cache, wrong_key ? "any" : relay->cache_key, response, max_age_s);
}

/* What stands behind a complete answer. */
static enum passing end_answer(struct relay *relay, const struct down *down,
                               uint64_t max_age_s)
{
    struct buf *const out = &relay->passage->out;
    if (has(relay, FAULT_GATEWAY_CUT_CONTENT) &&
        down->content.framing != FRAMING_NONE) {
        out->len--;
        passage_flush(relay->passage);
        return PASSING_ABORT;
    }
    if (down->chunks)
        buf_add_text(out, "0\r\n\r\n");
    const struct octets response = octets_slice(buf_view(out), down->started, out->len);
    store(relay, response, max_age_s);
    if (has(relay, FAULT_GATEWAY_TWO_FINALS)) {
        struct buf copy;
        buf_init(&copy, GATEWAY_MAX_OUT);
        buf_add(&copy, response);
        buf_add(out, buf_view(&copy));
        buf_fini(&copy);
    }
    if (has(relay, FAULT_GATEWAY_1XX_AFTER_FINAL))
        buf_add(out, buf_view(&relay->held_1xx));
    return PASSING_DONE;
}

/* What defects do where Transfer-Encoding names no coding. */
static enum passing take_empty_coding(struct relay *relay, struct octets head)
{
    struct octets value;
    const bool empty = head_find(head, OCTETS("Transfer-Encoding"), &value) &&
                       content_names_no_coding(value);
    if (empty && has(relay, FAULT_GATEWAY_EMPTY_CODING_IS_SILENCE))
        return passage_fall_silent(relay->passage);
    if (empty && has(relay, FAULT_GATEWAY_EMPTY_CODING_ENDS_ALL))
        return passage_end_all(relay->passage);
    return PASSING_ON;
}

enum passing relay_final(struct relay *relay, struct octets head)
{
    struct passage *const passage = relay->passage;
    struct down down;
    const enum passing early = take_empty_coding(relay, head);
    if (early != PASSING_ON)
        return early;
    if (relay->saw_100 && has(relay, FAULT_GATEWAY_NO_FINAL_AFTER_100))
        return PASSING_ABORT;
    if (!has(relay, FAULT_GATEWAY_1XX_AFTER_FINAL))
        buf_add(&passage->out, buf_view(&relay->held_1xx));
    buf_clear(&passage->later);
    frame_down(relay, head, &down);
    if (down.content.framing == FRAMING_BAD)
        return PASSING_BAD;
    const uint64_t max_age_s = head_status(head) == 200 ? cache_max_age_s(head) : 0;
    if (max_age_s == 0)
        relay->cache_key[0] = '\0';
    down.started = passage->out.len;
    relay->client_persists =
        client_persists(relay) &&
        (down.chunks || down.content.framing != FRAMING_UNTIL_CLOSE);
    relay->origin_reusable = origin_persists(relay, head, down.content.framing);
    write_head(relay, head, &down);
    const enum passing passed = pass_content(relay, &down);
    if (passed != PASSING_DONE) {
        passage_flush(passage);
        return passed;
    }
    return end_answer(relay, &down, max_age_s);
}
