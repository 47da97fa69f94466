/* SPDX-License-Identifier: MIT */
/* The client's side on the wire, against servers, gateways and proxies.
 *
 * Whatever is sent also goes to a request reader, which tells the oracle which requests
 * are outstanding; whatever arrives goes to the oracle, whose events are what is
 * observed. A lane may use several connections one after the other: the oracle starts
 * afresh with each, `first` maps its ordinals to those of the lane. */
#include "base/clock.h"
#include "oracle/head.h"
#include "play/outgoing.h"
#include "play/round.h"

/* ------------------------------------------------------------ what we send */

static struct octets upgrade_of(struct lane *lane, const struct request_event *event)
{
    const struct octets sent = buf_view(&lane->sent);
    struct octets value = {NULL, 0};
    if (event->end <= sent.len &&
        head_find(octets_slice(sent, (size_t)event->offset,
                               (size_t)(event->end - event->offset)),
                  OCTETS("Upgrade"), &value))
        return arena_octets(lane->round->arena, value);
    return (struct octets){NULL, 0};
}

static void tell_oracle(struct lane *lane, const struct oracle_request *request)
{
    if (lane->told_early) {
        lane->told_early = false;
        return;
    }
    if (oracle_request(&lane->oracle, request))
        lane->requests++;
}

static void lane_request(void *user, const struct request_event *event)
{
    struct lane *lane = user;
    struct oracle_request request = event->request;
    request.sent_ns = clock_now_ns();
    switch (event->kind) {
    case REQUEST_HEAD:
        request.upgrade = upgrade_of(lane, event);
        lane->in_content = true;
        lane->expects = request.expect_continue && !request.http10;
        tell_oracle(lane, &request);
        break;
    case REQUEST_END:
        lane->in_content = false;
        lane->sent_complete = event->end;
        if (lane->requests > 0)
            oracle_content_sent(&lane->oracle, lane->requests - 1, request.sent_ns);
        break;
    case REQUEST_INVALID:
        request.invalid = true;
        tell_oracle(lane, &request);
        break;
    case REQUEST_CONTENT:
    case REQUEST_TUNNEL:
        break;
    }
}

/* Octets left: the oracle hears of the requests in them. */
void lane_sent(void *user, struct octets octets)
{
    struct lane *lane = user;
    lane->spoke_last = true;
    buf_add(&lane->sent, octets);
    request_reader_feed(&lane->reader, octets);
}

static bool request_is_open(const struct lane *lane)
{
    return lane->client.sent != lane->sent_complete;
}

/* A server may answer a request before its header section has ended, with a 400, say:
 * to the oracle that is an answer to an invalid request, not one to none. It may send
 * no interim response then. */
static void tell_incomplete_request(struct lane *lane, struct octets octets)
{
    const bool in_head = request_is_open(lane) && !lane->in_content;
    const bool interim = octets_starts_with(octets, OCTETS("HTTP/1.1 1"));
    if (!in_head || interim || lane->told_early || lane->requests != lane->finals)
        return;
    const struct oracle_request request = {.invalid = true, .sent_ns = clock_now_ns()};
    tell_oracle(lane, &request);
    lane->told_early = true;
}

/* ------------------------------------------------------------ connections */

bool lane_is_due(const struct lane *lane)
{
    return end_is_open(&lane->client) && !end_has_ended(&lane->client) &&
           !lane->tunnel && !lane->lost && !lane->flooded &&
           lane->requests > lane->finals;
}

static void end_oracle(struct lane *lane, enum oracle_end how)
{
    lane->ending = true;
    oracle_end(&lane->oracle, how, clock_now_ns());
    lane->ending = false;
}

/* A close with octets of ours unread is a reset on the wire (RFC 9112 section 9.6): it
 * ends a response as well as any close. */
static void target_ended(struct lane *lane)
{
    const bool reset = lane->client.reset && !lane->spoke_last;
    end_oracle(lane, reset ? ORACLE_RESET : ORACLE_CLOSED);
    lane->idle_close = lane->requests <= lane->finals;
    if (!lane->canary)
        lane_observe(lane, lane->client.reset ? OBSERVED_RESET : OBSERVED_CLOSE);
}

static void lane_ready(void *user, void *object)
{
    struct round *round = user;
    struct lane *lane = object;
    if (!end_is_open(&lane->client) || end_has_ended(&lane->client))
        return;
    const struct octets octets = end_receive(round, &lane->client);
    if (octets.len > 0) {
        lane->spoke_last = false;
        if (lane_wants_heads(round))
            buf_add(&lane->received, octets);
        tell_incomplete_request(lane, octets);
        if (!lane->lost && !lane->tunnel)
            oracle_feed(&lane->oracle, octets, clock_now_ns());
        if (lane->client.received > ROUND_MAX_RECEIVED)
            lane->flooded = true;
    }
    if (end_has_ended(&lane->client))
        target_ended(lane);
}

void lane_watch(struct round *round, struct watch *watch, const struct end *writer)
{
    for (unsigned index = 0; index < round->script->lane_count; index++) {
        struct lane *lane = &round->lanes[index];
        short events = 0;
        if (!end_is_open(&lane->client))
            continue;
        if (!end_has_ended(&lane->client) && !lane->flooded)
            events |= POLLIN;
        if (writer == &lane->client)
            events |= POLLOUT;
        if (events != 0)
            watch_connection(watch, &lane->client.connection, events, lane_ready, lane);
    }
}

static bool connect_or_revive(struct round *round, struct lane *lane, struct err *err)
{
    const struct address *target = &round->config->target;
    if (connection_open(&lane->client.connection, target, round->deadline_ns, err))
        return true;
    return lane->connections == 0 && lane->index == 0 && play_revive(round->play) &&
           connection_open(&lane->client.connection, target, round->deadline_ns, err);
}

static bool lane_open(struct round *round, struct lane *lane)
{
    struct err err;
    const bool first = lane->connections == 0 && lane->index == 0;
    end_close(round, &lane->client);
    lane->client = (struct end){
        .connection = CONNECTION_NONE, .side = SIDE_CLIENT, .lane = lane->index};
    if (!connect_or_revive(round, lane, &err)) {
        round->gone = first || !round->config->revive;
        round_stop(
            round, first ? OUTCOME_ERROR : OUTCOME_FAIL, "%s%s",
            first ? "" : "the target was gone in the middle of the case: ", err.text);
        return false;
    }
    tap_add(round->tap, TAP_OPENED, SIDE_CLIENT, lane->index, false, 0,
            (struct octets){NULL, 0});
    end_tell_security(round, &lane->client);
    /* A close that owed nothing, before the next connection, was the target's right. */
    if (lane->idle_close && lane->observed.count > 0)
        lane->observed.count--;
    if (lane->cursor > lane->observed.count)
        lane->cursor = lane->observed.count;
    lane->idle_close = false;
    lane->first += lane->requests;
    lane->requests = 0;
    lane->finals = 0;
    lane->connections++;
    lane->sent_complete = 0;
    lane->in_content = lane->told_early = lane->tunnel = lane->lost = false;
    buf_clear(&lane->sent);
    buf_clear(&lane->received);
    const struct oracle_sink sink = lane_sink(lane);
    oracle_init(&lane->oracle, &lane->round->limits, &sink);
    request_reader_init(&lane->reader, lane_request, lane);
    return true;
}

void lane_init(struct lane *lane)
{
    lane->client.connection = CONNECTION_NONE;
    buf_init(&lane->sent, ROUND_KEEP_OCTETS);
    buf_init(&lane->received, ROUND_KEEP_OCTETS);
    buf_init(&lane->content, ROUND_KEEP_CONTENT);
}

void lane_fini(struct lane *lane)
{
    buf_fini(&lane->sent);
    buf_fini(&lane->received);
    buf_fini(&lane->content);
    sequence_fini(&lane->observed);
}

/* The trigger was asked for the token of an exchange. */
static void note_trigger(struct round *round, const struct step *step)
{
    bool trigger = false;
    for (size_t at = 0; at < step->piece_count; at++) {
        const struct piece *piece = &step->pieces[at];
        trigger |= piece->kind == PIECE_TRIGGER;
        struct trip *trip = round_trip(round, step->lane, piece->exchange);
        if (trigger && piece->kind == PIECE_TOKEN && trip)
            trip->token_due = true;
    }
}

/* The last final response said that the connection closes behind it: a client sends no
 * other request on it (RFC 9112 section 9.6). */
static bool was_told_to_close(const struct lane *lane)
{
    return lane->requests > 0 && lane->requests == lane->finals && !lane->persists &&
           !lane->tunnel && !lane->lost && !request_is_open(lane);
}

void lane_send(struct round *round, const struct step *step)
{
    struct lane *lane = &round->lanes[step->lane];
    const bool usable = end_is_open(&lane->client) && !end_has_ended(&lane->client) &&
                        !(step->starts_exchange && was_told_to_close(lane));
    if (!usable && (lane->connections == 0 || step->starts_exchange)) {
        if (!lane_open(round, lane))
            return;
    }
    note_trigger(round, step);
    if (!round_render(round, step) || round->state == ROUND_STOPPED)
        return;
    if (round->control)
        outgoing_trigger(&round->out);
    (void)end_send_step(round, &lane->client, step, lane_sent, lane);
}

/* ------------------------------------------------------------ waits */

static bool answer(struct lane *lane, unsigned wait, unsigned status)
{
    lane->answer[SIDE_CLIENT] = wait;
    lane->answer_status[SIDE_CLIENT] = status;
    return true;
}

/* Looks for what ends the wait in what was observed since the last one. */
static bool scan_observed(struct lane *lane, const struct step *step)
{
    for (size_t at = lane->cursor; at < lane->observed.count; at++) {
        const int seen = lane->observed.items[at];
        if (seen < OBSERVED_FIRST_STATUS)
            continue;
        const unsigned status = (unsigned)seen;
        if (status < 200) {
            if (!(step->wait & WAIT_INTERIM) ||
                (step->status != 0 && step->status != status))
                continue;
            lane->cursor = at + 1;
            return answer(lane, WAIT_INTERIM, status);
        }
        if (step->wait & WAIT_FINAL) {
            lane->cursor = at + 1;
            lane->finals_awaited++;
            return answer(lane, WAIT_FINAL, status);
        }
        /* The final response came first: no interim one can follow. */
        if (!(step->wait & (WAIT_CONTENT | WAIT_CLOSE)))
            return answer(lane, WAIT_FINAL, status);
    }
    return false;
}

bool lane_waits(struct round *round, const struct step *step)
{
    struct lane *lane = &round->lanes[step->lane];
    if (scan_observed(lane, step))
        return true;
    if ((step->wait & WAIT_CONTENT) && lane->finals_seen > 0 &&
        lane->requests <= lane->finals)
        return answer(lane, WAIT_CONTENT, 0);
    if (!end_is_open(&lane->client) || end_has_ended(&lane->client) || lane->flooded)
        return answer(lane, WAIT_CLOSE, 0);
    if ((lane->tunnel || lane->lost) && !(step->wait & WAIT_CLOSE))
        return answer(lane, WAIT_CLOSE, 0);
    return false;
}

void lane_settle(struct round *round)
{
    for (unsigned index = 0; index < round->script->lane_count; index++) {
        struct lane *lane = &round->lanes[index];
        while (lane_is_due(lane) && round->state == ROUND_RUNNING)
            round_pump(round, round->deadline_ns, NULL);
        if (round->state == ROUND_TIMED_OUT &&
            (lane_is_due(lane) || lane->waited_in_vain))
            lane_observe(lane, OBSERVED_SILENCE);
    }
}

bool lane_request_is_out(const struct round *round, unsigned index)
{
    const struct lane *lane = &round->lanes[index];
    return lane->connections > 0 && !lane_is_due(lane) && !request_is_open(lane);
}

void lane_leave(struct lane *lane)
{
    if (!end_has_ended(&lane->client))
        end_oracle(lane, ORACLE_OPEN);
}

void lane_end(struct round *round)
{
    for (unsigned index = 0; index < round->script->lane_count; index++) {
        struct lane *lane = &round->lanes[index];
        if (!end_is_open(&lane->client))
            continue;
        lane_leave(lane);
        end_close(round, &lane->client);
    }
}
