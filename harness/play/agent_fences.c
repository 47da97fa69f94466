/* SPDX-License-Identifier: MIT */
/* A script's client fences become errands: the fences of a lane are rendered and read
 * as a server would read them, and each request in them is one. */
#include "play/agent.h"

#include "base/ensure.h"
#include "oracle/head.h"

enum { FENCES_MAX = 16 << 20 };

static struct errand *errand_of(struct agent *agent, const struct trip *trip)
{
    for (size_t at = 0; at <= agent->count; at++)
        if (trip && agent->errands[at].trip == trip)
            return &agent->errands[at];
    return NULL;
}

static void fence_event(void *user, const struct request_event *event)
{
    struct round *round = user;
    struct agent *agent = round->agent;
    const unsigned ordinal =
        event->kind == REQUEST_HEAD ? agent->parsed++ : agent->parsed - 1;
    struct errand *errand =
        errand_of(agent, round_trip(round, agent->parsing, ordinal));
    if (!errand)
        return;
    struct driver_request *request = &errand->request;
    if (event->kind == REQUEST_HEAD) {
        errand->head_start = agent->base + (size_t)event->offset;
        errand->head_len = (size_t)(event->end - event->offset);
        request->expect_continue = event->request.expect_continue;
        request->has_content = errand->trip->exchange->content;
    } else if (event->kind == REQUEST_CONTENT) {
        (void)buf_add(&errand->content, event->content);
    }
}

/* One fence; where a request begins in it, whatever came before is over: its content
 * may be the client's own business. */
static bool read_fence(struct round *round, const struct step *step,
                       struct request_reader *reader)
{
    struct agent *agent = round->agent;
    struct buf *text = &agent->text[step->lane];
    const size_t start = text->len;
    if (step->starts_exchange) {
        agent->base = start;
        request_reader_init(reader, fence_event, round);
    }
    if (!round_render_pieces(round, step->lane, step->pieces, step->piece_count,
                             text)) {
        round_stop(round, OUTCOME_ERROR, "the client's fences are too large");
        return false;
    }
    request_reader_feed(reader, octets_slice(buf_view(text), start, text->len));
    return true;
}

static bool read_lane(struct round *round, unsigned lane)
{
    struct agent *agent = round->agent;
    struct request_reader reader;
    agent->parsing = lane;
    agent->parsed = 0;
    agent->base = 0;
    request_reader_init(&reader, fence_event, round);
    for (size_t at = 0; at < round->script->step_count; at++) {
        const struct step *step = &round->script->steps[at];
        if (step->side == SIDE_CLIENT && step->lane == lane &&
            step->kind == STEP_SEND && !read_fence(round, step, &reader))
            return false;
    }
    return true;
}

/* The views into a lane's text, which moves while it grows, are set at the end. */
static void finish_errand(struct agent *agent, struct errand *errand)
{
    struct driver_request *request = &errand->request;
    struct octets value;
    uint64_t length = 0;
    request->head = octets_slice(buf_view(&agent->text[errand->trip->lane]),
                                 errand->head_start, errand->head_len);
    request->method = head_word(request->head, 0);
    if (head_find(request->head, OCTETS("Content-Length"), &value))
        (void)octets_to_u64(value, &length);
    while (errand->content.len < length && !errand->content.full)
        (void)buf_add_octet(&errand->content, 'x');
    request->content = buf_view(&errand->content);
}

bool agent_read_fences(struct round *round)
{
    struct agent *agent = round->agent;
    agent->count = round->trip_count;
    for (size_t at = 0; at < agent->count; at++) {
        agent->errands[at].trip = &round->trips[at];
        buf_init(&agent->errands[at].content, FENCES_MAX);
    }
    for (unsigned lane = 0; lane < round->script->lane_count; lane++)
        buf_init(&agent->text[lane], FENCES_MAX);
    for (unsigned lane = 0; lane < round->script->lane_count; lane++)
        if (!read_lane(round, lane))
            return false;
    for (size_t at = 0; at < agent->count; at++) {
        struct errand *errand = &agent->errands[at];
        finish_errand(agent, errand);
        if (errand->head_len == 0) {
            round_stop(round, OUTCOME_ERROR,
                       "no client can be told to send the script's request %zu",
                       at + 1);
            return false;
        }
    }
    return true;
}

void agent_add_url(const struct round *round, const struct errand *errand,
                   struct buf *out)
{
    buf_printf(out, "%s://%s", play_scheme(round->config),
               round->listener.address.text);
    if (errand->trip->exchange)
        buf_add(out, head_word(errand->request.head, 1));
    else
        round_path(round, errand->trip, out);
}
