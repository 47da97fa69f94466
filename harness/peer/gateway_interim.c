/* SPDX-License-Identifier: MIT */
/* What becomes of one interim response of the next hop. */
#include "oracle/head.h"
#include "peer/gateway_parts.h"

enum { BURST_STALLS_AT = 500, ELEVENTH = 10, SWAPPED_MS = 1000 /* times the scale */ };

static bool has(const struct relay *relay, enum fault fault)
{
    return passage_has(relay->passage, fault);
}

/* ------------------------------------------------------------ 101 */

/* true where the request's Upgrade lists every protocol that the 101 names. */
static bool asked_for(const struct relay *relay, struct octets head)
{
    const struct facts *const facts = &relay->passage->facts;
    struct octets protocol;
    if (!facts->upgrade ||
        (facts->http10 && !has(relay, FAULT_GATEWAY_101_TO_HTTP10)) ||
        !head_find(head, OCTETS("Upgrade"), &protocol))
        return false;
    return head_has_token(buf_view(&relay->passage->head), OCTETS("Upgrade"), protocol);
}

static enum passing switch_protocols(struct relay *relay, struct octets head)
{
    struct passage *const passage = relay->passage;
    struct octets protocol;
    struct buf fields;
    if (!asked_for(relay, head) && !has(relay, FAULT_GATEWAY_101_OPENS_TUNNEL))
        return PASSING_BAD;
    buf_init(&fields, GATEWAY_MAX_OUT);
    fields_write_response(passage, head, &fields);
    if (head_find(head, OCTETS("Upgrade"), &protocol) &&
        !has(relay, FAULT_GATEWAY_101_NO_UPGRADE)) {
        buf_add_text(&fields, "Upgrade: ");
        buf_add(&fields, protocol);
        buf_add_text(&fields, "\r\n");
    }
    if (!has(relay, FAULT_GATEWAY_101_NO_CONNECTION))
        buf_add_text(&fields, "Connection: upgrade\r\n");
    interim_write(&passage->out, passage->gateway->form, 101, buf_view(&fields));
    buf_fini(&fields);
    if (has(relay, FAULT_GATEWAY_101_IS_INTERIM))
        return PASSING_ON;
    if (passage_flush(passage))
        relay_tunnel(passage, relay->origin);
    return PASSING_ABORT;
}

/* ------------------------------------------------------------ which are final */

static bool mistaken_for_final(const struct relay *relay, struct octets head)
{
    const unsigned status = head_status(head);
    const bool old = octets_equal(head_word(head, 0), OCTETS("HTTP/1.0"));
    return (has(relay, FAULT_GATEWAY_FIRST_1XX_IS_FINAL) && status != 100) ||
           (has(relay, FAULT_GATEWAY_SECOND_1XX_IS_FINAL) &&
            relay->interim_count == 2) ||
           (has(relay, FAULT_GATEWAY_UNKNOWN_1XX_IS_FINAL) && status > 103) ||
           (has(relay, FAULT_GATEWAY_CLOSING_1XX_IS_FINAL) &&
            (old || head_has_token(head, OCTETS("Connection"), OCTETS("close"))));
}

/* A 1xx passed on as the answer, its octets as they are. */
static enum passing end_with_interim(struct relay *relay, struct octets head)
{
    buf_add(&relay->passage->out, head);
    relay->origin_reusable = false;
    relay->client_persists = relay->passage->facts.keep_alive;
    return PASSING_DONE;
}

static enum passing end_with_own(struct relay *relay, unsigned status)
{
    relay->client_persists = relay->passage->facts.keep_alive && relay->up_done;
    passage_answer(relay->passage, status, relay->client_persists);
    return PASSING_DONE;
}

/* The exchange ends at this interim response, with an answer that a defect gives it. */
static enum passing end_early(struct relay *relay, struct octets head)
{
    const unsigned status = head_status(head);
    if (mistaken_for_final(relay, head))
        return end_with_interim(relay, head);
    if (has(relay, FAULT_GATEWAY_1XX_IS_200) && status != 100)
        return end_with_own(relay, 200);
    if ((has(relay, FAULT_GATEWAY_1XX_IS_502) && status != 100) ||
        (has(relay, FAULT_GATEWAY_SIXTH_1XX_IS_502) && relay->interim_count > ELEVENTH))
        return end_with_own(relay, 502);
    if (has(relay, FAULT_GATEWAY_1XX_IS_FINAL_FOR_HTTP10) &&
        relay->passage->facts.http10)
        return PASSING_ABORT;
    if (has(relay, FAULT_GATEWAY_BURST_STALLS) &&
        relay->interim_count > BURST_STALLS_AT)
        return passage_fall_silent(relay->passage);
    return PASSING_ON;
}

/* ------------------------------------------------------------ framing and cache */

/* An interim response has no content (RFC 9112 section 6.3); defects see some. */
static bool frame(struct relay *relay, struct octets head)
{
    struct content content;
    struct octets coding;
    content_of_request(&content, head);
    const bool length = content.framing == FRAMING_LENGTH;
    const bool chunked = head_find(head, OCTETS("Transfer-Encoding"), &coding);
    if (chunked && content.framing == FRAMING_BAD)
        content.framing = FRAMING_UNTIL_CLOSE;
    if ((length && has(relay, FAULT_GATEWAY_1XX_LENGTH_COUNTS)) ||
        (chunked && has(relay, FAULT_GATEWAY_1XX_CHUNKED_COUNTS)))
        return content_skip(&content, relay->origin, relay->read_ns) == STREAM_OK;
    if (length && has(relay, FAULT_GATEWAY_1XX_LENGTH_STAYS))
        relay->stays = content;
    return true;
}

static void remember(struct relay *relay, struct octets head, struct octets fields)
{
    struct passage *const passage = relay->passage;
    if (has(relay, FAULT_GATEWAY_1XX_FIELDS_JOIN_FINAL))
        buf_add(&relay->joined, fields);
    if (has(relay, FAULT_GATEWAY_CACHES_1XX) && relay->cache_key[0])
        cache_store(&passage->gateway->cache, relay->cache_key, head,
                    cache_max_age_s(head));
}

/* ------------------------------------------------------------ forwarding */

/* true where this interim response goes to the client. */
static bool is_forwarded(const struct relay *relay, unsigned status)
{
    if (relay->passage->facts.http10 && !has(relay, FAULT_GATEWAY_1XX_TO_HTTP10))
        return false;
    if (has(relay, FAULT_GATEWAY_DROPS_EVERY_SECOND) && relay->interim_count % 2 == 0)
        return false;
    return !(has(relay, FAULT_GATEWAY_DROPS_1XX) && status != 100) &&
           !(has(relay, FAULT_GATEWAY_DROPS_UNKNOWN_1XX) && status > 103) &&
           !(has(relay, FAULT_GATEWAY_FORWARDS_FIRST_ONLY) && relay->interim_count > 1);
}

static void keep_back(struct relay *relay, struct octets response)
{
    struct buf *const out = &relay->passage->out;
    struct buf *const held = &relay->held_1xx;
    struct buf older;
    if (has(relay, FAULT_GATEWAY_1XX_AFTER_FINAL))
        buf_add(out, buf_view(held));
    if (!has(relay, FAULT_GATEWAY_REORDERS_1XX)) {
        buf_clear(held);
        buf_add(held, response);
        return;
    }
    buf_init(&older, GATEWAY_MAX_OUT);
    buf_add(&older, buf_view(held));
    buf_clear(held);
    buf_add(held, response);
    buf_add(held, buf_view(&older));
    buf_fini(&older);
}

static void write_interim(struct relay *relay, struct octets head, struct octets fields)
{
    struct passage *const passage = relay->passage;
    const unsigned status =
        has(relay, FAULT_GATEWAY_CHANGES_STATUS) ? 100 : head_status(head);
    struct buf response;
    buf_init(&response, GATEWAY_MAX_OUT);
    if (has(relay, FAULT_GATEWAY_1XX_MALFORMED_PASSED))
        buf_add(&response, head);
    else
        interim_write(&response, passage->gateway->form, status, fields);
    if (has(relay, FAULT_GATEWAY_FORWARDS_LAST_ONLY) ||
        has(relay, FAULT_GATEWAY_REORDERS_1XX) ||
        has(relay, FAULT_GATEWAY_1XX_AFTER_FINAL))
        keep_back(relay, buf_view(&response));
    else
        buf_add(&passage->out, buf_view(&response));
    buf_fini(&response);
    relay->forwarded_count++;
}

/* What happens behind an interim response that was forwarded. */
static enum passing behind_interim(struct relay *relay)
{
    struct passage *const passage = relay->passage;
    struct pool *const pool = &passage->gateway->pool;
    if (passage->gateway->form->cut && relay->forwarded_count > 0)
        return PASSING_ABORT;
    if (has(relay, FAULT_GATEWAY_NO_FINAL))
        return passage_fall_silent(passage);
    if (!has(relay, FAULT_GATEWAY_ANSWERS_SWAPPED) || relay->interim_count > 1)
        return PASSING_ON;
    passage_flush(passage);
    pool_give(pool, relay->key, relay->origin);
    (void)stream_pause(
        passage->client,
        (int64_t)((double)SWAPPED_MS * passage->gateway->options.time_scale));
    relay->origin = pool_take(pool, relay->key, true);
    return relay->origin ? PASSING_ON : PASSING_DEAD;
}

enum passing relay_interim(struct relay *relay, struct octets head)
{
    struct passage *const passage = relay->passage;
    const unsigned status = head_status(head);
    struct buf fields;
    relay->interim_count++;
    relay->interim_octets += head.len;
    if (status == 101)
        return switch_protocols(relay, head);
    if (relay->interim_octets > GATEWAY_MAX_INTERIM)
        return PASSING_BAD;
    if (has(relay, FAULT_GATEWAY_HUGE_1XX_IS_SILENCE) && head.len > LARGE_HEAD_OCTETS)
        return passage_fall_silent(passage);
    const enum passing early = end_early(relay, head);
    if (early != PASSING_ON)
        return early;
    buf_init(&fields, GATEWAY_MAX_OUT);
    fields_write_response(passage, head, &fields);
    remember(relay, head, buf_view(&fields));
    if (has(relay, FAULT_GATEWAY_DROPS_1XX_FIELDS))
        buf_clear(&fields);
    buf_add(&fields, buf_view(&passage->later));
    if (is_forwarded(relay, status))
        write_interim(relay, head, buf_view(&fields));
    buf_fini(&fields);
    relay->saw_100 |= status == 100;
    if (!frame(relay, head))
        return passage_fall_silent(passage);
    return behind_interim(relay);
}
