/* SPDX-License-Identifier: MIT */
/* The exchange under way, and what follows a header section.
 *
 * Its states (struct progress): nothing yet; interim responses; the final response,
 * whose content is being read. exchange_done takes the oldest request off the queue and
 * starts the next exchange. What may come when is judged in judge.c, what did not come
 * in silence.c. Findings that a whole exchange gets once are remembered in
 * progress.told, those of one response in response.reported. */
#include "oracle/exchange.h"

#include "base/attr.h"
#include "oracle/finding.h"
#include "oracle/judge.h"
#include "oracle/pending.h"
#include "oracle/silence.h"

static void emit(struct oracle *oracle, enum oracle_event_kind kind, uint64_t offset,
                 uint64_t end)
{
    const struct response *response = &oracle->response;
    const struct oracle_event event = {.kind = kind,
                                       .offset = offset,
                                       .end = end,
                                       .exchange = response->exchange,
                                       .status = response->status,
                                       .at_ns = oracle->now_ns};
    if (oracle->sink.event)
        oracle->sink.event(oracle->sink.user, &event);
}

void exchange_add(struct oracle *oracle, const struct oracle_request *request)
{
    const unsigned index =
        (oracle->first + oracle->outstanding) % ORACLE_MAX_OUTSTANDING;
    struct pending *pending = &oracle->pending[index];
    unsigned flags = 0;
    flags |= request->method == ORACLE_METHOD_HEAD ? PENDING_HEAD : 0;
    flags |= request->method == ORACLE_METHOD_CONNECT ? PENDING_CONNECT : 0;
    flags |= request->http10 ? PENDING_HTTP10 : 0;
    flags |= request->expect_continue ? PENDING_EXPECT : 0;
    flags |= request->content_follows ? PENDING_CONTENT : 0;
    flags |= request->invalid ? PENDING_INVALID : 0;
    flags |= request->close ? PENDING_CLOSE : 0;
    if (request->content_sent || !request->content_follows)
        flags |= PENDING_COMPLETE;
    *pending = (struct pending){.upgrade = request->upgrade,
                                .sent_ns = request->sent_ns,
                                .ready_ns = request->sent_ns,
                                .flags = flags};
    oracle->outstanding++;
    oracle->next++;
}

void exchange_content_sent(struct oracle *oracle, unsigned exchange, int64_t at_ns)
{
    const unsigned first = oracle->next - oracle->outstanding;
    if (exchange < first) {
        if (oracle->past.any && exchange == oracle->past.ordinal)
            oracle->past.sent = true;
        return;
    }
    if (exchange >= oracle->next)
        return;
    const unsigned index =
        (oracle->first + (exchange - first)) % ORACLE_MAX_OUTSTANDING;
    struct pending *pending = &oracle->pending[index];
    if (exchange == first)
        silence_expectation(oracle, at_ns);
    if (!(pending->flags & PENDING_COMPLETE))
        pending->ready_ns = at_ns;
    pending->flags |= PENDING_COMPLETE;
}

void exchange_arrival(struct oracle *oracle)
{
    if (oracle->now_ns != oracle->arrival_ns)
        silence_before(oracle);
}

void exchange_between(struct oracle *oracle)
{
    oracle->response.exchange = pending_ordinal(oracle);
}

void exchange_start(struct oracle *oracle, uint64_t offset)
{
    if (UNLIKELY(oracle->past.timed_out)) {
        oracle->past.timed_out = false;
        oracle->response.exchange = UINT_MAX;
        finding_add(oracle, REQUIREMENT_EXCHANGE_SOLICITED, oracle->past.timeout_offset,
                    "a 408 that answers no request, and no close behind it");
    }
    oracle->response =
        (struct response){.offset = offset, .exchange = pending_ordinal(oracle)};
}

/* Takes the oldest request off the queue. */
static void next_exchange(struct oracle *oracle)
{
    oracle->first = (uint8_t)((oracle->first + 1) % ORACLE_MAX_OUTSTANDING);
    oracle->outstanding--;
    oracle->progress = (struct progress){0};
}

static enum framing interim_head(struct oracle *oracle, uint64_t end)
{
    struct past *past = &oracle->past;
    const unsigned flags = oracle->fields.flags;
    const uint64_t offset = oracle->response.offset;
    if (oracle->response.status != 101) {
        past->interim = true;
        past->announced = (flags & (FACT_CODING | FACT_LENGTH_BAD)) ||
                          ((flags & FACT_LENGTH) && oracle->fields.content_length > 0);
        emit(oracle, ORACLE_INTERIM, offset, end);
        return FRAMING_NONE;
    }
    const bool stray = oracle->response.exchange == UINT_MAX;
    judge_switch(oracle, stray ? NULL : pending_oldest(oracle));
    emit(oracle, ORACLE_INTERIM, offset, end);
    emit(oracle, ORACLE_TUNNEL, end, end);
    if (!stray)
        next_exchange(oracle);
    return FRAMING_TUNNEL;
}

static enum framing final_framing(struct oracle *oracle, const struct pending *pending)
{
    struct response *response = &oracle->response;
    const unsigned flags = oracle->fields.flags;
    if (pending_has(pending, PENDING_CONNECT) && response->status / 100 == 2)
        return FRAMING_TUNNEL;
    if (pending_has(pending, PENDING_HEAD) || response->status == 204 ||
        response->status == 304)
        return FRAMING_NONE;
    if (flags & FACT_CODING)
        response->close_delimited = !(flags & FACT_CHUNKED);
    else if (flags & FACT_LENGTH_BAD)
        return FRAMING_LOST;
    else
        response->close_delimited = !(flags & FACT_LENGTH);
    return FRAMING_CONTENT;
}

static bool persists(const struct oracle *oracle, const struct pending *pending)
{
    const struct response *response = &oracle->response;
    const unsigned flags = oracle->fields.flags;
    const bool keep_alive = flags & FACT_KEEP_ALIVE;
    if (flags & FACT_CLOSE || response->close_delimited)
        return false;
    if (pending && pending->flags & (PENDING_CLOSE | PENDING_INVALID))
        return false;
    if (pending_has(pending, PENDING_HTTP10) && !keep_alive)
        return false;
    return keep_alive || response->major > 1 || response->minor > 0;
}

enum framing exchange_head(struct oracle *oracle, uint64_t end)
{
    const struct pending *pending = pending_oldest(oracle);
    const uint64_t offset = oracle->response.offset;
    if (oracle->response.interim)
        return interim_head(oracle, end);

    /* A request that came while a stray response was being read is not answered by it:
     * it belongs to nobody's exchange. */
    if (oracle->response.exchange == UINT_MAX)
        pending = NULL;
    const enum framing framing = final_framing(oracle, pending);
    oracle->past.interim = false;
    oracle->progress.early = pending && pending_has(pending, PENDING_CONTENT) &&
                             !pending_has(pending, PENDING_COMPLETE);
    if (oracle->past.timed_out && !persists(oracle, NULL))
        oracle->past.timed_out = false;
    if (framing == FRAMING_LOST)
        finding_add(oracle, REQUIREMENT_EXCHANGE_COMPLETE, offset,
                    "a Content-Length that is no number: nobody can say where the "
                    "content ends");
    emit(oracle, ORACLE_FINAL, offset, end);
    if (framing == FRAMING_LOST)
        exchange_lost(oracle, end);
    if (framing == FRAMING_TUNNEL) {
        exchange_done(oracle, end);
        emit(oracle, ORACLE_TUNNEL, end, end);
    }
    return framing;
}

void exchange_content(struct oracle *oracle, struct octets content, uint64_t offset)
{
    const struct oracle_event event = {.kind = ORACLE_CONTENT,
                                       .offset = offset,
                                       .end = offset + content.len,
                                       .exchange = oracle->response.exchange,
                                       .status = oracle->response.status,
                                       .content = content,
                                       .at_ns = oracle->now_ns};
    if (oracle->sink.event)
        oracle->sink.event(oracle->sink.user, &event);
}

void exchange_done(struct oracle *oracle, uint64_t end)
{
    const struct response *response = &oracle->response;
    const struct pending *pending =
        response->exchange == UINT_MAX ? NULL : pending_oldest(oracle);
    struct oracle_event event = {.kind = ORACLE_DONE,
                                 .offset = response->offset,
                                 .end = end,
                                 .exchange = response->exchange,
                                 .status = response->status,
                                 .at_ns = oracle->now_ns};
    const bool tunnel =
        pending_has(pending, PENDING_CONNECT) && response->status / 100 == 2;
    event.persists = !tunnel && persists(oracle, pending);
    if (pending) {
        oracle->past = (struct past){.any = true,
                                     .early = oracle->progress.early,
                                     .sent = pending_has(pending, PENDING_COMPLETE),
                                     .persists = event.persists,
                                     .ordinal = response->exchange,
                                     .at_ns = oracle->now_ns};
        next_exchange(oracle);
    }
    if (oracle->sink.event)
        oracle->sink.event(oracle->sink.user, &event);
}

void exchange_lost(struct oracle *oracle, uint64_t offset)
{
    emit(oracle, ORACLE_LOST, offset, offset);
}

bool exchange_garbage(struct oracle *oracle, uint64_t start, uint64_t offset)
{
    if (oracle->past.interim) {
        if (!oracle->past.announced)
            finding_add(oracle, REQUIREMENT_INTERIM_NO_CONTENT, start,
                        "octets behind an interim response that are no status line");
        return true;
    }
    if (oracle->outstanding == 0)
        finding_add(oracle, REQUIREMENT_EXCHANGE_SOLICITED, start,
                    "octets while no request was outstanding");
    else
        finding_add(oracle, REQUIREMENT_STATUS_LINE_GRAMMAR, offset,
                    "a status line was due: HTTP/1.1, a space, three digits");
    exchange_lost(oracle, start);
    return false;
}

void exchange_end(struct oracle *oracle, enum oracle_end how, enum cut cut)
{
    if (how != ORACLE_OPEN)
        silence_close(oracle, cut);
    else if (cut != CUT_NOT_JUDGED)
        exchange_arrival(oracle);
    oracle->response.exchange = UINT_MAX;
    oracle->response.status = 0;
    emit(oracle, ORACLE_ENDED, oracle->offset, oracle->offset);
}
