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
#include "peer/content.h"
#include "peer/response.h"

#include <string.h>

enum {
    CLIENT_REST_MS = 100,      /* of silence, where all is content (a fault) */
    CLIENT_WAIT_100_MS = 1000, /* times the time scale */
    CLIENT_MAX_INTERIM = 8 * 1024 * 1024, /* octets of interim responses */
    CLIENT_MAX_CONTENT = 65536,           /* delivered; the rest is read and dropped */
    CLIENT_MAX_LIFE = 10                  /* times the inactivity limit */
};

/* How one attempt ended. */
enum ending {
    ENDING_REUSABLE, /* answered; the connection may carry another exchange */
    ENDING_CLOSE,    /* answered, or failed for good */
    ENDING_BROKEN,   /* the connection broke before an answer */
    ENDING_EXPECT    /* 417: again, without the expectation */
};

struct attempt {
    const struct client_context *context;
    const struct client_request *request;
    struct client_answer *answer;
    struct stream *stream;
    bool expect;       /* sent Expect */
    bool content_sent; /* or there is none */
    bool waiting;      /* for a 100, before the content is sent */
    int64_t wait_ns;   /* until then */
    int64_t idle_ns;   /* deadline of inactivity */
    int64_t life_ns;   /* deadline of the whole exchange */
    unsigned interim_count;
    unsigned last_interim; /* status of the last one */
    bool saw_100;
    size_t interim_octets;
    struct content stays; /* framing of an interim response that stays (faults) */
};

static bool has(const struct attempt *attempt, enum fault fault)
{
    return attempt->context->fault == fault;
}

static enum ending fail(struct attempt *attempt, enum ending ending, const char *why)
{
    attempt->answer->status = 0;
    attempt->answer->error = why;
    return ending;
}

/* Delivers a response without content. */
static enum ending deliver_empty(struct attempt *attempt, unsigned status,
                                 enum ending ending)
{
    attempt->answer->status = status;
    attempt->answer->error = NULL;
    buf_clear(&attempt->answer->content);
    return ending;
}

/* ------------------------------------------------------------ sending */

static void restart_timer(struct attempt *attempt)
{
    const bool for_ever =
        has(attempt, FAULT_CLIENT_NEVER_TIMES_OUT) && attempt->interim_count > 0;
    if (attempt->interim_count > 0 && has(attempt, FAULT_CLIENT_TIMER_NOT_RESTARTED))
        return;
    const int64_t limit_ms = attempt->request->timeout_ms;
    attempt->idle_ns = clock_deadline_ns(for_ever ? limit_ms * 1000 : limit_ms);
    if (attempt->life_ns < attempt->idle_ns && for_ever)
        attempt->life_ns = attempt->idle_ns;
    if (attempt->idle_ns > attempt->life_ns)
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

static bool send_content(struct attempt *attempt)
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
    attempt->expect =
        attempt->expect && (content || has(attempt, FAULT_CLIENT_EXPECT_NO_CONTENT));
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
    attempt->wait_ns =
        clock_deadline_ns((int64_t)(CLIENT_WAIT_100_MS * attempt->context->time_scale));
    if (has(attempt, FAULT_CLIENT_WAITS_FOR_EVER) ||
        attempt->wait_ns > attempt->idle_ns)
        attempt->wait_ns = attempt->idle_ns;
    return sent;
}

/* ------------------------------------------------------------ interim responses */

/* true where a defect takes this interim response for the final one. */
static bool mistaken_for_final(const struct attempt *attempt, struct octets head)
{
    const unsigned status = head_status(head);
    if (has(attempt, FAULT_CLIENT_REASON_IS_STATUS))
        return octets_find(head_start_line(head), OCTETS("200 OK")) != SIZE_MAX;
    return (has(attempt, FAULT_CLIENT_FIRST_1XX_IS_FINAL) && status != 100) ||
           (has(attempt, FAULT_CLIENT_100_IS_FINAL) && status == 100 &&
            !attempt->expect) ||
           (has(attempt, FAULT_CLIENT_SECOND_1XX_IS_FINAL) &&
            attempt->interim_count == 2) ||
           (has(attempt, FAULT_CLIENT_102_IS_FINAL) && status == 102) ||
           (has(attempt, FAULT_CLIENT_103_IS_FINAL) && status == 103) ||
           (has(attempt, FAULT_CLIENT_UNKNOWN_1XX_IS_FINAL) &&
            (status > 103 || status < 100)) ||
           (has(attempt, FAULT_CLIENT_101_IS_SUCCESS) && status == 101) ||
           (has(attempt, FAULT_CLIENT_1XX_AFTER_100_IS_FINAL) && attempt->saw_100 &&
            status != 100);
}

/* Why this interim response ends the exchange in an error, or NULL. */
static const char *refused(const struct attempt *attempt, struct octets head)
{
    const unsigned status = head_status(head), count = attempt->interim_count;
    if (status == 101)
        return "the server switched to a protocol that was not asked for";
    if (attempt->interim_octets > CLIENT_MAX_INTERIM)
        return "too many interim responses";
    if ((has(attempt, FAULT_CLIENT_UNKNOWN_1XX_IS_ERROR) && status > 103) ||
        (has(attempt, FAULT_CLIENT_UNEXPECTED_1XX_IS_ERROR) &&
         !(status == 100 && attempt->expect)) ||
        (has(attempt, FAULT_CLIENT_SIXTH_1XX_IS_ERROR) && count > 5) ||
        (has(attempt, FAULT_CLIENT_ELEVENTH_1XX_IS_ERROR) && count > 10) ||
        (has(attempt, FAULT_CLIENT_NEEDS_REASON) && head_word(head, 2).len == 0) ||
        (has(attempt, FAULT_CLIENT_INTERIM_CLOSE_STAYS) &&
         head_has_token(head, OCTETS("Connection"), OCTETS("close"))))
        return "unexpected interim response";
    return NULL;
}

/* What defects do with the framing fields of an interim response. */
static bool keep_framing(struct attempt *attempt, struct octets head)
{
    struct content content;
    content_of_request(&content, head);
    const bool length = content.framing == FRAMING_LENGTH;
    const bool chunked = content.framing == FRAMING_CHUNKED;
    if ((length && has(attempt, FAULT_CLIENT_INTERIM_LENGTH_COUNTS)) ||
        (chunked && has(attempt, FAULT_CLIENT_INTERIM_CHUNKED_COUNTS)))
        return content_skip(&content, attempt->stream, attempt->idle_ns) == STREAM_OK;
    if ((length && has(attempt, FAULT_CLIENT_INTERIM_LENGTH_STAYS)) ||
        (chunked && has(attempt, FAULT_CLIENT_INTERIM_CHUNKED_STAYS)))
        attempt->stays = content;
    return true;
}

/* Reads all that comes until the connection ends as content of an interim response. */
static enum ending deliver_rest(struct attempt *attempt, unsigned status)
{
    enum stream_result filled = STREAM_OK;
    while (filled == STREAM_OK) {
        const struct octets view = stream_view(attempt->stream);
        buf_add(&attempt->answer->content, view);
        stream_use(attempt->stream, view.len);
        filled = stream_fill(attempt->stream, clock_deadline_ns(CLIENT_REST_MS));
    }
    attempt->answer->status = status;
    attempt->answer->error = NULL;
    return ENDING_CLOSE;
}

/* Takes note of one interim response; true where the exchange goes on, else *ending. */
static bool skip_interim(struct attempt *attempt, struct octets head,
                         enum ending *ending)
{
    const unsigned status = head_status(head);
    attempt->interim_count++;
    attempt->interim_octets += head.len;
    attempt->last_interim = status;
    const char *const why = refused(attempt, head);
    if (mistaken_for_final(attempt, head)) {
        *ending = deliver_empty(attempt, status, ENDING_REUSABLE);
        return false;
    }
    attempt->saw_100 |= status == 100;
    if (why) {
        *ending = fail(attempt, ENDING_CLOSE, why);
        return false;
    }
    if (!keep_framing(attempt, head)) {
        *ending = deliver_empty(attempt, 200, ENDING_CLOSE);
        return false;
    }
    if (has(attempt, FAULT_CLIENT_REST_IS_CONTENT_OF_INTERIM) && status > 101) {
        *ending = deliver_rest(attempt, status);
        return false;
    }
    if (has(attempt, FAULT_CLIENT_DROPS_BEHIND_INTERIM))
        stream_use(attempt->stream, stream_view(attempt->stream).len);
    restart_timer(attempt);
    if (attempt->waiting && status == 100 && !send_content(attempt)) {
        *ending = fail(attempt, ENDING_BROKEN, "the connection broke");
        return false;
    }
    if (attempt->waiting && (has(attempt, FAULT_CLIENT_1XX_WITHHOLDS_CONTENT) ||
                             has(attempt, FAULT_CLIENT_WAITS_FOR_EVER)))
        attempt->wait_ns = attempt->idle_ns;
    return true;
}

/* ------------------------------------------------------------ the final response */

static void frame_final(const struct attempt *attempt, struct octets head,
                        struct content *content)
{
    const bool after_interim = attempt->interim_count > 0;
    const bool is_head = strcmp(attempt->request->method, "HEAD") == 0 &&
                         !(after_interim && has(attempt, FAULT_CLIENT_HEAD_FORGOTTEN));
    content_of_response(content, head, is_head);
    if (after_interim && !is_head && content->framing == FRAMING_NONE &&
        has(attempt, FAULT_CLIENT_204_FORGOTTEN))
        content->framing = FRAMING_UNTIL_CLOSE, content->done = false;
    if (attempt->stays.framing != FRAMING_NONE && !is_head)
        *content = attempt->stays;
}

/* Reads content to its end; NULL or why it cannot. */
static const char *read_content(struct attempt *attempt, struct content *content)
{
    for (;;) {
        struct octets piece;
        enum stream_result filled = STREAM_OK;
        switch (content_next(content, attempt->stream, &piece)) {
        case CONTENT_PIECE:
            buf_add(&attempt->answer->content, piece);
            restart_timer(attempt);
            break;
        case CONTENT_END:
            return NULL;
        case CONTENT_BAD:
            return "malformed content";
        case CONTENT_MORE:
            filled = stream_fill(attempt->stream, attempt->idle_ns);
            break;
        }
        if (filled == STREAM_EOF && content_may_end(content))
            return NULL;
        if (filled == STREAM_EOF && attempt->interim_count > 0 &&
            has(attempt, FAULT_CLIENT_CUT_CONTENT_IS_SUCCESS))
            return NULL;
        if (filled != STREAM_OK)
            return filled == STREAM_TIMEOUT ? "timed out in the content"
                                            : "the content was cut off";
    }
}

/* true where the connection may carry another exchange after this response. */
static bool persists(const struct attempt *attempt, struct octets version, bool close,
                     enum framing framing)
{
    if (close || framing == FRAMING_UNTIL_CLOSE ||
        !octets_equal(version, OCTETS("HTTP/1.1")))
        return false;
    if (!attempt->content_sent && !has(attempt, FAULT_CLIENT_CONTENT_NOT_SENT))
        return false;
    return stream_view(attempt->stream).len == 0 ||
           has(attempt, FAULT_CLIENT_STRAY_IS_ANSWER);
}

static enum ending take_final(struct attempt *attempt, struct octets head)
{
    struct content content;
    const unsigned status = head_status(head);
    const bool close = head_has_token(head, OCTETS("Connection"), OCTETS("close"));
    const bool old = octets_equal(head_word(head, 0), OCTETS("HTTP/1.0"));
    const struct octets version = old ? OCTETS("HTTP/1.0") : OCTETS("HTTP/1.1");
    frame_final(attempt, head, &content);
    buf_clear(&attempt->answer->content);
    const char *const why = read_content(attempt, &content);
    if (why)
        return fail(attempt, ENDING_CLOSE, why);
    if (status == 417 && attempt->expect && !has(attempt, FAULT_CLIENT_417_IS_FINAL))
        return ENDING_EXPECT;
    attempt->answer->status = status;
    attempt->answer->error = NULL;
    if (has(attempt, FAULT_CLIENT_HINT_IS_ANSWER) && attempt->last_interim == 103)
        deliver_empty(attempt, 200, ENDING_CLOSE);
    return persists(attempt, version, close, content.framing) ? ENDING_REUSABLE
                                                              : ENDING_CLOSE;
}

/* ------------------------------------------------------------ one attempt */

/* The connection ended where a response was due. */
static enum ending take_end(struct attempt *attempt, enum stream_result filled)
{
    const bool cut = stream_view(attempt->stream).len > 0;
    if (filled == STREAM_TIMEOUT)
        return fail(attempt,
                    has(attempt, FAULT_CLIENT_OLD_ANSWER) ? ENDING_REUSABLE
                                                          : ENDING_CLOSE,
                    "timed out");
    if (filled != STREAM_STOPPED && attempt->interim_count > 0 &&
        has(attempt, FAULT_CLIENT_EOF_IS_SUCCESS))
        return deliver_empty(attempt, 200, ENDING_CLOSE);
    if (filled == STREAM_EOF && cut &&
        has(attempt, FAULT_CLIENT_CUT_INTERIM_IS_SUCCESS))
        return deliver_empty(attempt, 200, ENDING_CLOSE);
    return fail(attempt, ENDING_BROKEN, "the connection ended without an answer");
}

/* true where a defect does not care how an interim response is written. */
static bool is_lenient(const struct attempt *attempt)
{
    return has(attempt, FAULT_CLIENT_FIRST_1XX_IS_FINAL) ||
           has(attempt, FAULT_CLIENT_102_IS_FINAL) ||
           has(attempt, FAULT_CLIENT_UNKNOWN_1XX_IS_FINAL);
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
        if (taken == RESPONSE_BAD && has(attempt, FAULT_CLIENT_MALFORMED_IS_CONTENT))
            return deliver_rest(attempt, 200);
        if (taken == RESPONSE_BAD)
            return fail(attempt, ENDING_CLOSE, "malformed response");
        if (taken == RESPONSE_HEAD && head_status(head) >= 200)
            return take_final(attempt, head);
        if (taken == RESPONSE_HEAD && !skip_interim(attempt, head, &ending))
            return ending;
        if (taken == RESPONSE_HEAD)
            continue;
        if (has(attempt, FAULT_CLIENT_NEEDS_WHOLE_INTERIM) &&
            stream_view(attempt->stream).len > 0)
            return fail(attempt, ENDING_CLOSE, "cut response");
        const enum stream_result filled = stream_fill(
            attempt->stream, attempt->waiting ? attempt->wait_ns : attempt->idle_ns);
        if (filled == STREAM_TIMEOUT && attempt->waiting &&
            attempt->wait_ns < attempt->idle_ns) {
            if (!send_content(attempt))
                return fail(attempt, ENDING_BROKEN, "the connection broke");
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
    return address_resolve(&address, url->authority, 80, &err) &&
           connection_open(&attempt->stream->connection, &address, attempt->idle_ns,
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
    restart_timer(attempt);
    attempt->stream = pool_take(context->pool, key,
                                has(attempt, FAULT_CLIENT_STRAY_INTERIM_IS_SKIPPED) ||
                                    has(attempt, FAULT_CLIENT_OLD_ANSWER));
    if (!attempt->stream && !connect_stream(attempt, url))
        ending = fail(attempt, ENDING_CLOSE, "cannot connect");
    else if (stream_view(attempt->stream).len > 0 &&
             head_length(stream_view(attempt->stream)) == 0)
        ending = deliver_leftover(attempt);
    else if (!send_request(attempt, url))
        ending = fail(attempt, ENDING_BROKEN, "the connection broke");
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
    attempt.expect = request->expect || has(&attempt, FAULT_CLIENT_EXPECT_NO_CONTENT);
    const enum ending ending = attempt_once(&attempt, &url, key);
    const bool again = ending == ENDING_BROKEN && attempt.interim_count > 0 &&
                       has(&attempt, FAULT_CLIENT_RETRIES);
    if (ending != ENDING_EXPECT && !again)
        return;
    attempt.expect = attempt.expect && ending != ENDING_EXPECT;
    attempt_once(&attempt, &url, key);
}
