/* SPDX-License-Identifier: MIT */
/* The reference client's exchange.
 *
 * Send (awaiting a 100 where one was asked for), skip interim responses, read the final
 * one, then keep or close the connection. An attempt ends in one of enum outcome. Each
 * fault is one condition at the place of the honest behaviour. */
#include "peer/client_exchange.h"

#include "base/clock.h"
#include "net/address.h"
#include "oracle/head.h"
#include "peer/client_attempt.h"
#include "peer/response.h"

#include <string.h>

enum {
    CLIENT_WAIT_100_MS = 1000, /* times the time scale */
    CLIENT_MAX_LIFE = 10       /* times the inactivity limit */
};

bool attempt_has(const struct attempt *attempt, enum fault fault)
{
    return attempt->context->fault == fault;
}

enum ending attempt_fail(struct attempt *attempt, enum ending ending, const char *why)
{
    attempt->answer->status = 0;
    attempt->answer->error = why;
    return ending;
}

enum ending attempt_deliver_empty(struct attempt *attempt, unsigned status,
                                  enum ending ending)
{
    attempt->answer->status = status;
    attempt->answer->error = NULL;
    buf_clear(&attempt->answer->content);
    return ending;
}

/* ------------------------------------------------------------ sending */

void attempt_restart_timer(struct attempt *attempt)
{
    const bool for_ever = attempt_has(attempt, FAULT_CLIENT_NEVER_TIMES_OUT) &&
                          attempt->interim_count > 0;
    if (attempt->interim_count > 0 &&
        attempt_has(attempt, FAULT_CLIENT_TIMER_NOT_RESTARTED))
        return;
    const int64_t limit_ms = attempt->request->timeout_ms;
    attempt->idle_ns = clock_deadline_ns(for_ever ? limit_ms * 1000 : limit_ms);
    if (attempt->life_ns < attempt->idle_ns && for_ever)
        attempt->life_ns = attempt->idle_ns;
    if (attempt->idle_ns > attempt->life_ns &&
        !attempt_has(attempt, FAULT_CLIENT_UNBOUNDED))
        attempt->idle_ns = attempt->life_ns;
}

static void write_head(const struct attempt *attempt, const struct url *url,
                       struct buf *out)
{
    const struct client_request *const request = attempt->request;
    buf_printf(out, "%s ", request->method);
    buf_add(out, url->path);
    buf_add_text(out, " HTTP/1.1\r\nHost: ");
    buf_add(out, url->authority);
    buf_add_text(out, "\r\n");
    buf_add(out, buf_view(&request->fields));
    if (attempt->expect)
        buf_add_text(out, "Expect: 100-continue\r\n");
    if (request->has_content)
        buf_printf(out, "Content-Length: %zu\r\n", request->content.len);
    buf_add_text(out, "\r\n");
}

bool attempt_send_content(struct attempt *attempt)
{
    attempt->waiting = false;
    attempt->content_sent = true;
    return stream_send(attempt->stream, buf_view(&attempt->request->content),
                       attempt->idle_ns) == STREAM_OK;
}

static bool send_request(struct attempt *attempt, const struct url *url)
{
    struct buf head;
    const bool content =
        attempt->request->has_content && attempt->request->content.len > 0;
    buf_init(&head, STREAM_MAX_HEAD);
    attempt->expect = attempt->expect &&
                      (content || attempt_has(attempt, FAULT_CLIENT_EXPECT_NO_CONTENT));
    write_head(attempt, url, &head);
    attempt->content_sent = !content;
    attempt->waiting = attempt->expect && content;
    if (content && !attempt->waiting) {
        buf_add(&head, buf_view(&attempt->request->content));
        attempt->content_sent = true;
    }
    const bool sent = !head.full && stream_send(attempt->stream, buf_view(&head),
                                                attempt->idle_ns) == STREAM_OK;
    buf_fini(&head);
    attempt->wait_ns = clock_deadline_ns(
        (int64_t)((double)CLIENT_WAIT_100_MS * attempt->context->time_scale));
    if (attempt_has(attempt, FAULT_CLIENT_WAITS_FOR_EVER) ||
        attempt->wait_ns > attempt->idle_ns)
        attempt->wait_ns = attempt->idle_ns;
    return sent;
}

/* ------------------------------------------------------------ one attempt */

/* The connection ended where a response was due. */
static enum ending take_end(struct attempt *attempt, enum stream_result filled)
{
    const bool cut = stream_view(attempt->stream).len > 0;
    if (filled == STREAM_TIMEOUT)
        return attempt_fail(attempt,
                            attempt_has(attempt, FAULT_CLIENT_OLD_ANSWER)
                                ? ENDING_REUSABLE
                                : ENDING_CLOSE,
                            "timed out");
    if (filled != STREAM_STOPPED && attempt->interim_count > 0 &&
        attempt_has(attempt, FAULT_CLIENT_EOF_IS_SUCCESS))
        return attempt_deliver_empty(attempt, 200, ENDING_CLOSE);
    if (filled == STREAM_EOF && cut &&
        attempt_has(attempt, FAULT_CLIENT_CUT_INTERIM_IS_SUCCESS))
        return attempt_deliver_empty(attempt, 200, ENDING_CLOSE);
    return attempt_fail(attempt, ENDING_BROKEN,
                        "the connection ended without an answer");
}

/* true where a defect does not care how an interim response is written. */
static bool is_lenient(const struct attempt *attempt)
{
    return attempt_has(attempt, FAULT_CLIENT_FIRST_1XX_IS_FINAL) ||
           attempt_has(attempt, FAULT_CLIENT_102_IS_FINAL) ||
           attempt_has(attempt, FAULT_CLIENT_UNKNOWN_1XX_IS_FINAL);
}

static bool has_no_class(struct octets head)
{
    const enum code_worth worth = response_code(head);
    return worth == CODE_BELOW_100 || worth == CODE_ABOVE_599;
}

/* Delivers what stood behind the answer before (a fault). */
static enum ending deliver_leftover(struct attempt *attempt)
{
    const struct octets view = stream_view(attempt->stream);
    buf_add(&attempt->answer->content, view);
    attempt->answer->status = 200;
    attempt->answer->error = NULL;
    return ENDING_CLOSE;
}

/* Reads until there is an answer. */
static enum ending read_answer(struct attempt *attempt)
{
    for (;;) {
        struct octets head = {NULL, 0};
        enum ending ending;
        enum response_taken taken = response_take(attempt->stream, &head);
        if (taken == RESPONSE_BAD && head.len > 0 && head_status(head) < 200 &&
            is_lenient(attempt))
            taken = RESPONSE_HEAD;
        if (taken == RESPONSE_BAD && has_no_class(head) &&
            attempt_has(attempt, FAULT_CLIENT_NO_CLASS_IS_INTERIM))
            continue;
        if (taken == RESPONSE_BAD &&
            attempt_has(attempt, FAULT_CLIENT_MALFORMED_IS_CONTENT))
            return attempt_deliver_rest(attempt, 200);
        if (taken == RESPONSE_BAD)
            return attempt_fail(attempt, ENDING_CLOSE, "malformed response");
        if (taken == RESPONSE_HEAD && head_status(head) >= 200)
            return attempt_take_final(attempt, head);
        if (taken == RESPONSE_HEAD && !attempt_skip_interim(attempt, head, &ending))
            return ending;
        if (taken == RESPONSE_HEAD)
            continue;
        if (attempt_has(attempt, FAULT_CLIENT_NEEDS_WHOLE_INTERIM) &&
            octets_starts_with(stream_view(attempt->stream), OCTETS("HTTP/1.1 1")))
            return attempt_fail(attempt, ENDING_CLOSE, "cut response");
        const enum stream_result filled = stream_fill(
            attempt->stream, attempt->waiting ? attempt->wait_ns : attempt->idle_ns);
        if (filled == STREAM_TIMEOUT && attempt->waiting &&
            attempt->wait_ns < attempt->idle_ns) {
            if (!attempt_send_content(attempt))
                return attempt_fail(attempt, ENDING_BROKEN, "the connection broke");
        } else if (filled != STREAM_OK) {
            return take_end(attempt, filled);
        }
    }
}

static bool connect_stream(struct attempt *attempt, const struct url *url)
{
    struct address address;
    struct err err;
    attempt->stream = pool_stream_new(attempt->context->stop_fd);
    if ((url->secure && !attempt->context->tls) ||
        !address_resolve(&address, url->authority, url->port, &err))
        return false;
    address.tls = url->secure ? attempt->context->tls : NULL;
    return connection_open(&attempt->stream->connection, &address, attempt->idle_ns,
                           &err);
}

static enum ending attempt_once(struct attempt *attempt, const struct url *url,
                                const char *key)
{
    const struct client_context *const context = attempt->context;
    enum ending ending;
    attempt->interim_count = 0;
    attempt->life_ns =
        clock_deadline_ns((int64_t)attempt->request->timeout_ms * CLIENT_MAX_LIFE);
    attempt_restart_timer(attempt);
    attempt->stream =
        pool_take(context->pool, key,
                  attempt_has(attempt, FAULT_CLIENT_STRAY_INTERIM_IS_SKIPPED) ||
                      attempt_has(attempt, FAULT_CLIENT_OLD_ANSWER));
    if (!attempt->stream && !connect_stream(attempt, url))
        ending = attempt_fail(attempt, ENDING_CLOSE, "cannot connect");
    else if (stream_view(attempt->stream).len > 0 &&
             head_length(stream_view(attempt->stream)) == 0)
        ending = deliver_leftover(attempt);
    else if (!send_request(attempt, url))
        ending = attempt_fail(attempt, ENDING_BROKEN, "the connection broke");
    else
        ending = read_answer(attempt);
    if (ending == ENDING_REUSABLE)
        pool_give(context->pool, key, attempt->stream);
    else
        pool_stream_free(&attempt->stream);
    return ending;
}

void client_exchange(const struct client_context *context,
                     const struct client_request *request, struct client_answer *answer)
{
    struct attempt attempt = {.context = context, .request = request, .answer = answer};
    struct url url;
    struct err err;
    char key[POOL_MAX_KEY];
    if (!url_parse(&url, octets_of(request->url), &err) ||
        url.authority.len >= sizeof key) {
        answer->error = "unusable URL";
        return;
    }
    memcpy(key, url.authority.ptr, url.authority.len);
    key[url.authority.len] = '\0';
    attempt.expect =
        request->expect || attempt_has(&attempt, FAULT_CLIENT_EXPECT_NO_CONTENT);
    const enum ending ending = attempt_once(&attempt, &url, key);
    const bool again = ending == ENDING_BROKEN && attempt.interim_count > 0 &&
                       attempt_has(&attempt, FAULT_CLIENT_RETRIES);
    if (ending != ENDING_EXPECT && !again)
        return;
    attempt.expect = attempt.expect && ending != ENDING_EXPECT;
    attempt_once(&attempt, &url, key);
}
