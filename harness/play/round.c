/* SPDX-License-Identifier: MIT */
/* The steps of a round, one after the other, and the pump behind every wait. */
#include "play/round.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "case/render.h"

#include <stdarg.h>
#include <stdio.h>

enum { POLL_SLICE_MS = 250, STOP_REASON_OCTETS = 700 };

void round_stop(struct round *round, enum outcome_kind kind, const char *format, ...)
{
    if (round->state == ROUND_STOPPED)
        return;
    char *reason = arena_take(round->arena, STOP_REASON_OCTETS);
    va_list args;
    va_start(args, format);
    vsnprintf(reason, STOP_REASON_OCTETS, format, args);
    va_end(args);
    round->state = ROUND_STOPPED;
    round->stop_kind = kind;
    round->stop_reason = reason;
}

int64_t round_scaled_ns(const struct round *round, unsigned ms)
{
    return (int64_t)((double)ms * 1e6 * round->config->time_scale);
}

int64_t round_span_ns(const struct play_config *config, const struct step *step,
                      unsigned amount)
{
    return step->of_timer ? (int64_t)amount * config->read_timer_ms * 10000
                          : (int64_t)((double)amount * 1e6 * config->time_scale);
}

struct trip *round_trip(struct round *round, unsigned lane, unsigned ordinal)
{
    for (size_t at = 0; at < round->trip_count; at++) {
        const struct exchange *exchange = round->trips[at].exchange;
        if (exchange->lane == lane && exchange->ordinal == ordinal)
            return &round->trips[at];
    }
    return NULL;
}

void round_pump(struct round *round, int64_t until_ns, const struct end *writer)
{
    if (round->state != ROUND_RUNNING)
        return;
    if (play_interrupted(round->play)) {
        round_stop(round, OUTCOME_ERROR, "interrupted");
        return;
    }
    int left_ms = clock_left_ms(round->deadline_ns);
    if (left_ms == 0) {
        round->state = ROUND_TIMED_OUT;
        return;
    }
    const int until_ms = clock_left_ms(until_ns);
    if (left_ms > until_ms)
        left_ms = until_ms;
    if (left_ms > POLL_SLICE_MS) /* an interrupt may reach another thread */
        left_ms = POLL_SLICE_MS;
    struct watch watch;
    watch.count = 0;
    lane_watch(round, &watch, writer);
    origin_watch(round, &watch, writer);
    round->ops->watch(round, &watch);
    watch_poll(&watch, left_ms, round);
}

void round_pause(struct round *round, int64_t until_ns)
{
    while (round->state == ROUND_RUNNING && clock_now_ns() < until_ns)
        round_pump(round, until_ns, NULL);
}

/* ------------------------------------------------------------ rendering */

const char *round_authority(const struct round *round)
{
    const enum role role = round->config->role;
    if (role == ROLE_CLIENT)
        return round->listener.address.text;
    return role == ROLE_PROXY ? round->config->origin.text : round->config->authority;
}

/* A server answers 404 to paths that it does not know: it gets its own, with a query
 * that is unique. Others route by prefix, and our origin knows every path. */
void round_path(const struct round *round, const struct trip *trip, struct buf *out)
{
    const struct play_config *config = round->config;
    if (config->role == ROLE_SERVER) {
        const bool posts = trip->exchange && trip->exchange->content;
        const char *path =
            posts && config->post_path ? config->post_path : config->path;
        buf_add_text(out, path[0] ? path : "/");
        const bool query = octets_find(octets_of(path), OCTETS("?")) != SIZE_MAX;
        buf_printf(out, "%cinterim-case=%s/", query ? '&' : '?', round->test->id);
    } else {
        const char *path = config->role == ROLE_GATEWAY ? config->path : "";
        const bool timed = round->test->needs[config->role] & NEED_BIT(READ_TIMER);
        buf_printf(out, "%s%s/%c/%s/", path,
                   timed && config->timer_path ? config->timer_path : "",
                   trip->exchange ? 'c' : 'k', round->test->id);
    }
    token_add_tag(&round->play->tokens, trip->number, out);
}

void round_target(const struct round *round, const struct trip *trip, struct buf *out)
{
    if (round->config->role == ROLE_PROXY)
        buf_printf(out, "http://%s", round_authority(round));
    round_path(round, trip, out);
}

static void add_token(const struct round *round, uint32_t number, struct buf *out)
{
    unsigned char token[TOKEN_OCTETS];
    token_write(&round->play->tokens, number, token);
    buf_add(out, (struct octets){token, sizeof token});
}

struct rendering {
    struct round *round;
    unsigned lane;
};

/* What differs from one exchange to the next. */
static void render_of_trip(struct round *round, const struct trip *trip,
                           enum piece_kind kind, struct buf *out)
{
    if (!trip)
        return;
    if (kind == PIECE_TARGET)
        round_target(round, trip, out);
    else if (kind == PIECE_PATH)
        round_path(round, trip, out);
    else
        add_token(round, trip->number, out);
}

/* What is a text of the round's own. */
static const char *text_of(const struct round *round, enum piece_kind kind)
{
    if (kind == PIECE_SCHEME)
        return play_scheme(round->config);
    if (kind == PIECE_AUTHORITY)
        return round_authority(round);
    if (kind == PIECE_TRIGGER)
        return round->config->trigger ? round->config->trigger : "/";
    return round->test->id;
}

static void render_value_of(void *user, const struct piece *piece, struct buf *out)
{
    const struct rendering *rendering = user;
    struct round *round = rendering->round;
    switch (piece->kind) {
    case PIECE_TARGET:
    case PIECE_PATH:
    case PIECE_TOKEN:
        render_of_trip(round, round_trip(round, rendering->lane, piece->exchange),
                       piece->kind, out);
        break;
    case PIECE_SCHEME:
    case PIECE_AUTHORITY:
    case PIECE_TRIGGER:
    case PIECE_CASE:
        buf_add_text(out, text_of(round, piece->kind));
        break;
    case PIECE_TOKEN_LENGTH:
        buf_printf(out, "%d", TOKEN_OCTETS);
        break;
    case PIECE_TOKEN_HEX:
        buf_printf(out, "%x", (unsigned)TOKEN_OCTETS);
        break;
    case PIECE_STRAY:
        add_token(round, round->stray, out);
        break;
    case PIECE_DAV:
    case PIECE_ACCEPTED:
    case PIECE_LOCATION:
    case PIECE_LOCK_TOKEN:
        reference_render(&round->lanes[rendering->lane], piece->kind, out);
        break;
    case PIECE_OCTETS:
    case PIECE_FILL:
        break;
    }
}

bool round_render_pieces(struct round *round, unsigned lane, const struct piece *pieces,
                         size_t count, struct buf *out)
{
    struct rendering rendering = {round, lane};
    return render_pieces(pieces, count, render_value_of, &rendering, out);
}

/* A control leaves out what belongs to interim responses. */
static bool render_step(struct round *round, const struct step *step)
{
    if (!round->control)
        return round_render_pieces(round, step->lane, step->pieces, step->piece_count,
                                   &round->out);
    bool fits = true;
    for (size_t at = 0; at < step->piece_count; at++)
        fits = fits && (step->pieces[at].interim ||
                        round_render_pieces(round, step->lane, &step->pieces[at], 1,
                                            &round->out));
    return fits;
}

bool round_render(struct round *round, const struct step *step)
{
    buf_clear(&round->out);
    if (render_step(round, step))
        return true;
    round_stop(round, OUTCOME_ERROR, "line %d: a send larger than %d MiB", step->line,
               ROUND_MAX_SEND >> 20);
    return false;
}

/* ------------------------------------------------------------ steps */

static bool plays(const struct round *round, const struct step *step)
{
    return role_plays(round->config->role, step->side);
}

static bool condition_holds(const struct round *round, const struct step *step)
{
    const struct lane *lane = &round->lanes[step->lane];
    const unsigned answer = lane->answer[step->side];
    if (step->condition == 0)
        return true;
    if (!(step->condition & answer))
        return false;
    return answer != WAIT_INTERIM || step->condition_status == 0 ||
           step->condition_status == lane->answer_status[step->side];
}

static void send_step(struct round *round, const struct step *step)
{
    if (step->side == SIDE_CLIENT)
        round->ops->client_send(round, step);
    else
        origin_send(round, step);
}

static bool wait_is_over(struct round *round, const struct step *step)
{
    return step->side == SIDE_CLIENT ? round->ops->client_waits(round, step)
                                     : origin_waits(round, step);
}

static void wait_step(struct round *round, const struct step *step)
{
    struct lane *lane = &round->lanes[step->lane];
    const int64_t within =
        step->within_ms
            ? clock_now_ns() + round_span_ns(round->config, step, step->within_ms)
            : INT64_MAX;
    const bool interims_left_out = round->control && (step->wait & WAIT_INTERIM);
    lane->answer[step->side] = interims_left_out ? WAIT_INTERIM : 0;
    lane->answer_status[step->side] = interims_left_out ? step->status : 0;
    if (interims_left_out) {
        round->wait_left_out = true;
        return;
    }
    while (round->state == ROUND_RUNNING && !wait_is_over(round, step)) {
        if (clock_now_ns() >= within) {
            lane->answer[step->side] = WAIT_TIMEOUT;
            return;
        }
        round_pump(round, within, NULL);
    }
    if (round->state == ROUND_TIMED_OUT && step->side == SIDE_CLIENT)
        lane->waited_in_vain = true;
}

static struct end *end_of_step(struct round *round, const struct step *step)
{
    struct lane *lane = &round->lanes[step->lane];
    if (step->side == SIDE_CLIENT)
        return &lane->client;
    struct origin_end *origin = origin_of(round, step->lane);
    if (!origin)
        return NULL;
    origin->dirty = true;
    if (lane->origin_trip)
        lane->origin_trip->origin_ended = true;
    return &origin->end;
}

/* Our client is about to end its connection: what it has not got by now is not owed. */
static void give_up(struct round *round, unsigned lane)
{
    round->unlike |= round->wait_left_out;
    for (size_t at = 0; at < round->trip_count; at++)
        if (round->trips[at].lane == lane && !round->trips[at].done)
            round->trips[at].given_up = true;
}

static void end_step(struct round *round, const struct step *step)
{
    struct end *end = end_of_step(round, step);
    if (!end || !end_is_open(end))
        return;
    if (step->side == SIDE_CLIENT)
        give_up(round, step->lane);
    if (step->kind == STEP_HALF_CLOSE) {
        end_half_close(round, end);
        return;
    }
    if (step->side == SIDE_CLIENT)
        lane_leave(&round->lanes[step->lane]);
    if (step->kind == STEP_CLOSE)
        end_close(round, end);
    else
        end_reset(round, end);
}

static void pause_step(struct round *round, const struct step *step)
{
    round_pause(round,
                clock_now_ns() + round_span_ns(round->config, step, step->pause_ms));
}

static void (*const PERFORM[])(struct round *, const struct step *) = {
    [STEP_SEND] = send_step,      [STEP_WAIT] = wait_step, [STEP_PAUSE] = pause_step,
    [STEP_HALF_CLOSE] = end_step, [STEP_CLOSE] = end_step, [STEP_RESET] = end_step,
};

/* A client under test is told what to send, and when: its fences and pauses count, and
 * where it waits for all of an answer, so do we. */
static bool performs(const struct round *round, const struct step *step)
{
    const bool told = round->config->role == ROLE_CLIENT && step->side == SIDE_CLIENT &&
                      (step->kind == STEP_SEND || step->kind == STEP_PAUSE ||
                       (step->kind == STEP_WAIT && step->wait == WAIT_CONTENT));
    return plays(round, step) || told;
}

void round_play(struct round *round)
{
    const struct script *script = round->script;
    if (round->ops->begin(round)) {
        for (size_t at = 0; at < script->step_count && round->state == ROUND_RUNNING;
             at++) {
            const struct step *step = &script->steps[at];
            round->step = at;
            if (performs(round, step) && condition_holds(round, step))
                PERFORM[step->kind](round, step);
            origin_release(round, at + 1);
        }
        origin_release(round, script->step_count);
        round->ops->settle(round);
        if (round->state == ROUND_RUNNING && !round->test->no_canary && !round->control)
            round->ops->canary(round);
    }
    round->ops->end(round);
    origin_end_all(round);
}
