/* SPDX-License-Identifier: MIT */
/* Shots at a gateway or proxy: a plain request through it, answered at the other side
 * with mutated responses; then another on the same connection, which shows whether the
 * framing moved on either side.
 *
 * Plain and complete responses have to come through; plain ones that are cut off must
 * not pass for a success; and whatever the next hop sent, the client gets an end, and
 * never what belongs to another exchange. */
#include "base/ensure.h"
#include "salvo/facts.h"
#include "salvo/make.h"
#include "salvo/origin.h"
#include "salvo/waiting.h"
#include "salvo/wire.h"

#include <stdlib.h>

enum { GLANCE_MS = 100, HEAD_OCTETS = 600, ASKED_MAX = 4 };

/* What is kept between shots. */
struct gateway_aim {
    struct origin origin;
    struct wire wire;
    bool open; /* the wire's connection is there for the next input */
};

struct passage {
    struct aim *aim;
    struct shot *shot;
    struct origin *origin;
    struct wire *wire;
    uint32_t number; /* of its token; the canary's is the next */
    enum capture_end end;
    unsigned asked;
    struct stream_facts facts;
};

static void asked(void *user, struct guest *guest, struct octets head)
{
    struct passage *passage = user;
    const struct token_source *tokens = &passage->aim->tokens;
    uint32_t number = 0;
    const bool ours = token_find_tag(tokens, head, &number);
    if (ours && number == passage->number && passage->asked++ < ASKED_MAX) {
        stream_facts_meet(&passage->facts, head, &passage->end);
        passage->wire->muted = passage->wire->muted || !passage->facts.plain;
        (void)origin_answer(guest, &passage->aim->input, passage->end,
                            patience_pause_ms(&passage->aim->patience));
    } else {
        origin_answer_plain(guest, tokens, number, head);
    }
}

static bool await(struct passage *passage, wire_enough *enough, int limit_ms)
{
    struct waiting waiting;
    waiting_begin(&waiting, passage->aim, limit_ms);
    for (;;) {
        const struct origin_call call = {
            asked, passage, passage->wire->ended ? -1 : passage->wire->connection.fd};
        if (enough(passage->wire)) {
            waiting_was_worth(&waiting, passage->shot);
            return true;
        }
        const int slice_ms = waiting_slice_ms(&waiting);
        if (passage->wire->ended || slice_ms == 0)
            return false;
        connection_acknowledge(&passage->wire->connection);
        if (origin_poll(passage->origin, &call, slice_ms))
            wire_read(passage->wire);
    }
}

static void send_request(struct passage *passage, uint32_t number)
{
    const struct play_config *config = &passage->aim->config;
    struct wire *wire = passage->wire;
    const bool proxy = config->role == ROLE_PROXY;
    const char *origin = passage->origin->listener.address.text;
    struct buf head;
    buf_init(&head, HEAD_OCTETS);
    buf_printf(&head, "GET %s%s%s/", proxy ? "http://" : "", proxy ? origin : "",
               !proxy && config->path ? config->path : "");
    token_add_tag(&passage->aim->tokens, number, &head);
    buf_printf(&head, " HTTP/1.1\r\nHost: %s\r\n\r\n",
               proxy ? origin : config->authority);
    wire_send(wire, buf_view(&head));
    buf_fini(&head);
    if (wire->requests > 0)
        wire->numbers[wire->requests - 1] = number;
}

/* ---------------------------------------------------------------- judging */

/* Some may be missing, and a 100, or a 103 from a cache, may be its own. */
static bool codes_in_order(const struct wire *wire, const struct stream_facts *facts)
{
    unsigned at = 0;
    for (unsigned came = 0; came < wire->code_count; came++) {
        unsigned next = at;
        while (next < facts->code_count && facts->codes[next] != wire->codes[came])
            next++;
        if (next < facts->code_count)
            at = next + 1;
        else if (wire->codes[came] != 100 && wire->codes[came] != 103)
            return false;
    }
    return true;
}

static void judge_complete(struct passage *passage)
{
    const struct wire *wire = passage->wire;
    const struct stream_facts *facts = &passage->facts;
    struct shot *shot = passage->shot;
    if (passage->asked != 1 || passage->end == CAPTURE_RESET)
        return;
    if (wire->done == 0) {
        shot_add(shot, REQUIREMENT_PROXY_FINAL, 0,
                 wire->ended ? "the connection ended in place of the final response"
                             : "the final response did not come through");
        return;
    }
    if (wire->status != facts->status)
        shot_add(shot, REQUIREMENT_PROXY_FINAL, 0,
                 "another status than the final response's");
    else if (facts->own && !wire->own)
        shot_add(shot, REQUIREMENT_PROXY_FINAL, 0,
                 "the final response's content did not come through");
    else if (passage->aim->config.role == ROLE_PROXY &&
             wire->interims[wire->first] < facts->interims)
        shot_add(shot, REQUIREMENT_PROXY_FORWARD, 0,
                 "an interim response did not come through");
    else if (!codes_in_order(wire, facts))
        shot_add(
            shot, REQUIREMENT_PROXY_ORDER, 0,
            "the interim responses that came through are not those that were sent, "
            "in their order");
}

/* It may be refused, and passed on as it is; but it must not have been believed. */
static void judge_odd(struct passage *passage)
{
    const struct wire *wire = passage->wire;
    const struct stream_facts *facts = &passage->facts;
    if (passage->asked != 1 || !facts->complete || passage->end == CAPTURE_RESET ||
        wire->done != 1 || wire->status >= 500 || wire->lost)
        return;
    if (wire->status != facts->status || (facts->own && !wire->own))
        shot_add(passage->shot, REQUIREMENT_PROXY_DESYNC, 0,
                 "the framing fields of an interim response were believed: the final "
                 "response did not come through");
}

static void judge(struct passage *passage)
{
    const struct wire *wire = passage->wire;
    const struct stream_facts *facts = &passage->facts;
    struct shot *shot = passage->shot;
    if (wire->other)
        shot_add(shot, REQUIREMENT_PROXY_OWN_ANSWER, 0,
                 "the content belongs to another exchange");
    if (facts->odd)
        judge_odd(passage);
    if (!facts->plain || passage->asked == 0)
        return;
    if (facts->complete)
        judge_complete(passage);
    else if (!facts->any_final && wire->done > 0 && wire->status < 400)
        shot_add(shot, REQUIREMENT_PROXY_ONE_FINAL, 0,
                 "the next hop ended without a final response, and the client was told "
                 "of success");
}

/* The answer, or the end of the wait for one. */
static void gather(struct passage *passage)
{
    const struct stream_facts *facts = &passage->facts;
    const bool due = facts->plain || facts->odd || passage->end != CAPTURE_OPEN;
    const int wait_ms = due ? aim_hang_ms(passage->aim) : GLANCE_MS;
    if (await(passage, wire_answered, wait_ms) || passage->wire->ended ||
        aim_interrupted(passage->aim))
        return;
    passage->shot->late = true;
    origin_part(passage->origin);
    if (passage->asked == 0 || (due && facts->plain && facts->complete))
        return; /* judged as such */
    if (facts->odd && facts->complete && passage->end == CAPTURE_OPEN) {
        shot_add(passage->shot, REQUIREMENT_PROXY_DESYNC, 0,
                 "the framing fields of an interim response were believed: what they "
                 "announce is waited for");
        return;
    }
    if (!await(passage, wire_answered, aim_hang_ms(passage->aim)) &&
        !passage->wire->ended && !aim_interrupted(passage->aim))
        shot_add(passage->shot, REQUIREMENT_PROXY_ONE_FINAL, 0,
                 "the next hop's connection has ended, and the client still waits");
}

/* ---------------------------------------------------------------- one shot */

static void judge_canary(struct passage *passage, unsigned finals)
{
    const struct wire *wire = passage->wire;
    const struct stream_facts *facts = &passage->facts;
    if (wire->finals == finals)
        return;
    if (wire->other)
        shot_add(passage->shot,
                 facts->trailing ? REQUIREMENT_PROXY_STRAY
                                 : REQUIREMENT_PROXY_OWN_ANSWER,
                 1, "the next request was answered with content of the one before");
    else if (wire->status == 200 && !wire->own)
        shot_add(passage->shot, REQUIREMENT_PROXY_DESYNC, 1,
                 "the next request's answer came without its content");
}

/* The next request: on the same connection where that persists, else on a new one. */
static void canary(struct passage *passage)
{
    struct wire *wire = passage->wire;
    /* Octets that nobody asked for are to have been seen: what crosses with the next
     * request is a race. */
    if (passage->facts.trailing)
        (void)await(passage, wire_ended, patience_pause_ms(&passage->aim->patience));
    const bool same = !wire->ended && wire->persists &&
                      wire->finals == wire->requests && !wire->lost && !wire->tunnel;
    if (!same) {
        wire_close(wire);
        if (!wire_open(wire, passage->aim, passage->shot))
            return;
        wire->muted = !passage->facts.plain || !passage->facts.complete;
    }
    const unsigned finals = wire->finals;
    wire->own = false;
    wire->other = false;
    send_request(passage, passage->number + 1);
    if (!await(passage, wire_answered, aim_hang_ms(passage->aim)) && !wire->ended &&
        !aim_interrupted(passage->aim)) {
        passage->shot->late = true;
        origin_part(passage->origin);
        shot_add(passage->shot, REQUIREMENT_PROXY_DESYNC, 1,
                 same ? "the next request on the connection was not answered"
                      : "the next request, on a new connection, was not answered");
    }
    judge_canary(passage, finals);
}

static void prepare(struct passage *passage, struct octets input)
{
    struct aim *aim = passage->aim;
    const struct making making = {&aim->config, &aim->tokens, passage->number, true};
    buf_clear(&aim->text);
    make_expand(&making, input, &aim->text);
    (void)capture_read(&aim->input, buf_view(&aim->text));
    stream_facts_read(&passage->facts, &aim->input, &aim->tokens, passage->number);
    if (!passage->facts.complete && aim->input.end == CAPTURE_OPEN) {
        aim->input.end = CAPTURE_CLOSED; /* or it would rightly wait */
        stream_facts_read(&passage->facts, &aim->input, &aim->tokens, passage->number);
    }
    passage->end = aim->input.end;
    passage->shot->odd = passage->facts.odd;
}

/* wire: open and spare where `reused`; else it is opened. False where that fails. */
static bool pass(struct aim *aim, struct wire *wire, bool reused, struct octets input,
                 struct shot *shot)
{
    struct gateway_aim *gateway = aim->role;
    struct passage passage = {.aim = aim,
                              .shot = shot,
                              .origin = &gateway->origin,
                              .wire = wire,
                              .number = token_reserve(&aim->tokens, 2)};
    shot_clear(shot);
    prepare(&passage, input);
    if (aim->inside)
        origin_refill(passage.origin);
    if (reused)
        wire_go_on(wire, shot);
    else if (!wire_open(wire, aim, shot))
        return false;
    /* What is cut off, or never came, may be passed on as it is. */
    wire->muted =
        !passage.facts.plain || !passage.facts.complete || passage.end == CAPTURE_RESET;
    send_request(&passage, passage.number);
    gather(&passage);
    judge(&passage);
    const size_t count = shot->count;
    const bool rooted = shot_has_binding(shot);
    if (passage.asked > 0 && !aim_interrupted(aim))
        canary(&passage);
    if (rooted)
        shot->count = count;
    /* What is found is not to show in what comes after; and nothing to wait for is left
     * when the thread of a gateway in this process is waited for. */
    if (shot->count > 0 || aim->inside)
        origin_part(passage.origin);
    shot->unasked = passage.asked == 0;
    return true;
}

static void shoot(struct aim *aim, struct octets input, struct shot *shot)
{
    struct wire wire;
    bool open = pass(aim, &wire, false, input, shot);
    if (open)
        wire_close(&wire);
    /* It may have taken a connection for open that has ended. */
    if (open && shot->unasked && !aim_interrupted(aim) &&
        pass(aim, &wire, false, input, shot))
        wire_close(&wire);
}

/* One after the other: whose octets came from which input would be nobody's to say. A
 * gateway may close its client's connection between two exchanges (RFC 9112 section
 * 9.5): what was then sent on it was sent to nobody. */
static void shoot_volley(struct aim *aim, const struct volley *volley)
{
    struct gateway_aim *gateway = aim->role;
    struct wire *wire = &gateway->wire;
    for (size_t at = 0; at < volley->count; at++) {
        struct shot *shot = &volley->shots[at];
        const bool reused = gateway->open;
        gateway->open = pass(aim, wire, reused, volley->inputs[at], shot);
        const bool stale = reused && wire->ended && wire->received == 0;
        if (gateway->open && (stale || shot->unasked))
            wire_close(wire);
        if (stale || (gateway->open && shot->unasked))
            gateway->open = pass(aim, wire, false, volley->inputs[at], shot);
        if (!gateway->open || wire_is_spare(wire))
            continue;
        wire_close(wire);
        gateway->open = false;
    }
}

static bool alive(struct aim *aim)
{
    struct shot shot;
    struct wire wire;
    struct gateway_aim *gateway = aim->role;
    struct passage passage = {
        .aim = aim, .shot = &shot, .origin = &gateway->origin, .wire = &wire};
    bool answered = false;
    shot_init(&shot);
    shot_clear(&shot);
    passage.number = token_reserve(&aim->tokens, 2);
    aim->trouble = "it accepts no connection";
    if (wire_open(passage.wire, aim, &shot)) {
        aim->trouble = "no final response came";
        send_request(&passage, passage.number + 1);
        answered = await(&passage, wire_answered, aim_hang_ms(aim));
        wire_close(passage.wire);
    }
    shot_fini(&shot);
    return answered;
}

static bool open_gateway(struct aim *aim, struct err *err)
{
    struct gateway_aim *gateway = calloc(1, sizeof *gateway);
    ENSURE(gateway);
    aim->role = gateway;
    if (aim->inside)
        origin_open_inside(&gateway->origin, aim->inside);
    return aim->inside || origin_open(&gateway->origin, &aim->config.origin, err);
}

static void close_gateway(struct aim *aim)
{
    struct gateway_aim *gateway = aim->role;
    if (!gateway)
        return;
    if (gateway->open)
        connection_reset(&gateway->wire.connection);
    origin_close(&gateway->origin);
    if (aim->inside)
        inside_close(aim->inside);
    free(gateway);
    aim->role = NULL;
}

const struct aim_ops AIM_GATEWAY = {.open = open_gateway,
                                    .shoot = shoot,
                                    .volley = shoot_volley,
                                    .most = 1,
                                    .alive = alive,
                                    .close = close_gateway};
