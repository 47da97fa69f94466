/* SPDX-License-Identifier: MIT */
/* Shots at a gateway or proxy: a plain request through it, answered at the other side
 * with mutated responses; then another on the same connection, which shows whether the
 * framing moved on either side.
 *
 * Plain and complete responses have to come through; plain ones that are cut off must
 * not pass for a success; and whatever the next hop sent, the client gets an end, and
 * never what belongs to another exchange. */
#include "base/clock.h"
#include "base/ensure.h"
#include "salvo/facts.h"
#include "salvo/make.h"
#include "salvo/origin.h"
#include "salvo/wire.h"

#include <stdlib.h>

enum { GLANCE_MS = 100, SLICE_MS = 200, HEAD_OCTETS = 600, ASKED_MAX = 4 };

struct passage {
    struct aim *aim;
    struct shot *shot;
    struct origin *origin;
    struct wire wire;
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
    if (ours && number == passage->number && passage->asked++ < ASKED_MAX)
        (void)origin_answer(guest, &passage->aim->input, passage->end);
    else
        origin_answer_plain(guest, tokens, number);
}

static bool await(struct passage *passage, wire_enough *enough, int limit_ms)
{
    const int64_t deadline_ns = clock_deadline_ns(limit_ms);
    for (;;) {
        const struct origin_call call = {
            asked, passage, passage->wire.ended ? -1 : passage->wire.connection.fd};
        const int left_ms = clock_left_ms(deadline_ns);
        if (enough(&passage->wire))
            return true;
        if (passage->wire.ended || left_ms == 0 || aim_interrupted(passage->aim))
            return false;
        if (origin_poll(passage->origin, &call,
                        left_ms < SLICE_MS ? left_ms : SLICE_MS))
            wire_read(&passage->wire);
    }
}

static void send_request(struct passage *passage, uint32_t number)
{
    const struct play_config *config = &passage->aim->config;
    struct wire *wire = &passage->wire;
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

static void judge_complete(struct passage *passage)
{
    const struct wire *wire = &passage->wire;
    const struct stream_facts *facts = &passage->facts;
    struct shot *shot = passage->shot;
    if (passage->asked != 1 || passage->end == CAPTURE_RESET)
        return;
    if (wire->finals == 0) {
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
             wire->interims[0] < facts->interims)
        shot_add(shot, REQUIREMENT_PROXY_FORWARD, 0,
                 "an interim response did not come through");
}

/* It may be refused, and passed on as it is; but it must not have been believed. */
static void judge_odd(struct passage *passage)
{
    const struct wire *wire = &passage->wire;
    const struct stream_facts *facts = &passage->facts;
    if (passage->asked != 1 || !facts->complete || passage->end == CAPTURE_RESET ||
        wire->finals != 1 || wire->status >= 500 || wire->lost)
        return;
    if (wire->status != facts->status || (facts->own && !wire->own))
        shot_add(passage->shot, REQUIREMENT_PROXY_DESYNC, 0,
                 "the framing fields of an interim response were believed: the final "
                 "response did not come through");
}

static void judge(struct passage *passage)
{
    const struct wire *wire = &passage->wire;
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
    else if (!facts->any_final && wire->finals > 0 && wire->status < 400)
        shot_add(shot, REQUIREMENT_PROXY_ONE_FINAL, 0,
                 "the next hop ended without a final response, and the client was told "
                 "of success");
}

/* The answer, or the end of the wait for one. */
static void gather(struct passage *passage)
{
    const struct stream_facts *facts = &passage->facts;
    const bool due = facts->plain || facts->odd || passage->end != CAPTURE_OPEN;
    const int patience_ms = due ? passage->aim->hang_ms : GLANCE_MS;
    if (await(passage, wire_answered, patience_ms) || passage->wire.ended ||
        aim_interrupted(passage->aim))
        return;
    passage->shot->late = true;
    origin_part(passage->origin);
    if (passage->asked == 0 || (due && facts->plain && facts->complete))
        return; /* judged as such */
    if (!await(passage, wire_answered, passage->aim->hang_ms) && !passage->wire.ended &&
        !aim_interrupted(passage->aim))
        shot_add(passage->shot, REQUIREMENT_PROXY_ONE_FINAL, 0,
                 "the next hop's connection has ended, and the client still waits");
}

/* ---------------------------------------------------------------- one shot */

static void judge_canary(struct passage *passage, unsigned finals)
{
    const struct wire *wire = &passage->wire;
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
    struct wire *wire = &passage->wire;
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
    if (!await(passage, wire_answered, passage->aim->hang_ms) && !wire->ended &&
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
}

static void shoot(struct aim *aim, struct octets input, struct shot *shot)
{
    struct passage passage = {.aim = aim,
                              .shot = shot,
                              .origin = aim->role,
                              .number = token_reserve(&aim->tokens, 2)};
    shot_clear(shot);
    prepare(&passage, input);
    if (aim->inside)
        origin_refill(passage.origin, aim->inside);
    if (!wire_open(&passage.wire, aim, shot))
        return;
    /* What is cut off, or never came, may be passed on as it is. */
    passage.wire.muted =
        !passage.facts.plain || !passage.facts.complete || passage.end == CAPTURE_RESET;
    send_request(&passage, passage.number);
    gather(&passage);
    judge(&passage);
    if (passage.asked > 0 && !aim_interrupted(aim))
        canary(&passage);
    if (aim->inside) /* nothing to wait for is left when its thread is waited for */
        origin_part(passage.origin);
    wire_close(&passage.wire);
}

static bool alive(struct aim *aim)
{
    struct shot shot;
    struct passage passage = {.aim = aim, .shot = &shot, .origin = aim->role};
    bool answered = false;
    shot_init(&shot);
    shot_clear(&shot);
    passage.number = token_reserve(&aim->tokens, 2);
    if (wire_open(&passage.wire, aim, &shot)) {
        send_request(&passage, passage.number + 1);
        answered = await(&passage, wire_answered, aim->hang_ms);
        wire_close(&passage.wire);
    }
    shot_fini(&shot);
    return answered;
}

static bool open_gateway(struct aim *aim, struct err *err)
{
    aim->role = calloc(1, sizeof(struct origin));
    ENSURE(aim->role);
    if (aim->inside)
        origin_open_inside(aim->role);
    return aim->inside || origin_open(aim->role, &aim->config.origin, err);
}

static void close_gateway(struct aim *aim)
{
    if (aim->role)
        origin_close(aim->role);
    free(aim->role);
    aim->role = NULL;
}

const struct aim_ops AIM_GATEWAY = {
    .open = open_gateway, .shoot = shoot, .alive = alive, .close = close_gateway};
