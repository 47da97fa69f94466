/* SPDX-License-Identifier: MIT */
/* Gathering what the oracle says of a recorded stream. */
#include "report/recording.h"

#include "base/ensure.h"
#include "oracle/head.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void *take(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    ENSURE(memory);
    return memory;
}

static void ask(struct recording *recording)
{
    while (recording->asked < recording->request_count &&
           oracle_request(&recording->oracle, &recording->requests[recording->asked]))
        recording->asked++;
}

/* Another interim response of the exchange. Those of one exchange lie together, because
 * the next one begins when it is over. */
static void add_interim(struct recording *recording,
                        struct recording_exchange *exchange, unsigned status)
{
    if (exchange->run_count > 0) {
        struct recording_run *last =
            &recording->runs[exchange->first_run + exchange->run_count - 1];
        if (last->status == status && last->count < UINT32_MAX) {
            last->count++;
            return;
        }
    }
    if (recording->run_count == RECORDING_MAX_RUNS) {
        recording->runs_full = true;
        return;
    }
    if (recording->run_count == recording->run_capacity) {
        recording->run_capacity =
            recording->run_capacity ? 2 * recording->run_capacity : 64;
        recording->runs =
            realloc(recording->runs, recording->run_capacity * sizeof *recording->runs);
        ENSURE(recording->runs);
    }
    if (exchange->run_count++ == 0)
        exchange->first_run = recording->run_count;
    recording->runs[recording->run_count++] =
        (struct recording_run){.status = (uint16_t)status, .count = 1};
}

static void on_event(void *user, const struct oracle_event *event)
{
    struct recording *recording = user;
    struct recording_exchange *exchange = event->exchange < recording->request_count
                                              ? &recording->exchanges[event->exchange]
                                              : NULL;
    if (event->kind == ORACLE_LOST) {
        recording->lost = true;
        recording->lost_offset = event->offset;
    } else if (event->kind == ORACLE_INTERIM || event->kind == ORACLE_FINAL) {
        if (!exchange)
            recording->strays++;
        else if (event->kind == ORACLE_INTERIM)
            add_interim(recording, exchange, event->status);
        else
            exchange->final = event->status;
    } else if (event->kind == ORACLE_DONE) {
        ask(recording);
    }
}

static void on_finding(void *user, const struct oracle_finding *finding)
{
    struct recording *recording = user;
    trail_add(&recording->trail, finding);
}

void recording_feed(struct recording *recording, struct octets octets)
{
    if (octets.len == 0)
        return;
    trail_remember(&recording->trail, octets);
    oracle_feed(&recording->oracle, octets, 0);
    trail_keep(&recording->trail, false);
}

void recording_end(struct recording *recording, enum oracle_end how)
{
    oracle_end(&recording->oracle, how, 0);
    trail_keep(&recording->trail, true);
}

/* Reading the requests. */

struct loading {
    struct recording *recording;
    struct octets octets;
    struct err *err;
    bool failed;
    bool open; /* the last request is not complete */
};

static void load_request(struct loading *loading, const struct request_event *event)
{
    struct recording *recording = loading->recording;
    const struct octets head = octets_slice(loading->octets, (size_t)event->offset,
                                            (size_t)(event->end - event->offset));
    if (recording->request_count == RECORDING_MAX_REQUESTS) {
        loading->failed = true;
        err_set(loading->err, "more than %d requests", RECORDING_MAX_REQUESTS);
        return;
    }
    struct oracle_request *request = &recording->requests[recording->request_count++];
    *request = event->request;
    if (!head_find(head, OCTETS("Upgrade"), &request->upgrade))
        request->upgrade = (struct octets){NULL, 0};
    loading->open = true;
}

static void on_request(void *user, const struct request_event *event)
{
    struct loading *loading = user;
    struct recording *recording = loading->recording;
    if (loading->failed)
        return;
    switch (event->kind) {
    case REQUEST_HEAD:
        load_request(loading, event);
        break;
    case REQUEST_END:
        recording->requests[recording->request_count - 1].content_sent = true;
        loading->open = false;
        break;
    case REQUEST_INVALID:
        loading->failed = true;
        err_set(loading->err, "octet %" PRIu64 " of the requests: %s", event->offset,
                event->reason);
        break;
    case REQUEST_CONTENT:
    case REQUEST_TUNNEL:
        break;
    }
}

bool recording_init(struct recording *recording, struct octets requests,
                    struct err *err)
{
    struct loading loading = {.recording = recording, .octets = requests, .err = err};
    const struct oracle_sink sink = {on_event, on_finding, recording};
    struct request_reader reader;

    memset(recording, 0, sizeof *recording);
    recording->requests = take(RECORDING_MAX_REQUESTS, sizeof *recording->requests);
    recording->exchanges = take(RECORDING_MAX_REQUESTS, sizeof *recording->exchanges);
    trail_init(&recording->trail);
    request_reader_init(&reader, on_request, &loading);
    request_reader_feed(&reader, requests);
    if (loading.failed)
        return false;
    if (!request_reader_idle(&reader) && !loading.open)
        return err_set(err,
                       "the last request's header section is not complete: an empty "
                       "line ends it");
    if (recording->request_count == 0)
        return err_set(err, "no request in it");
    oracle_init(&recording->oracle, NULL, &sink);
    ask(recording);
    return true;
}

void recording_fini(struct recording *recording)
{
    free(recording->requests);
    free(recording->exchanges);
    free(recording->runs);
    trail_fini(&recording->trail);
    memset(recording, 0, sizeof *recording);
}
