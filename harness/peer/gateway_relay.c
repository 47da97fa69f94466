/* SPDX-License-Identifier: MIT */
/* One exchange of the reference gateway with its next hop.
 *
 * A loop around poll(2): content goes up as it arrives, responses come down as they
 * arrive, until the final one is complete, either side is gone, or the read timer ends.
 * Every step returns an enum passing, which relay_end turns into what the client gets
 * and what becomes of the two connections. */
#include "base/clock.h"
#include "oracle/head.h"
#include "peer/gateway_parts.h"
#include "peer/response.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

static bool has(const struct relay *relay, enum fault fault)
{
    return passage_has(relay->passage, fault);
}

static void restart_timer(struct relay *relay)
{
    const bool keeps = has(relay, FAULT_GATEWAY_READ_TIMER_NOT_RESTARTED);
    if (relay->interim_count == 0 || !keeps)
        relay->read_ns = passage_read_deadline(relay->passage);
}

/* ------------------------------------------------------------ up */

/* Sends octets to the next hop. One that closed its ear may have answered: that the
 * octets did not arrive is no end of the exchange. */
static void send_up(struct relay *relay, struct octets octets)
{
    if (has(relay, FAULT_GATEWAY_RETRIES))
        buf_add(&relay->up, octets);
    (void)stream_send(relay->origin, octets, relay->read_ns);
}

static void send_piece_up(struct relay *relay, struct octets piece)
{
    char size[32];
    const bool chunked = relay->frames_chunks;
    if (chunked) {
        snprintf(size, sizeof size, "%zx\r\n", piece.len);
        send_up(relay, octets_of(size));
    }
    send_up(relay, piece);
    if (chunked)
        send_up(relay, OCTETS("\r\n"));
}

/* Sends on what has arrived of the request's content; false where it is malformed. */
static bool pass_up(struct relay *relay)
{
    struct passage *const passage = relay->passage;
    while (!relay->up_done) {
        struct octets piece;
        switch (content_next(&passage->facts.content, passage->client, &piece)) {
        case CONTENT_PIECE:
            send_piece_up(relay, piece);
            restart_timer(relay);
            break;
        case CONTENT_END:
            relay->up_done = true;
            if (relay->frames_chunks)
                send_up(relay, OCTETS("0\r\n\r\n"));
            break;
        case CONTENT_MORE:
            return true;
        case CONTENT_BAD:
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------ down */

/* Forwards what is no HTTP as the content of a 200 (a fault). */
static enum passing pass_garbage(struct relay *relay, struct octets head)
{
    struct buf *const out = &relay->passage->out;
    enum stream_result filled = STREAM_OK;
    buf_add_text(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    buf_add(out, head);
    while (filled == STREAM_OK) {
        const struct octets view = stream_view(relay->origin);
        buf_add(out, view);
        stream_use(relay->origin, view.len);
        if (!passage_flush(relay->passage))
            break;
        filled = stream_fill(relay->origin, passage_deadline(relay->passage, 300));
    }
    return PASSING_ABORT;
}

/* Gives a client what stood behind another one's answer (a fault). */
static enum passing pass_leftover(struct relay *relay)
{
    struct buf *const out = &relay->passage->out;
    const struct octets view = stream_view(relay->origin);
    buf_printf(out, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", view.len);
    buf_add(out, view);
    relay->client_persists = true;
    return PASSING_DONE;
}

/* What defects do with a header section that is not well-formed (head may be empty:
 * it is none at all). */
static enum passing take_malformed(struct relay *relay, struct octets head)
{
    const unsigned status = head_status(head);
    const enum code_worth worth = response_code(head);
    const struct octets prefix = OCTETS("HTTP/");
    if ((worth == CODE_ABOVE_599 && has(relay, FAULT_GATEWAY_BEYOND_599_IS_INTERIM)) ||
        (worth == CODE_BELOW_100 && has(relay, FAULT_GATEWAY_BELOW_100_IS_INTERIM)))
        return PASSING_ON;
    if (worth == CODE_BELOW_100 && has(relay, FAULT_GATEWAY_BELOW_100_ENDS_ALL))
        return passage_end_all(relay->passage);
    if (worth == CODE_ODD && has(relay, FAULT_GATEWAY_ODD_STATUS_IS_SILENCE))
        return passage_fall_silent(relay->passage);
    if (status / 100 == 1 && has(relay, FAULT_GATEWAY_ODD_1XX_IS_FINAL)) {
        buf_add(&relay->passage->out, head);
        relay->client_persists = true;
        return PASSING_DONE;
    }
    if (has(relay, FAULT_GATEWAY_BEHIND_FINAL_ANSWERS_NEXT) && head.len == 0 &&
        relay->interim_count == 0)
        return pass_leftover(relay);
    if (has(relay, FAULT_GATEWAY_GARBAGE_IS_CONTENT) &&
        !octets_starts_with(head.len > 0 ? head : stream_view(relay->origin), prefix))
        return pass_garbage(relay, head);
    return PASSING_BAD;
}

/* true where a defect does not care how an interim response is written. */
static bool is_lenient(const struct relay *relay)
{
    return has(relay, FAULT_GATEWAY_1XX_MALFORMED_PASSED) ||
           has(relay, FAULT_GATEWAY_FIRST_1XX_IS_FINAL) ||
           has(relay, FAULT_GATEWAY_1XX_LENGTH_COUNTS);
}

/* Takes every response that has arrived. */
static enum passing pass_down(struct relay *relay)
{
    for (;;) {
        struct octets head = {NULL, 0};
        enum passing passed = PASSING_ON;
        enum response_taken taken = response_take(relay->origin, &head);
        if (taken == RESPONSE_BAD && head_status(head) / 100 == 1 && is_lenient(relay))
            taken = RESPONSE_HEAD;
        if (taken == RESPONSE_MORE)
            return PASSING_ON;
        if (taken == RESPONSE_BAD)
            passed = take_malformed(relay, head);
        else if (head_status(head) >= 200)
            return relay_final(relay, head);
        else
            passed = relay_interim(relay, head);
        if (passed != PASSING_ON)
            return passed;
        restart_timer(relay);
        if (relay->passage->out.len > GATEWAY_MAX_OUT / 2 &&
            !passage_flush(relay->passage))
            return PASSING_ABORT;
    }
}

/* ------------------------------------------------------------ waiting */

/* The next hop has something to say, or has closed. */
static enum passing read_origin(struct relay *relay)
{
    switch (stream_fill(relay->origin, relay->read_ns)) {
    case STREAM_OK:
        return PASSING_ON;
    case STREAM_FULL:
        return has(relay, FAULT_GATEWAY_HUGE_1XX_IS_SILENCE)
                   ? passage_fall_silent(relay->passage)
                   : PASSING_BAD;
    case STREAM_TIMEOUT:
        return PASSING_LATE;
    case STREAM_STOPPED:
        return PASSING_ABORT;
    case STREAM_EOF:
    case STREAM_RESET:
        break;
    }
    return PASSING_DEAD;
}

/* The client has something to say, or has gone. Half-closed is not gone. */
static enum passing read_client(struct relay *relay, short revents)
{
    struct passage *const passage = relay->passage;
    const bool watched = has(relay, FAULT_GATEWAY_BROKEN_OFF_IS_POOLED);
    if (!(revents & (POLLERR | POLLHUP | POLLNVAL)) && relay->up_done && !watched)
        return PASSING_ON;
    const enum stream_result filled = stream_fill(passage->client, relay->read_ns);
    if (filled == STREAM_OK)
        return PASSING_ON;
    relay->origin_reusable = watched && relay->interim_count > 0;
    return PASSING_ABORT;
}

static enum passing wait_for_more(struct relay *relay)
{
    const struct passage *const passage = relay->passage;
    const bool watched = has(relay, FAULT_GATEWAY_BROKEN_OFF_IS_POOLED) &&
                         relay->interim_count > 0 &&
                         stream_view(passage->client).len == 0;
    const struct connection *const client = &passage->client->connection;
    const struct connection *const origin = &relay->origin->connection;
    const short wanted = !relay->up_done || watched ? POLLIN : 0;
    struct pollfd fds[3] = {
        {.fd = origin->fd, .events = connection_events(origin, POLLIN)},
        {.fd = client->fd, .events = connection_events(client, wanted)},
        {.fd = passage->client->stop_fd, .events = POLLIN}};
    const int ready = poll(fds, 3, clock_left_ms(relay->read_ns));
    if (ready < 0)
        return errno == EINTR ? PASSING_ON : PASSING_ABORT;
    if (ready == 0)
        return PASSING_LATE;
    if (fds[2].revents)
        return PASSING_ABORT;
    if (fds[0].revents)
        return stream_readable(relay->origin) ? read_origin(relay) : PASSING_ON;
    return stream_readable(passage->client) ? read_client(relay, fds[1].revents)
                                            : PASSING_ON;
}

static enum passing pass_both_ways(struct relay *relay)
{
    struct passage *const passage = relay->passage;
    for (;;) {
        if (!pass_up(relay)) {
            passage_answer(passage, 400, false);
            return PASSING_DONE;
        }
        enum passing passed = pass_down(relay);
        if (passed != PASSING_ON)
            return passed;
        if (has(relay, FAULT_GATEWAY_NEEDS_WHOLE_1XX) &&
            octets_starts_with(stream_view(relay->origin), OCTETS("HTTP/1.1 1")))
            return PASSING_BAD;
        if (!has(relay, FAULT_GATEWAY_HOLDS_1XX) && !passage_flush(passage))
            return PASSING_ABORT;
        passed = wait_for_more(relay);
        if (passed != PASSING_ON)
            return passed;
    }
}

/* ------------------------------------------------------------ beginning and end */

static bool connect_origin(struct relay *relay, const struct address *next_hop)
{
    struct passage *const passage = relay->passage;
    struct pool *const pool = &passage->gateway->pool;
    struct err err;
    if (!relay->retried)
        relay->origin = pool_take(pool, relay->key,
                                  has(relay, FAULT_GATEWAY_STRAY_ANSWERS_NEXT) ||
                                      has(relay, FAULT_GATEWAY_BROKEN_OFF_IS_POOLED));
    if (relay->origin)
        return true;
    relay->origin = pool_stream_new(passage->client->stop_fd);
    return connection_open(&relay->origin->connection, next_hop, relay->read_ns, &err);
}

static void give_back(struct relay *relay)
{
    const bool clean =
        relay->origin && (stream_view(relay->origin).len == 0 ||
                          has(relay, FAULT_GATEWAY_BEHIND_FINAL_ANSWERS_NEXT));
    if (relay->origin_reusable && clean)
        pool_give(&relay->passage->gateway->pool, relay->key, relay->origin);
    else
        pool_stream_free(&relay->origin);
    relay->origin = NULL;
}

/* The next hop is gone without a final response. */
static enum passing end_dead(struct relay *relay)
{
    struct passage *const passage = relay->passage;
    const bool after_interim = relay->interim_count > 0;
    if (after_interim && has(relay, FAULT_GATEWAY_DEATH_IS_SILENCE))
        return passage_fall_silent(passage);
    if (after_interim && has(relay, FAULT_GATEWAY_RETRIES) && !relay->retried)
        return PASSING_AGAIN;
    const bool success = after_interim && has(relay, FAULT_GATEWAY_DEATH_IS_SUCCESS);
    passage_answer(passage, success ? 200 : 502, relay->client_persists);
    if (after_interim && has(relay, FAULT_GATEWAY_DEATH_TWICE_ANSWERED))
        passage_answer(passage, 504, relay->client_persists);
    return PASSING_DONE;
}

/* Turns how it ended into an answer, where none was given. */
static enum passing relay_end(struct relay *relay, enum passing passed)
{
    struct passage *const passage = relay->passage;
    const bool silent =
        passed != PASSING_DEAD && passed != PASSING_BAD && passed != PASSING_LATE;
    if (silent)
        return passed;
    relay->origin_reusable = false;
    relay->client_persists = relay->up_done && passage->facts.keep_alive;
    buf_add(&passage->out, buf_view(&relay->held_1xx));
    if (passed == PASSING_DEAD)
        return end_dead(relay);
    passage_answer(passage, passed == PASSING_LATE ? 504 : 502, relay->client_persists);
    return PASSING_DONE;
}

static enum passing relay_once(struct relay *relay, const struct address *next_hop,
                               struct octets authority, struct octets path)
{
    struct passage *const passage = relay->passage;
    relay->up_done = passage->facts.content.done;
    relay->frames_chunks = passage->facts.content.framing == FRAMING_CHUNKED;
    relay->read_ns = passage_read_deadline(passage);
    if (!connect_origin(relay, next_hop))
        return relay_end(relay, PASSING_DEAD);
    struct buf head;
    buf_init(&head, STREAM_MAX_HEAD);
    fields_write_request(relay, authority, path, &head);
    send_up(relay, buf_view(&head));
    buf_fini(&head);
    return relay_end(relay, pass_both_ways(relay));
}

/* The same octets to another connection (a fault). */
static enum passing relay_again(struct relay *relay, const struct address *next_hop)
{
    relay->retried = true;
    pool_stream_free(&relay->origin);
    relay->read_ns = passage_read_deadline(relay->passage);
    if (!connect_origin(relay, next_hop))
        return relay_end(relay, PASSING_DEAD);
    (void)stream_send(relay->origin, buf_view(&relay->up), relay->read_ns);
    return relay_end(relay, pass_both_ways(relay));
}

static void name_exchange(struct relay *relay, const struct address *next_hop,
                          struct octets authority, struct octets path)
{
    const struct facts *const facts = &relay->passage->facts;
    snprintf(relay->key, sizeof relay->key, "%s", next_hop->text);
    if (facts->get && !facts->http10 && facts->content.done &&
        authority.len + path.len < sizeof relay->cache_key) {
        memcpy(relay->cache_key, authority.ptr, authority.len);
        memcpy(relay->cache_key + authority.len, path.ptr, path.len);
    }
}

bool relay_request(struct passage *passage, const struct address *next_hop,
                   struct octets authority, struct octets path)
{
    struct relay relay = {.passage = passage};
    name_exchange(&relay, next_hop, authority, path);
    buf_init(&relay.up, GATEWAY_MAX_OUT);
    buf_init(&relay.held_1xx, GATEWAY_MAX_OUT);
    buf_init(&relay.joined, GATEWAY_MAX_OUT);
    enum passing passed = relay_once(&relay, next_hop, authority, path);
    if (passed == PASSING_AGAIN)
        passed = relay_again(&relay, next_hop);
    give_back(&relay);
    const bool sent = passage_flush(passage);
    if (passed == PASSING_DONE && sent && !relay.client_persists && !relay.up_done) {
        connection_half_close(&passage->client->connection);
        stream_drain(passage->client, GATEWAY_MAX_INTERIM,
                     passage_deadline(passage, GATEWAY_IDLE_MS));
    }
    buf_fini(&relay.up);
    buf_fini(&relay.held_1xx);
    buf_fini(&relay.joined);
    return passed == PASSING_DONE && sent && relay.client_persists;
}
