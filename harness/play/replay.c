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
    struct replay_block *block;
    int64_t now_ns;
    uint32_t cut;
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
        if (!(replay->requests.fields.flags & FACT_UPGRADE) ||
            !head_find(head, OCTETS("Upgrade"), &request.upgrade))
            request.upgrade = (struct octets){NULL, 0};
        replay->told_last = oracle_request(&replay->oracle, &request);
        replay->told += replay->told_last;
    } else if (event->kind == REQUEST_END && replay->told_last) {
        oracle_content_sent(&replay->oracle, replay->told - 1, replay->now_ns);
    }
}

/* What is fed lies at the end of the block, so that a sanitizer sees who reads on. */
static void feed(struct replay *replay, struct octets octets)
{
    unsigned char *to = replay->block->ptr + replay->block->size - octets.len;
    memcpy(to, octets.ptr, octets.len);
    oracle_feed(&replay->oracle, (struct octets){to, octets.len}, replay->now_ns);
}

/* How long the next piece is: one octet each, or as a sum over what went before says
 * (of a linear congruential generator), so that the same octets are always cut alike.
 */
static size_t piece(struct replay *replay, enum replay_cuts cuts)
{
    enum { LONGEST_PIECE = 32 };
    if (cuts == REPLAY_OCTETS)
        return 1;
    replay->cut = replay->cut * 1103515245U + 12345U;
    return 1 + (replay->cut >> 16) % LONGEST_PIECE;
}

static void feed_pieces(struct replay *replay, struct octets octets,
                        enum replay_cuts cuts)
{
    for (size_t at = 0; at < octets.len;) {
        const struct octets next = octets_slice(octets, at, piece(replay, cuts));
        feed(replay, next);
        replay->cut += next.ptr[0];
        at += next.len;
    }
}

/* The segments from step number `at` on that are fed as one. */
static size_t joined(const struct capture *capture, size_t at, enum replay_cuts cuts)
{
    size_t count = 1;
    while (cuts != REPLAY_AS_CAPTURED && at + count < capture->step_count &&
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
    if (cuts == REPLAY_PIECES || cuts == REPLAY_OCTETS)
        feed_pieces(replay, octets, cuts);
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

static void reserve(struct replay_block *block, size_t size)
{
    if (size <= block->size)
        return;
    free(block->ptr);
    block->ptr = malloc(size);
    block->size = size;
    ENSURE(block->ptr);
}

void replay_capture(const struct capture *capture, enum replay_cuts cuts,
                    const struct oracle_sink *sink, struct replay_block *block)
{
    struct replay replay; /* member by member: most of it is the oracle's own */
    size_t count;
    reserve(block, capture->responses.len);
    replay.capture = capture;
    replay.block = block;
    replay.now_ns = 0;
    replay.cut = 0;
    replay.told = 0;
    replay.told_last = false;
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
