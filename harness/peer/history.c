/* SPDX-License-Identifier: MIT */
/* A ring of exchanges under one lock. Exchange number n lies at n modulo the ring's
 * size: who notes something of one that was overwritten finds another number there. */
#include "peer/history.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/quote.h"
#include "oracle/head.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum {
    ENDS_KEPT = 4, /* events that only the end of a connection may use */
    /* An octet takes 5 characters at most ("\\x00" in JSON), an event fewer than 128, a
     * finding fewer than 400. */
    WRITTEN_OCTETS = 40 * 1024,
    WRITTEN_EVENTS = 1024
};

struct event {
    enum history_kind kind;
    int64_t at_ns;
    size_t start, len; /* of the octets kept */
    uint64_t passed;   /* octets in all */
};

struct finding {
    enum requirement requirement;
    uint64_t offset;
    char detail[160];
};

struct exchange_seen {
    uint64_t number; /* 0: none yet */
    int64_t at_ns;
    unsigned char token[HISTORY_TOKEN];
    size_t token_len;
    const char *fault;
    struct event events[HISTORY_EVENTS];
    size_t count;
    uint64_t events_left_out, octets_left_out;
    struct finding findings[HISTORY_FINDINGS];
    size_t finding_count;
    unsigned char octets[HISTORY_OCTETS];
    size_t len;
};

struct history {
    pthread_mutex_t mutex;
    int64_t started_ns;
    uint64_t last;
    struct exchange_seen ring[HISTORY_EXCHANGES];
};

struct history *history_new(void)
{
    struct history *const history = calloc(1, sizeof *history);
    ENSURE(history && pthread_mutex_init(&history->mutex, NULL) == 0);
    history->started_ns = clock_now_ns();
    return history;
}

void history_free(struct history **history)
{
    if (!*history)
        return;
    pthread_mutex_destroy(&(*history)->mutex);
    free(*history);
    *history = NULL;
}

/* ------------------------------------------------------------ noting */

static void keep(struct exchange_seen *seen, struct octets octets)
{
    const struct octets kept = octets_slice(octets, 0, HISTORY_OCTETS - seen->len);
    if (kept.len > 0)
        memcpy(seen->octets + seen->len, kept.ptr, kept.len);
    seen->len += kept.len;
    seen->octets_left_out += octets.len - kept.len;
}

static void note(struct exchange_seen *seen, enum history_kind kind,
                 struct octets octets)
{
    const bool ends = kind != HISTORY_RECEIVED && kind != HISTORY_SENT;
    if (ends && seen->count > 0 && seen->events[seen->count - 1].kind == kind)
        return; /* whoever reads again finds the same end */
    if (seen->count >= HISTORY_EVENTS - (ends ? 0 : ENDS_KEPT)) {
        seen->events_left_out++;
        seen->octets_left_out += octets.len;
        return;
    }
    struct event *const event = &seen->events[seen->count++];
    *event = (struct event){.kind = kind,
                            .at_ns = clock_now_ns() - seen->at_ns,
                            .start = seen->len,
                            .passed = octets.len};
    keep(seen, octets);
    event->len = seen->len - event->start;
}

/* The value of a field that is nobody else's business. */
static bool is_private(struct octets line)
{
    static const char *const NAMES[] = {"Cookie", "Authorization",
                                        "Proxy-Authorization"};
    const struct octets name = octets_slice(line, 0, octets_find(line, OCTETS(":")));
    bool found = false;
    for (size_t row = 0; row < sizeof NAMES / sizeof NAMES[0]; row++)
        found |= octets_equal_nocase(octets_trim(name), octets_of(NAMES[row]));
    return found;
}

/* Copies a head, line by line, without the private values. */
static void copy_head(struct buf *out, struct octets head)
{
    while (head.len > 0) {
        const size_t found = octets_find(head, OCTETS("\n"));
        const size_t len = found < head.len ? found + 1 : head.len;
        const struct octets line = octets_slice(head, 0, len);
        if (is_private(line)) {
            buf_add(out, octets_slice(line, 0, octets_find(line, OCTETS(":"))));
            buf_add_text(out, ": (not kept)\r\n");
        } else {
            buf_add(out, line);
        }
        head = octets_slice(head, len, head.len);
    }
}

uint64_t history_begin(struct history *history, struct octets token, const char *fault,
                       struct octets head)
{
    struct buf text;
    buf_init(&text, HISTORY_OCTETS);
    copy_head(&text, head);
    token = octets_slice(token, 0, HISTORY_TOKEN);
    pthread_mutex_lock(&history->mutex);
    const uint64_t number = ++history->last;
    struct exchange_seen *const seen = &history->ring[number % HISTORY_EXCHANGES];
    *seen = (struct exchange_seen){
        .number = number, .at_ns = clock_now_ns(), .fault = fault};
    seen->token_len = token.len;
    if (token.len > 0)
        memcpy(seen->token, token.ptr, token.len);
    if (text.len > 0)
        note(seen, HISTORY_RECEIVED, buf_view(&text));
    pthread_mutex_unlock(&history->mutex);
    buf_fini(&text);
    return number;
}

void history_note(struct history *history, uint64_t number, enum history_kind kind,
                  struct octets octets)
{
    pthread_mutex_lock(&history->mutex);
    struct exchange_seen *const seen = &history->ring[number % HISTORY_EXCHANGES];
    if (number > 0 && seen->number == number)
        note(seen, kind, octets);
    pthread_mutex_unlock(&history->mutex);
}

void history_find(struct history *history, uint64_t number,
                  enum requirement requirement, uint64_t offset, const char *detail)
{
    pthread_mutex_lock(&history->mutex);
    struct exchange_seen *const seen = &history->ring[number % HISTORY_EXCHANGES];
    if (number > 0 && seen->number == number &&
        seen->finding_count < HISTORY_FINDINGS) {
        struct finding *const finding = &seen->findings[seen->finding_count++];
        finding->requirement = requirement;
        finding->offset = offset;
        snprintf(finding->detail, sizeof finding->detail, "%s", detail);
    }
    pthread_mutex_unlock(&history->mutex);
}

/* ------------------------------------------------------------ telling */

/* Octets as one JSON string of visible characters. */
static json_t *visible(struct octets octets)
{
    struct buf text;
    buf_init(&text, 4 * octets.len + 1);
    quote_encode(&text, octets);
    json_t *const value = json_string(buf_text(&text));
    buf_fini(&text);
    ENSURE(value);
    return value;
}

static json_t *tell_event(const struct exchange_seen *seen, const struct event *event)
{
    static const char *const KINDS[] = {"received",     "sent",
                                        "half-closed",  "client-closed",
                                        "client-reset", "server-closed"};
    const struct octets octets = {seen->octets + event->start, event->len};
    json_t *const value =
        json_pack("{s:f, s:s, s:I, s:o}", "at_ms", (double)event->at_ns / 1e6, "what",
                  KINDS[event->kind], "octets", (json_int_t)event->passed, "text",
                  visible(octets));
    ENSURE(value);
    return value;
}

static json_t *tell_findings(const struct exchange_seen *seen)
{
    json_t *const all = json_array();
    for (size_t at = 0; at < seen->finding_count; at++) {
        const struct finding *const finding = &seen->findings[at];
        const struct requirement_row *const row = requirement_row(finding->requirement);
        json_t *const one =
            json_pack("{s:s, s:s, s:s, s:I, s:s}", "requirement", row->id, "level",
                      level_name(row->level), "source", row->source, "offset",
                      (json_int_t)finding->offset, "detail", finding->detail);
        ENSURE(one && json_array_append_new(all, one) == 0);
    }
    return all;
}

static json_t *tell(const struct history *history, const struct exchange_seen *seen)
{
    json_t *const events = json_array();
    for (size_t at = 0; at < seen->count; at++)
        ENSURE(json_array_append_new(events, tell_event(seen, &seen->events[at])) == 0);
    json_t *const value = json_pack(
        "{s:I, s:o, s:s, s:f, s:o, s:I, s:I, s:o}", "number", (json_int_t)seen->number,
        "token", visible((struct octets){seen->token, seen->token_len}), "fault",
        seen->fault, "began_ms", (double)(seen->at_ns - history->started_ns) / 1e6,
        "events", events, "events_left_out", (json_int_t)seen->events_left_out,
        "octets_left_out", (json_int_t)seen->octets_left_out, "findings",
        tell_findings(seen));
    ENSURE(value);
    return value;
}

/* The exchanges to tell of, newest first. */
static json_t *tell_all(const struct history *history, struct octets token)
{
    json_t *const all = json_array();
    size_t octets = 0, events = 0;
    for (uint64_t back = 0; back < HISTORY_EXCHANGES && back < history->last; back++) {
        const uint64_t number = history->last - back;
        const struct exchange_seen *const seen =
            &history->ring[number % HISTORY_EXCHANGES];
        const struct octets its = {seen->token, seen->token_len};
        if (token.len > 0 && !octets_equal(its, token))
            continue;
        octets += seen->len;
        events += seen->count;
        if (octets > WRITTEN_OCTETS || events > WRITTEN_EVENTS)
            break;
        ENSURE(json_array_append_new(all, tell(history, seen)) == 0);
    }
    return all;
}

static int add_piece(const char *piece, size_t len, void *out)
{
    const struct octets octets = {(const unsigned char *)piece, len};
    return buf_add(out, octets) ? 0 : -1;
}

void history_write(struct history *history, struct octets token, struct buf *json)
{
    token = octets_slice(token, 0, HISTORY_TOKEN);
    pthread_mutex_lock(&history->mutex);
    json_t *const value = json_pack("{s:o}", "exchanges", tell_all(history, token));
    pthread_mutex_unlock(&history->mutex);
    ENSURE(value);
    json_dump_callback(value, add_piece, json, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(value);
}
