/* SPDX-License-Identifier: MIT */
/* From a capture's steps to the oracle's calls. */
#include "play/replay.h"

#include "base/ensure.h"
#include "oracle/head.h"
#include "oracle/request.h"

#include <stdlib.h>
#include <string.h>

struct replay {
    struct oracle oracle;
    struct request_reader requests;
    const struct capture *capture;
    int64_t now_ns;
    unsigned told;  /* requests that the oracle knows */
    bool told_last; /* the one being read is among them */
};

static void on_request(void *user, const struct request_event *event)
{
    struct replay *replay = user;
    if (event->kind == REQUEST_HEAD || event->kind == REQUEST_INVALID) {
        struct oracle_request request = event->request;
        const struct octets head =
            octets_slice(buf_view(&replay->capture->requests), (size_t)event->offset,
                         (size_t)(event->end - event->offset));
        request.sent_ns = replay->now_ns;
        if (!head_find(head, OCTETS("Upgrade"), &request.upgrade))
            request.upgrade = (struct octets){NULL, 0};
        replay->told_last = oracle_request(&replay->oracle, &request);
        replay->told += replay->told_last;
    } else if (event->kind == REQUEST_END && replay->told_last) {
        oracle_content_sent(&replay->oracle, replay->told - 1, replay->now_ns);
    }
}

static void feed(struct replay *replay, struct octets octets)
{
    unsigned char *block = malloc(octets.len);
    ENSURE(block);
    memcpy(block, octets.ptr, octets.len);
    oracle_feed(&replay->oracle, (struct octets){block, octets.len}, replay->now_ns);
    free(block);
}

/* Octet by octet, out of one block: an allocation an octet would be most of the work.
 */
static void feed_octets(struct replay *replay, struct octets octets)
{
    unsigned char *block = malloc(1);
    ENSURE(block);
    for (size_t at = 0; at < octets.len; at++) {
        *block = octets.ptr[at];
        oracle_feed(&replay->oracle, (struct octets){block, 1}, replay->now_ns);
    }
    free(block);
}

/* The segments from step number `at` on that are fed as one. */
static size_t joined(const struct capture *capture, size_t at, enum replay_cuts cuts)
{
    size_t count = 1;
    while (cuts == REPLAY_JOINED && at + count < capture->step_count &&
           capture->steps[at + count].kind == CAPTURE_RESPONSE)
        count++;
    return count;
}

static void feed_step(struct replay *replay, size_t at, size_t count,
                      enum replay_cuts cuts)
{
    const struct capture_step *first = &replay->capture->steps[at];
    const struct capture_step *last = first + count - 1;
    const struct octets octets =
        octets_slice(buf_view(&replay->capture->responses), first->start,
                     last->start + last->len - first->start);
    if (cuts == REPLAY_OCTETS)
        feed_octets(replay, octets);
    else
        feed(replay, octets);
}

static enum oracle_end end_of(const struct capture *capture)
{
    static const enum oracle_end ENDS[] = {[CAPTURE_CLOSED] = ORACLE_CLOSED,
                                           [CAPTURE_RESET] = ORACLE_RESET,
                                           [CAPTURE_OPEN] = ORACLE_OPEN};
    return ENDS[capture->end];
}

void replay_capture(const struct capture *capture, enum replay_cuts cuts,
                    const struct oracle_sink *sink)
{
    struct replay replay = {.capture = capture};
    size_t count;
    oracle_init(&replay.oracle, NULL, sink);
    request_reader_init(&replay.requests, on_request, &replay);
    for (size_t at = 0; at < capture->step_count; at += count) {
        const struct capture_step *step = &capture->steps[at];
        count = step->kind == CAPTURE_RESPONSE ? joined(capture, at, cuts) : 1;
        if (step->kind == CAPTURE_REQUEST)
            request_reader_feed(&replay.requests, capture_octets(capture, step));
        else if (step->kind == CAPTURE_RESPONSE)
            feed_step(&replay, at, count, cuts);
        else
            replay.now_ns += (int64_t)CAPTURE_PAUSE_MS * 1000000;
    }
    oracle_end(&replay.oracle, end_of(capture), replay.now_ns);
}
