/* SPDX-License-Identifier: MIT */
/* Shots at a server: mutated requests, and one more request on the same connection that
 * shows whether the framing moved.
 *
 * What may be expected follows from what was sent: an answer to every request that can
 * be trusted, in order and within the oracle's rules; nothing at all from the first
 * octet on that cannot. */
#include "base/clock.h"
#include "salvo/make.h"
#include "salvo/wire.h"

#include <stdio.h>

enum { QUIET_MS = 100, GLANCE_MS = 2 };

static bool heard(const struct wire *wire)
{
    return wire->responses > 0;
}

/* The steps of the input in order. A pause waits for what an expectation is owed. */
static void send_steps(struct wire *wire, const struct capture *input)
{
    for (size_t at = 0; at < input->step_count; at++) {
        const struct capture_step *step = &input->steps[at];
        if (step->kind == CAPTURE_REQUEST) {
            wire_send(wire, capture_octets(input, step));
        } else if (step->kind == CAPTURE_PAUSE && wire->expects) {
            const bool owed = wire->expects && !wire->doubt && wire->requests == 1;
            wire->waited = true;
            (void)wire_await(wire, heard, owed ? wire->aim->pause_ms : GLANCE_MS);
        }
    }
}

static void add_canary(struct aim *aim, uint32_t number, struct buf *out)
{
    static const char *const FORM =
        "GET %s HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n";
    const struct making making = {&aim->config, &aim->tokens, number, true};
    char text[160];
    snprintf(text, sizeof text, FORM,
             aim->config.trigger ? "{trigger}?final=200&token={token}" : "{path}");
    make_expand(&making, octets_of(text), out);
}

/* One more request, whose answer is also the last. Unanswered it is no finding: a
 * server may close an idle connection (RFC 9112 section 9.5). */
static void send_canary(struct wire *wire, uint32_t number)
{
    struct buf canary;
    buf_init(&canary, SHOT_INPUT_OCTETS);
    add_canary(wire->aim, number, &canary);
    const unsigned responses = wire->responses;
    wire->upgrades = false; /* that was answered, in HTTP */
    wire_send(wire, buf_view(&canary));
    buf_fini(&canary);
    if (!wire_await(wire, wire_ended, wire->aim->hang_ms) &&
        wire->responses == responses && !aim_interrupted(wire->aim)) {
        wire->shot->late = true;
        shot_add(wire->shot, REQUIREMENT_EXCHANGE_ONE_FINAL, wire->requests - 1,
                 "the next request on the connection was not answered");
    }
}

/* All was sent: reads what comes, as long as it is worth waiting for. */
static void gather(struct wire *wire, uint32_t canary)
{
    if (!wire_is_trusted(wire)) {
        connection_half_close(&wire->connection);
        wire->shot->late = !wire_await(wire, wire_ended, QUIET_MS) && !wire->ended;
        return;
    }
    if (!wire_await(wire, wire_answered, wire->aim->hang_ms)) {
        if (wire->ended || aim_interrupted(wire->aim))
            return;
        wire->shot->late = true;
        shot_add(wire->shot, REQUIREMENT_EXCHANGE_ONE_FINAL, wire->finals,
                 "no final response came, and the connection stayed open");
        return;
    }
    if (wire->tunnel || wire->lost || wire->ended)
        return;
    if (wire->persists && wire->finals == wire->requests) {
        send_canary(wire, canary);
        return;
    }
    connection_half_close(&wire->connection);
    (void)wire_await(wire, wire_ended, QUIET_MS);
}

static void shoot(struct aim *aim, struct octets input, struct shot *shot)
{
    struct wire wire;
    const uint32_t first = token_reserve(&aim->tokens, MAKE_TOKENS + 1);
    const struct making making = {&aim->config, &aim->tokens, first, false};
    shot_clear(shot);
    buf_clear(&aim->text);
    make_expand(&making, input, &aim->text);
    (void)capture_read(&aim->input, buf_view(&aim->text));
    if (!wire_open(&wire, aim, shot))
        return;
    send_steps(&wire, &aim->input);
    gather(&wire, first + MAKE_TOKENS);
    wire_close(&wire);
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
    add_canary(aim, token_reserve(&aim->tokens, 1), &canary);
    if (wire_open(&wire, aim, &shot)) {
        wire_send(&wire, buf_view(&canary));
        answered = wire_await(&wire, wire_answered, aim->hang_ms);
        wire_close(&wire);
    }
    buf_fini(&canary);
    shot_fini(&shot);
    return answered;
}

static bool open_server(struct aim *aim, struct err *err)
{
    (void)aim;
    (void)err;
    return true;
}

static void close_server(struct aim *aim)
{
    (void)aim;
}

const struct aim_ops AIM_SERVER = {.open = open_server,
                                   .shoot = shoot,
                                   .alive = alive,
                                   .close = close_server,
                                   .makes_requests = true};
