/* SPDX-License-Identifier: MIT */
/* One connection as its client sees it, with the oracle on it. */
#include "salvo/wire.h"

#include "base/clock.h"
#include "oracle/head.h"
#include "salvo/inside.h"
#include "salvo/trust.h"
#include "salvo/waiting.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>

enum {
    READ_OCTETS = 16 << 10,
    CONNECT_MS = 2000,
    SEND_MS = 1000,
    SPARE_REQUESTS = 40 /* behind these a connection is not used again */
};

/* ---------------------------------------------------------------- what is sent */

/* The token that a request's target asks for; 0: none. */
static uint32_t number_asked(struct wire *wire, struct octets head)
{
    const struct octets target = head_word(head, 1);
    const size_t at = octets_find(target, OCTETS("token="));
    uint32_t number = 0;
    if (at == SIZE_MAX ||
        !token_read(&wire->aim->tokens, octets_slice(target, at + 6, target.len),
                    &number))
        return 0;
    return number;
}

/* The oracle borrows it longer than what was sent stays where it is: only protocols of
 * trusted requests are told. */
static struct octets upgrade_of(struct octets head)
{
    static const struct octets KNOWN[] = {{(const unsigned char *)"echo", 4},
                                          {(const unsigned char *)"websocket", 9}};
    struct octets value = {NULL, 0};
    (void)head_find(head, OCTETS("Upgrade"), &value);
    for (size_t row = 0; row < sizeof KNOWN / sizeof KNOWN[0]; row++)
        if (octets_equal_nocase(value, KNOWN[row]))
            return KNOWN[row];
    return (struct octets){NULL, 0};
}

/* Octets of requests that this shot sent. */
static struct octets sent_octets(const struct wire *wire, uint64_t start, uint64_t end)
{
    return octets_slice(buf_view(&wire->shot->seen.requests),
                        (size_t)(start - wire->shown), (size_t)(end - start));
}

static void request_head(struct wire *wire, const struct request_event *event)
{
    struct oracle_request request = event->request;
    const struct octets head = sent_octets(wire, event->offset, event->end);
    const struct octets target = head_word(head, 1);
    const bool plain = event->offset == wire->request_end && trust_request(head) &&
                       trust_trigger(target);
    request.upgrade = upgrade_of(head);
    request.sent_ns = clock_now_ns();
    if (wire->requests < ORACLE_MAX_OUTSTANDING)
        wire->numbers[wire->requests] = number_asked(wire, head);
    /* Behind a request to upgrade only the answer says what is spoken. */
    wire->doubt = wire->doubt || !plain || wire->upgrades ||
                  wire->requests == ORACLE_MAX_OUTSTANDING;
    wire->trusted += !wire->doubt;
    wire->upgrades = request.upgrade.len > 0 && !request.http10;
    wire->expects = request.expect_continue && !request.http10;
    wire->chunked =
        head_has_token(head, OCTETS("Transfer-Encoding"), OCTETS("chunked"));
    wire->content = event->end;
    wire->requests += oracle_request(&wire->oracle, &request);
}

/* A request whose content turns out to be none to be trusted is not trusted either. */
static void request_complete(struct wire *wire, const struct request_event *event)
{
    const struct octets content = sent_octets(wire, wire->content, event->end);
    if (wire->chunked && !wire->doubt && !trust_chunked(content)) {
        wire->doubt = true;
        wire->trusted -= wire->trusted > 0;
    }
    wire->request_end = event->end;
    wire->expects = false;
    if (wire->requests > 0)
        oracle_content_sent(&wire->oracle, wire->requests - 1, clock_now_ns());
}

static void on_request(void *user, const struct request_event *event)
{
    struct wire *wire = user;
    struct oracle_request invalid = {.invalid = true, .sent_ns = clock_now_ns()};
    switch (event->kind) {
    case REQUEST_HEAD:
        request_head(wire, event);
        break;
    case REQUEST_END:
        request_complete(wire, event);
        break;
    case REQUEST_INVALID:
        wire->doubt = true;
        wire->requests += oracle_request(&wire->oracle, &invalid);
        break;
    case REQUEST_TUNNEL:
        wire->doubt = true;
        break;
    case REQUEST_CONTENT: /* and a 100 may be left out (RFC 9110 section 10.1.1) */
        wire->early_content = wire->early_content || !wire->waited;
        wire->late_content = wire->late_content || wire->finals == wire->requests;
        wire->expects = false;
        break;
    }
}

void wire_send(struct wire *wire, struct octets octets)
{
    if (wire->ended || octets.len == 0)
        return;
    (void)capture_add(&wire->shot->seen, CAPTURE_REQUEST, octets);
    const enum connection_result result =
        connection_send(&wire->connection, octets, clock_deadline_ns(SEND_MS));
    wire->sent += octets.len;
    request_reader_feed(&wire->reader, octets);
    if (result != CONNECTION_OK)
        wire->doubt = true;
}

/* ---------------------------------------------------------------- what comes back */

static void on_content(struct wire *wire, const struct oracle_event *event)
{
    if (event->exchange >= ORACLE_MAX_OUTSTANDING)
        return;
    if (wire->scanned != event->exchange) {
        wire->scanned = event->exchange;
        token_scan_init(&wire->scan, wire->numbers[event->exchange]);
    }
    token_scan_feed(&wire->aim->tokens, &wire->scan, event->content);
}

static void on_done(struct wire *wire, const struct oracle_event *event)
{
    const bool known =
        event->exchange < ORACLE_MAX_OUTSTANDING && wire->scanned == event->exchange;
    wire->finals++;
    wire->done++;
    wire->shot->exchanges++;
    wire->persists = event->persists;
    wire->status = event->status;
    wire->own = known && wire->scan.own;
    wire->other = known && wire->scan.other;
    if (wire->aim->config.role == ROLE_SERVER && wire->other && !wire->muted &&
        wire->numbers[event->exchange] != 0 && event->exchange < wire->trusted)
        shot_add(wire->shot, REQUIREMENT_EXCHANGE_ORDER, event->exchange,
                 "the content is what another request of this connection asked for");
}

/* Codes that nobody treats differently are one. */
static unsigned kind_of(unsigned status)
{
    return status > 103 && status < 200 ? 199 : status;
}

/* Octets were sent that are no whole request to be trusted: what comes may answer them.
 */
static bool is_doubtful(const struct wire *wire)
{
    return wire->doubt || wire->request_end != wire->sent;
}

/* A response that may be about doubtful octets, although requests before them have no
 * answer yet. (404 and 503 are what triggers are asked for.) */
static bool refuses(const struct wire *wire, unsigned status)
{
    return status >= 400 && status != 404 && status != 503 && is_doubtful(wire);
}

static void on_event(void *user, const struct oracle_event *event)
{
    struct wire *wire = user;
    if (event->kind != ORACLE_CONTENT)
        shot_trace(wire->shot, event->kind, kind_of(event->status));
    switch (event->kind) {
    case ORACLE_INTERIM:
        wire->responses++;
        if (event->exchange == wire->first && wire->code_count < WIRE_CODES)
            wire->codes[wire->code_count++] = event->status;
        if (event->exchange < ORACLE_MAX_OUTSTANDING)
            wire->interims[event->exchange]++;
        break;
    case ORACLE_FINAL:
        wire->responses++;
        wire->muted = wire->muted || refuses(wire, event->status);
        break;
    case ORACLE_CONTENT:
        on_content(wire, event);
        break;
    case ORACLE_DONE:
        on_done(wire, event);
        break;
    case ORACLE_TUNNEL:
        wire->tunnel = true;
        break;
    case ORACLE_LOST:
        wire->lost = true;
        break;
    case ORACLE_ENDED:
        break;
    }
}

static bool is_about_order(enum requirement requirement)
{
    return requirement == REQUIREMENT_EXCHANGE_ONE_FINAL ||
           requirement == REQUIREMENT_EXCHANGE_SOLICITED ||
           requirement == REQUIREMENT_EXCHANGE_INTERIM_FIRST ||
           requirement == REQUIREMENT_EXCHANGE_ORDER ||
           requirement == REQUIREMENT_EXCHANGE_COMPLETE ||
           requirement == REQUIREMENT_SWITCHING_LAST;
}

/* Requests that are not to be trusted have no findings; nor has what belongs to none
 * where one of those was sent. */
static void on_finding(void *user, const struct oracle_finding *finding)
{
    struct wire *wire = user;
    const bool stray = finding->exchange == UINT_MAX;
    /* A trigger says itself when its 102s are due. */
    if (finding->requirement == REQUIREMENT_PROCESSING_ACCEPTED &&
        wire->aim->config.trigger)
        return;
    if (wire->muted || (stray ? is_doubtful(wire) : finding->exchange >= wire->trusted))
        return;
    if (finding->requirement == REQUIREMENT_CONTINUE_ANSWER && wire->early_content)
        return;
    if (is_doubtful(wire) && is_about_order(finding->requirement))
        return;
    shot_add(wire->shot, finding->requirement, stray ? 0 : finding->exchange,
             finding->detail);
}

/* Tells the oracle, which then knows whether a response that a close ends is complete.
 * A reset may have destroyed what was sent before it (RFC 9112 section 9.6), and a
 * close says nothing where the target had reason to give up. */
static void tell_end(struct wire *wire)
{
    const bool judged =
        wire->ended && wire->end == ORACLE_CLOSED && wire_is_trusted(wire);
    if (!wire->told)
        oracle_end(&wire->oracle, judged ? ORACLE_CLOSED : ORACLE_OPEN, clock_now_ns());
    wire->told = true;
}

static void end(struct wire *wire, enum oracle_end how)
{
    wire->ended = true;
    wire->end = how;
    shot_trace(wire->shot, 'e', how);
    tell_end(wire);
}

void wire_read(struct wire *wire)
{
    unsigned char octets[READ_OCTETS];
    while (!wire->ended) {
        size_t got = 0;
        const enum connection_result result =
            connection_read(&wire->connection, octets, sizeof octets, &got);
        if (result == CONNECTION_AGAIN)
            return;
        if (result == CONNECTION_EOF)
            end(wire, ORACLE_CLOSED);
        else if (result == CONNECTION_RESET)
            end(wire, ORACLE_RESET);
        if (result != CONNECTION_OK)
            return;
        const struct octets view = {octets, got};
        if (wire->received < SHOT_MAX_OCTETS)
            (void)capture_add(&wire->shot->seen, CAPTURE_RESPONSE, view);
        wire->received += got;
        oracle_feed(&wire->oracle, view, clock_now_ns());
        if (wire->received > (1U << 20)) { /* it will not end */
            wire->muted = true;
            end(wire, ORACLE_OPEN);
        }
        if (got < sizeof octets)
            return;
    }
}

bool wire_answered(const struct wire *wire)
{
    return oracle_outstanding(&wire->oracle) == 0 || wire->tunnel || wire->lost;
}

bool wire_ended(const struct wire *wire)
{
    return wire->ended;
}

bool wire_await(struct wire *wire, wire_enough *enough, int limit_ms)
{
    struct waiting waiting;
    waiting_begin(&waiting, wire->aim, limit_ms);
    for (;;) {
        wire_read(wire);
        if (enough(wire)) {
            waiting_was_worth(&waiting, wire->shot);
            return true;
        }
        const int slice_ms = waiting_slice_ms(&waiting);
        if (wire->ended || slice_ms == 0)
            return false;
        struct pollfd entry = {.fd = wire->connection.fd,
                               .events = connection_events(&wire->connection, POLLIN)};
        connection_acknowledge(&wire->connection);
        (void)inside_poll(wire->aim->inside, &entry, 1, slice_ms);
    }
}

bool wire_is_trusted(const struct wire *wire)
{
    return !wire->doubt && wire->trusted == wire->requests &&
           wire->request_end == wire->sent;
}

/* ---------------------------------------------------------------- begin and end */

bool wire_open(struct wire *wire, struct aim *aim, struct shot *shot)
{
    const struct oracle_sink sink = {on_event, on_finding, wire};
    struct err err;
    *wire = (struct wire){.aim = aim, .shot = shot, .scanned = UINT_MAX};
    wire->limits = ORACLE_LIMITS;
    wire->pause_ms = aim_pause_ms(aim);
    wire->limits.continue_ms = (unsigned)wire->pause_ms;
    oracle_init(&wire->oracle, &wire->limits, &sink);
    request_reader_init(&wire->reader, on_request, wire);
    if (aim->inside) {
        wire->connection = CONNECTION_NONE;
        const int fd = inside_connect(aim->inside);
        if (fd >= 0)
            connection_adopt(&wire->connection, fd);
    } else {
        (void)connection_open(&wire->connection, &aim->config.target,
                              clock_deadline_ns(CONNECT_MS), &err);
    }
    if (wire->connection.fd >= 0)
        return true;
    wire->ended = true;
    shot->gone = true;
    return false;
}

bool wire_is_spare(const struct wire *wire)
{
    return !wire->ended && !wire->tunnel && !wire->lost && wire->persists &&
           wire->finals == wire->requests && wire->requests < SPARE_REQUESTS &&
           wire->request_end == wire->sent && !wire->doubt && !wire->aim->inside &&
           wire->shot->count == 0 && !wire->shot->late;
}

void wire_go_on(struct wire *wire, struct shot *shot)
{
    wire->shot = shot;
    wire->pause_ms = aim_pause_ms(wire->aim);
    wire->limits.continue_ms = (unsigned)wire->pause_ms;
    wire->shown = wire->sent;
    wire->first = wire->requests;
    wire->responses = wire->done = wire->code_count = 0;
    wire->received = 0;
    wire->waited = wire->early_content = wire->late_content = wire->upgrades = false;
    wire->own = wire->other = false;
}

void wire_close(struct wire *wire)
{
    static const enum capture_end ENDS[] = {[ORACLE_CLOSED] = CAPTURE_CLOSED,
                                            [ORACLE_RESET] = CAPTURE_RESET,
                                            [ORACLE_OPEN] = CAPTURE_OPEN};
    const enum oracle_end how = wire->ended ? wire->end : ORACLE_OPEN;
    tell_end(wire);
    wire->shot->seen.end = ENDS[how];
    /* With a reset no port is left waiting, of which a long run would need too many. */
    connection_reset(&wire->connection);
    if (wire->aim->inside)
        inside_join(wire->aim->inside);
}
