/* SPDX-License-Identifier: MIT */
/* Shots at a server: mutated requests, and one more request on the same connection that
 * shows whether the framing moved.
 *
 * What may be expected follows from what was sent: an answer to every request that can
 * be trusted, in order and within the oracle's rules; nothing at all from the first
 * octet on that cannot.
 *
 * A volley is a shot on each of several lanes. Every lane does each of its steps before
 * any does the next one, so that the target works on all of them while we look at one.
 * A lane whose connection is in order, as its canary showed, keeps it for the input
 * after. */
#include "base/clock.h"
#include "base/ensure.h"
#include "salvo/inside.h"
#include "salvo/make.h"
#include "salvo/wire.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { QUIET_MS = 100, GLANCE_MS = 2, REST_MS = 1 };

struct lane {
    struct wire wire;
    bool open;   /* its connection is there for the next input */
    bool reused; /* this input's connection is that of the one before */
    bool asked;  /* the canary was sent */
    bool closed; /* our side was, in place of a canary */
    int64_t closed_ns;
    unsigned responses; /* that had come before the canary */
    uint32_t first;     /* of the input's tokens; the last one is the canary's */
};

/* ---------------------------------------------------------------- sending */

static bool heard(const struct wire *wire)
{
    return wire->responses > 0;
}

/* A 100, or a final response. */
static bool told(const struct wire *wire)
{
    for (unsigned at = 0; at < wire->code_count; at++)
        if (wire->codes[at] == 100)
            return true;
    return wire->done > 0;
}

/* What an expectation is owed did not come. Where that is known because the server
 * rests, the oracle is to suspect it, too: it goes by the time. */
static void was_kept_waiting(struct wire *wire)
{
    const struct inside *inside = wire->aim->inside;
    wire->shot->late = true;
    if (!inside || inside->patient || !inside->rests)
        return;
    wire->limits.continue_ms = REST_MS;
    (void)poll(NULL, 0, REST_MS + 1);
}

/* Waits for what an expectation is owed. */
static void await_asked(struct wire *wire)
{
    const bool owed = !wire->doubt && wire->requests == wire->first + 1;
    wire->waited = true;
    if (wire_await(wire, heard, owed ? wire->pause_ms : GLANCE_MS)) {
        if (!told(wire)) /* whether to go on: what comes next may say it */
            (void)wire_await(wire, told, patience_pause_ms(&wire->aim->patience));
    } else if (owed) {
        was_kept_waiting(wire);
    }
}

/* The steps of the input in order. */
static void send_steps(struct wire *wire, const struct capture *input)
{
    for (size_t at = 0; at < input->step_count; at++) {
        const struct capture_step *step = &input->steps[at];
        if (step->kind == CAPTURE_REQUEST) {
            wire_send(wire, capture_octets(input, step));
            if (wire->aim->inside && at + 1 < input->step_count)
                inside_settle(wire->aim->inside, wire->connection.fd);
        } else if (step->kind == CAPTURE_PAUSE && wire->expects) {
            await_asked(wire);
        }
    }
}

/* Nothing more is asked: what comes now is all. */
static void half_close(struct lane *lane)
{
    connection_half_close(&lane->wire.connection);
    lane->closed = true;
    lane->closed_ns = clock_now_ns();
}

/* False where the target cannot be reached. */
static bool send_input(struct lane *lane, struct aim *aim, struct octets input,
                       struct shot *shot)
{
    lane->first = token_reserve(&aim->tokens, MAKE_TOKENS + 1);
    const struct making making = {&aim->config, &aim->tokens, lane->first, false};
    shot_clear(shot);
    buf_clear(&aim->text);
    make_expand(&making, input, &aim->text);
    (void)capture_read(&aim->input, buf_view(&aim->text));
    lane->reused = lane->open;
    lane->asked = lane->closed = false;
    if (lane->open)
        wire_go_on(&lane->wire, shot);
    else
        lane->open = wire_open(&lane->wire, aim, shot);
    if (!lane->open)
        return false;
    send_steps(&lane->wire, &aim->input);
    if (!wire_is_trusted(&lane->wire))
        half_close(lane);
    return true;
}

/* ---------------------------------------------------------------- what comes */

/* A server may close a connection between two exchanges (RFC 9112 section 9.5): what
 * was then sent on it was sent to nobody. */
static bool is_stale(const struct lane *lane)
{
    return lane->reused && lane->wire.ended && lane->wire.received == 0;
}

/* Until the server closes, too; it may not. */
static void await_end(struct lane *lane)
{
    const int left_ms = clock_left_ms(lane->closed_ns + (int64_t)QUIET_MS * 1000000);
    (void)wire_await(&lane->wire, wire_ended, left_ms);
}

/* Reads what comes, as long as it is worth waiting for. */
static void gather(struct lane *lane)
{
    struct wire *wire = &lane->wire;
    if (lane->closed) {
        await_end(lane);
        return;
    }
    if (!wire_await(wire, wire_answered, aim_hang_ms(wire->aim)) && !wire->ended &&
        !aim_interrupted(wire->aim)) {
        wire->shot->late = true;
        shot_add(wire->shot, REQUIREMENT_EXCHANGE_ONE_FINAL, wire->finals,
                 "no final response came, and the connection stayed open");
    }
}

static void await_answers(struct lane *lane, struct octets input)
{
    struct aim *aim = lane->wire.aim;
    struct shot *shot = lane->wire.shot;
    gather(lane);
    if (!is_stale(lane))
        return;
    wire_close(&lane->wire);
    lane->open = false;
    if (send_input(lane, aim, input, shot))
        gather(lane);
}

/* ---------------------------------------------------------------- the canary */

static void add_canary(struct aim *aim, uint32_t number, bool last, struct buf *out)
{
    const struct making making = {&aim->config, &aim->tokens, number, true};
    char text[160];
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: {authority}\r\n%s\r\n",
             aim->config.trigger ? "{trigger}?final=200&token={token}" : "{path}",
             last ? "Connection: close\r\n" : "");
    make_expand(&making, octets_of(text), out);
}

/* One more request, where the connection may carry it. */
static void send_canary(struct lane *lane, bool last)
{
    struct wire *wire = &lane->wire;
    struct buf canary;
    if (lane->closed || wire->ended || wire->tunnel || wire->lost ||
        !wire_answered(wire))
        return;
    if (!wire->persists || wire->finals != wire->requests) {
        half_close(lane);
        return;
    }
    if (wire->late_content) /* what it is taken for shows by itself, or not at all */
        (void)wire_await(wire, wire_ended, patience_pause_ms(&wire->aim->patience));
    if (wire->ended)
        return;
    buf_init(&canary, SHOT_INPUT_OCTETS);
    add_canary(wire->aim, lane->first + MAKE_TOKENS, last, &canary);
    lane->asked = true;
    lane->responses = wire->responses;
    wire->upgrades = false; /* that was answered, in HTTP */
    wire_send(wire, buf_view(&canary));
    buf_fini(&canary);
}

/* Unanswered it is no finding where the server closed: it may (RFC 9112 section 9.5).
 * The answer to the last one is also the last thing to come. */
static void await_canary(struct lane *lane, bool last)
{
    struct wire *wire = &lane->wire;
    if (lane->closed)
        await_end(lane);
    if (!lane->asked)
        return;
    if (!wire_await(wire, last ? wire_ended : wire_answered, aim_hang_ms(wire->aim)) &&
        wire->responses == lane->responses && !wire->ended &&
        !aim_interrupted(wire->aim)) {
        wire->shot->late = true;
        shot_add(wire->shot, REQUIREMENT_EXCHANGE_ONE_FINAL, wire->requests - 1,
                 "the next request on the connection was not answered");
    }
}

/* It is as plain as a request can be: who finds fault with it did not see it where it
 * begins. */
static void judge_canary(const struct lane *lane)
{
    const struct wire *wire = &lane->wire;
    if (lane->asked && wire->shot->count == 0 && wire->finals == wire->requests &&
        wire->status == 400)
        shot_add(
            wire->shot,
            wire->late_content ? REQUIREMENT_CONTINUE_EARLY_FINAL_FRAMING
                               : REQUIREMENT_EXCHANGE_ORDER,
            wire->requests - 1,
            "the next request, a plain one, was answered with 400: octets before it "
            "were taken for a part of it");
}

static void finish(struct lane *lane)
{
    if (lane->asked && wire_is_spare(&lane->wire))
        return;
    wire_close(&lane->wire);
    lane->open = false;
}

/* ---------------------------------------------------------------- shots */

/* At most AIM_VOLLEY inputs, one a lane. last: no connection is used again. */
static void shoot_lanes(struct aim *aim, struct lane *lanes,
                        const struct volley *volley, bool last)
{
    for (size_t at = 0; at < volley->count; at++)
        (void)send_input(&lanes[at], aim, volley->inputs[at], &volley->shots[at]);
    for (size_t at = 0; at < volley->count; at++)
        if (lanes[at].open)
            await_answers(&lanes[at], volley->inputs[at]);
    for (size_t at = 0; at < volley->count; at++)
        if (lanes[at].open)
            send_canary(&lanes[at], last);
    for (size_t at = 0; at < volley->count; at++)
        if (lanes[at].open)
            await_canary(&lanes[at], last);
    for (size_t at = 0; at < volley->count; at++)
        if (lanes[at].open) {
            judge_canary(&lanes[at]);
            finish(&lanes[at]);
        }
}

static void shoot(struct aim *aim, struct octets input, struct shot *shot)
{
    const struct volley one = {.inputs = {input}, .shots = shot, .count = 1};
    struct lane lane = {.open = false};
    shoot_lanes(aim, &lane, &one, true);
}

static void shoot_volley(struct aim *aim, const struct volley *volley)
{
    shoot_lanes(aim, aim->role, volley, false);
}

/* One plain exchange on a connection of its own. */
static bool alive(struct aim *aim)
{
    struct shot shot;
    struct wire wire;
    bool answered = false;
    struct buf canary;
    shot_init(&shot);
    shot_clear(&shot);
    buf_init(&canary, SHOT_INPUT_OCTETS);
    add_canary(aim, token_reserve(&aim->tokens, 1), true, &canary);
    aim->trouble = "it accepts no connection";
    if (wire_open(&wire, aim, &shot)) {
        aim->trouble = "no final response came";
        wire_send(&wire, buf_view(&canary));
        answered = wire_await(&wire, wire_answered, aim_hang_ms(aim));
        wire_close(&wire);
    }
    buf_fini(&canary);
    shot_fini(&shot);
    return answered;
}

static bool open_server(struct aim *aim, struct err *err)
{
    (void)err;
    aim->role = calloc(AIM_VOLLEY, sizeof(struct lane));
    ENSURE(aim->role);
    return true;
}

static void close_server(struct aim *aim)
{
    struct lane *lanes = aim->role;
    for (size_t at = 0; lanes && at < AIM_VOLLEY; at++)
        if (lanes[at].open)
            connection_reset(&lanes[at].wire.connection);
    if (aim->inside)
        inside_close(aim->inside);
    free(lanes);
    aim->role = NULL;
}

const struct aim_ops AIM_SERVER = {.open = open_server,
                                   .shoot = shoot,
                                   .volley = shoot_volley,
                                   .most = AIM_VOLLEY,
                                   .alive = alive,
                                   .close = close_server,
                                   .makes_requests = true};
