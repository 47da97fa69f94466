/* SPDX-License-Identifier: MIT */
/* Whose response is it, may it come now, and what follows it?
 *
 * States of the exchange under way (struct progress): nothing yet; interim responses;
 * the final response (its content is being read). exchange_done takes the oldest
 * request off the queue and starts the next exchange. Without an outstanding request a
 * response is a stray, and the octets of a stray interim response and of the final one
 * behind it are one defect.
 *
 * Findings that a whole exchange gets once are remembered in progress.told, those of
 * one response in response.reported. */
#include "oracle/exchange.h"

#include "base/attr.h"
#include "base/ensure.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum pending_flag {
    PENDING_HEAD = 1,
    PENDING_CONNECT = 2,
    PENDING_HTTP10 = 4,
    PENDING_EXPECT = 8,
    PENDING_CONTENT = 16,  /* content follows its header section */
    PENDING_COMPLETE = 32, /* all of it has been sent */
    PENDING_INVALID = 64,
    PENDING_CLOSE = 128
};

enum told { TOLD_HTTP10 = 1, TOLD_ACCEPTED = 2, TOLD_PACE = 4, TOLD_GAP = 8 };

static const int64_t NS_PER_MS = 1000000;

/* Sixty-four requirements fit response.reported. */
_Static_assert(REQUIREMENT_PROCESSING_GAP < 64, "reported is a set of 64 bits");

static struct pending *oldest(struct oracle *oracle)
{
    return oracle->outstanding ? &oracle->pending[oracle->first] : NULL;
}

static unsigned oldest_ordinal(const struct oracle *oracle)
{
    return oracle->outstanding ? oracle->next - oracle->outstanding : UINT_MAX;
}

static bool has(const struct pending *pending, unsigned flags)
{
    return pending && (pending->flags & flags) == flags;
}

ATTR_NOINLINE void exchange_find(struct oracle *oracle, enum requirement requirement,
                                 uint64_t offset, const char *detail)
{
    const struct oracle_finding finding = {.requirement = requirement,
                                           .offset = offset,
                                           .exchange = oracle->response.exchange,
                                           .detail = detail};
    if (oracle->sink.finding)
        oracle->sink.finding(oracle->sink.user, &finding);
}

ATTR_NOINLINE void exchange_find_once(struct oracle *oracle,
                                      enum requirement requirement, uint64_t offset,
                                      const char *detail)
{
    const uint64_t bit = (uint64_t)1 << requirement;
    if (oracle->response.reported & bit)
        return;
    oracle->response.reported |= bit;
    exchange_find(oracle, requirement, offset, detail);
}

/* A finding about the response's status, which %u in format stands for. */
static void find_status(struct oracle *oracle, enum requirement requirement,
                        const char *before, const char *behind)
{
    char detail[160];
    snprintf(detail, sizeof detail, "%s%u%s", before, oracle->response.status, behind);
    exchange_find(oracle, requirement, oracle->response.offset, detail);
}

/* A finding about the oldest outstanding request, whatever is being read. */
static void find_waiting(struct oracle *oracle, enum requirement requirement,
                         const char *detail)
{
    const unsigned exchange = oracle->response.exchange;
    oracle->response.exchange = oldest_ordinal(oracle);
    exchange_find(oracle, requirement, oracle->offset, detail);
    oracle->response.exchange = exchange;
}

static bool find_in_exchange(struct oracle *oracle, enum told told)
{
    if (oracle->progress.told & told)
        return false;
    oracle->progress.told = (uint8_t)(oracle->progress.told | told);
    return true;
}

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

/* When the server could begin with the oldest request: not before the one before it was
 * over. */
static int64_t begun_ns(const struct oracle *oracle, int64_t sent_ns)
{
    return oracle->past.any && oracle->past.at_ns > sent_ns ? oracle->past.at_ns
                                                            : sent_ns;
}

static bool passed(int64_t from_ns, int64_t now_ns, unsigned limit_ms)
{
    return limit_ms != 0 && now_ns - from_ns > (int64_t)limit_ms * NS_PER_MS;
}

/* The client waits for a 100 or a final response before it sends the content. Has the
 * answer not come at once? Then says so, and returns true. */
static bool judge_expectation(struct oracle *oracle, int64_t now_ns)
{
    const struct pending *pending = oldest(oracle);
    if (!has(pending, PENDING_EXPECT | PENDING_CONTENT) ||
        oracle->progress.not_waiting ||
        pending->flags & (PENDING_COMPLETE | PENDING_HTTP10 | PENDING_INVALID) ||
        !passed(begun_ns(oracle, pending->sent_ns), now_ns,
                oracle->limits->continue_ms))
        return false;
    oracle->progress.not_waiting = true;
    oracle->response.exchange = oldest_ordinal(oracle);
    exchange_find(
        oracle, REQUIREMENT_CONTINUE_ANSWER, oracle->offset,
        "the request announced content with Expect: 100-continue, and neither "
        "a 100 nor a final response came in time");
    return true;
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
        judge_expectation(oracle, at_ns);
    if (!(pending->flags & PENDING_COMPLETE))
        pending->ready_ns = at_ns;
    pending->flags |= PENDING_COMPLETE;
}

/* Nothing has come since a moment that lies too far back. One silence, one finding. */
static void judge_silence(struct oracle *oracle)
{
    const struct pending *pending = oldest(oracle);
    if (!pending || judge_expectation(oracle, oracle->now_ns) ||
        !has(pending, PENDING_COMPLETE))
        return;
    const int64_t begun = begun_ns(oracle, pending->ready_ns);
    const int64_t heard = oracle->arrival_ns > begun ? oracle->arrival_ns : begun;
    if (!oracle->progress.answered &&
        passed(begun, oracle->now_ns, oracle->limits->pace_ms) &&
        find_in_exchange(oracle, TOLD_PACE))
        find_waiting(
            oracle, REQUIREMENT_PROCESSING_PACE,
            "the request took longer than the limit before its first response, "
            "and no 102 came meanwhile");
    else if (passed(heard, oracle->now_ns, oracle->limits->gap_ms) &&
             find_in_exchange(oracle, TOLD_GAP))
        find_waiting(oracle, REQUIREMENT_PROCESSING_GAP,
                     "nothing came for longer than a client's limit of inactivity");
}

void exchange_arrival(struct oracle *oracle)
{
    if (oracle->now_ns != oracle->arrival_ns)
        judge_silence(oracle);
}

void exchange_between(struct oracle *oracle)
{
    oracle->response.exchange = oldest_ordinal(oracle);
}

void exchange_start(struct oracle *oracle, uint64_t offset)
{
    if (UNLIKELY(oracle->past.timed_out)) {
        oracle->past.timed_out = false;
        oracle->response.exchange = UINT_MAX;
        exchange_find(oracle, REQUIREMENT_EXCHANGE_SOLICITED,
                      oracle->past.timeout_offset,
                      "a 408 that answers no request, and no close behind it");
    }
    oracle->response =
        (struct response){.offset = offset, .exchange = oldest_ordinal(oracle)};
}

static void judge_stray_final(struct oracle *oracle)
{
    struct past *past = &oracle->past;
    const bool early = past->early;
    past->early = false; /* whatever the close behind this one means */
    if (past->stray) {
        past->stray = false;
    } else if (oracle->response.status == 408) {
        past->timed_out = true;
        past->timeout_offset = oracle->response.offset;
    } else if (past->any && early && past->sent) {
        find_status(oracle, REQUIREMENT_CONTINUE_EARLY_FINAL_FRAMING, "a ",
                    " that no request asked for: the content sent after an early final "
                    "response was taken for a request");
    } else if (past->any) {
        find_status(oracle, REQUIREMENT_EXCHANGE_ONE_FINAL, "a ",
                    ": a second final response to the request before");
    } else {
        find_status(oracle, REQUIREMENT_EXCHANGE_SOLICITED, "a ",
                    " while no request was outstanding");
    }
}

static void judge_stray(struct oracle *oracle)
{
    if (!oracle->response.interim) {
        judge_stray_final(oracle);
    } else if (!oracle->past.stray) {
        oracle->past.stray = true;
        find_status(oracle, REQUIREMENT_EXCHANGE_SOLICITED, "a ",
                    oracle->past.any ? " behind the final response, while no request "
                                       "was outstanding"
                                     : " while no request was outstanding");
    }
}

/* A 1xx in answer to an HTTP/1.0 request: one finding an exchange, the closest one. */
static void judge_http10(struct oracle *oracle, const struct pending *pending)
{
    enum requirement requirement = REQUIREMENT_HTTP10_NO_INTERIM;
    if (!find_in_exchange(oracle, TOLD_HTTP10))
        return;
    if (oracle->response.status == 100 && has(pending, PENDING_EXPECT))
        requirement = REQUIREMENT_CONTINUE_HTTP10;
    if (oracle->response.status == 101 && pending->upgrade.len > 0)
        requirement = REQUIREMENT_SWITCHING_HTTP10;
    find_status(oracle, requirement, "a ", " in answer to an HTTP/1.0 request");
}

static void judge_continue(struct oracle *oracle, const struct pending *pending)
{
    oracle->progress.not_waiting = true;
    oracle->progress.continue_count++;
    if (oracle->progress.continue_count == 2 && has(pending, PENDING_EXPECT) &&
        !has(pending, PENDING_HTTP10))
        exchange_find(oracle, REQUIREMENT_CONTINUE_ONCE, oracle->response.offset,
                      "a second 100 for one expectation");
}

static void judge_interim(struct oracle *oracle, const struct pending *pending)
{
    struct progress *progress = &oracle->progress;
    const unsigned status = oracle->response.status;
    const unsigned limit = oracle->limits->interim_count;
    const bool content_due =
        has(pending, PENDING_CONTENT) && !has(pending, PENDING_COMPLETE);

    if (has(pending, PENDING_HTTP10))
        judge_http10(oracle, pending);
    if (status != 101 && ++progress->interim_count == limit + 1 && limit > 0)
        exchange_find(
            oracle, REQUIREMENT_INTERIM_COUNT, oracle->response.offset,
            "more interim responses in one exchange than clients and gateways "
            "put up with");
    if (status == 100) {
        judge_continue(oracle, pending);
        return;
    }
    progress->answered = true;
    if (has(pending, PENDING_HTTP10))
        return;
    if (status == 102 && content_due && find_in_exchange(oracle, TOLD_ACCEPTED))
        exchange_find(oracle, REQUIREMENT_PROCESSING_ACCEPTED, oracle->response.offset,
                      "a 102 before the request's content had been sent");
    if (status == 101 && content_due && has(pending, PENDING_EXPECT) &&
        pending->upgrade.len > 0 && progress->continue_count == 0)
        exchange_find(oracle, REQUIREMENT_SWITCHING_AFTER_CONTINUE,
                      oracle->response.offset,
                      "a 101 without a 100 before it, though the request expects one");
}

static void judge_version(struct oracle *oracle, const struct pending *pending)
{
    const struct response *response = &oracle->response;
    if (LIKELY(response->major == 1 && (response->minor > 0 || !response->interim)))
        return;
    if (response->interim && response->major < 2) {
        if (!has(pending, PENDING_HTTP10))
            exchange_find_once(oracle, REQUIREMENT_INTERIM_VERSION,
                               response->offset + (response->major == 0 ? 5 : 7),
                               "an interim response in a version that has none");
        return;
    }
    exchange_find_once(oracle, REQUIREMENT_STATUS_LINE_GRAMMAR, response->offset + 5,
                       "a version that is not HTTP/1");
}

void exchange_status(struct oracle *oracle)
{
    struct response *response = &oracle->response;
    const struct pending *pending = oldest(oracle);
    const unsigned status = response->status;

    response->interim = status >= 100 && status <= 199;
    field_reset(&oracle->fields, pending ? pending->upgrade : (struct octets){NULL, 0});
    if (!pending) {
        judge_stray(oracle);
    } else if (response->interim) {
        judge_interim(oracle, pending);
    } else {
        oracle->past.stray = false;
        oracle->progress.not_waiting = true;
        oracle->progress.answered = true;
    }
    judge_version(oracle, pending);
    if (UNLIKELY(status < 100 || status > 599))
        exchange_find(oracle, REQUIREMENT_STATUS_RANGE, response->line_offset,
                      "a status code outside 100 to 599");
}

/* Takes the oldest request off the queue. */
static void next_exchange(struct oracle *oracle)
{
    oracle->first = (uint8_t)((oracle->first + 1) % ORACLE_MAX_OUTSTANDING);
    oracle->outstanding--;
    oracle->progress = (struct progress){0};
}

static void judge_switch(struct oracle *oracle, const struct pending *pending)
{
    const uint64_t offset = oracle->response.offset;
    const unsigned flags = oracle->fields.flags;
    if (pending && !has(pending, PENDING_HTTP10)) {
        if (pending->upgrade.len == 0)
            exchange_find(oracle, REQUIREMENT_SWITCHING_ASKED, offset,
                          "a 101 to a request that asked for no upgrade");
        else if (flags & FACT_UNASKED)
            exchange_find(oracle, REQUIREMENT_SWITCHING_ASKED,
                          oracle->fields.unasked_offset,
                          "a protocol that the request's Upgrade does not list");
    }
    if (!(flags & FACT_UPGRADE))
        exchange_find(oracle, REQUIREMENT_SWITCHING_UPGRADE, offset,
                      "a 101 that names no protocol in Upgrade");
    else if (!(flags & FACT_MAY_UPGRADE))
        exchange_find(oracle, REQUIREMENT_SWITCHING_CONNECTION, offset,
                      "a 101 whose Upgrade is not listed in Connection");
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
    judge_switch(oracle, stray ? NULL : oldest(oracle));
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
    if (has(pending, PENDING_CONNECT) && response->status / 100 == 2)
        return FRAMING_TUNNEL;
    if (has(pending, PENDING_HEAD) || response->status == 204 ||
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
    if (has(pending, PENDING_HTTP10) && !keep_alive)
        return false;
    return keep_alive || response->major > 1 || response->minor > 0;
}

enum framing exchange_head(struct oracle *oracle, uint64_t end)
{
    const struct pending *pending = oldest(oracle);
    const uint64_t offset = oracle->response.offset;
    if (oracle->response.interim)
        return interim_head(oracle, end);

    /* A request that came while a stray response was being read is not answered by it:
     * it belongs to nobody's exchange. */
    if (oracle->response.exchange == UINT_MAX)
        pending = NULL;
    const enum framing framing = final_framing(oracle, pending);
    oracle->past.interim = false;
    oracle->progress.early =
        pending && has(pending, PENDING_CONTENT) && !has(pending, PENDING_COMPLETE);
    if (oracle->past.timed_out && !persists(oracle, NULL))
        oracle->past.timed_out = false;
    if (framing == FRAMING_LOST)
        exchange_find(oracle, REQUIREMENT_EXCHANGE_COMPLETE, offset,
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
        response->exchange == UINT_MAX ? NULL : oldest(oracle);
    struct oracle_event event = {.kind = ORACLE_DONE,
                                 .offset = response->offset,
                                 .end = end,
                                 .exchange = response->exchange,
                                 .status = response->status,
                                 .at_ns = oracle->now_ns};
    const bool tunnel = has(pending, PENDING_CONNECT) && response->status / 100 == 2;
    event.persists = !tunnel && persists(oracle, pending);
    if (pending) {
        oracle->past = (struct past){.any = true,
                                     .early = oracle->progress.early,
                                     .sent = has(pending, PENDING_COMPLETE),
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
            exchange_find(oracle, REQUIREMENT_INTERIM_NO_CONTENT, start,
                          "octets behind an interim response that are no status line");
        return true;
    }
    if (oracle->outstanding == 0)
        exchange_find(oracle, REQUIREMENT_EXCHANGE_SOLICITED, start,
                      "octets while no request was outstanding");
    else
        exchange_find(oracle, REQUIREMENT_STATUS_LINE_GRAMMAR, offset,
                      "a status line was due: HTTP/1.1, a space, three digits");
    exchange_lost(oracle, start);
    return false;
}

/* The connection ended between two responses: was one still owed? */
static void judge_missing(struct oracle *oracle)
{
    const struct progress *progress = &oracle->progress;
    const struct pending *pending = oldest(oracle);
    if (!pending || has(pending, PENDING_INVALID))
        return;
    /* A server may close an idle connection at any time (RFC 9112 section 9.5), and the
     * next request may cross that close: no fault until it has begun to answer. */
    if (oracle->past.any && progress->interim_count == 0)
        return;
    find_waiting(oracle, REQUIREMENT_EXCHANGE_ONE_FINAL,
                 "the connection ended without a final response");
}

static void judge_early_close(struct oracle *oracle)
{
    const struct past *past = &oracle->past;
    if (past->any && past->early && !past->sent && past->persists &&
        !passed(past->at_ns, oracle->now_ns, oracle->limits->continue_ms))
        exchange_find(
            oracle, REQUIREMENT_CONTINUE_EARLY_FINAL, oracle->offset,
            "a final response came before the content and did not say that the "
            "connection would close, which it did");
}

static void judge_close(struct oracle *oracle, enum cut cut)
{
    oracle->past.timed_out = false;
    if (cut == CUT_BETWEEN) {
        if (!judge_expectation(oracle, oracle->now_ns))
            judge_missing(oracle);
        judge_early_close(oracle);
    } else if (cut == CUT_STATUS_LINE && oracle->outstanding == 0 &&
               !oracle->past.stray) {
        exchange_find(oracle, REQUIREMENT_EXCHANGE_SOLICITED, oracle->response.offset,
                      "octets while no request was outstanding");
    } else if (cut != CUT_NOT_JUDGED && oracle->response.exchange != UINT_MAX) {
        exchange_find(oracle, REQUIREMENT_EXCHANGE_COMPLETE, oracle->offset,
                      "the connection ended inside a response");
    }
}

void exchange_end(struct oracle *oracle, enum oracle_end how, enum cut cut)
{
    if (how != ORACLE_OPEN)
        judge_close(oracle, cut);
    else if (cut != CUT_NOT_JUDGED)
        exchange_arrival(oracle);
    oracle->response.exchange = UINT_MAX;
    oracle->response.status = 0;
    emit(oracle, ORACLE_ENDED, oracle->offset, oracle->offset);
}
