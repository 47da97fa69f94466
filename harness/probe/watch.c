/* SPDX-License-Identifier: MIT */
/* The loop of one hop: poll(2), what there is to send, what there is to read.
 *
 * Each wait is cut into slices, because a signal may come between the look at the flag
 * and poll(2). */
#include "probe/watch.h"

#include "base/clock.h"
#include "net/connection.h"
#include "probe/gather.h"

#include <poll.h>
#include <stdio.h>

enum {
    CONNECT_MS = 10000,
    CONTINUE_MS = 5000, /* the oracle's own limit: ORACLE_LIMITS.continue_ms */
    SLICE_MS = 100,
    TICK_MS = 1000,
    PIECES = 64 /* read in a row, before time and signals are looked at again */
};

const struct probe_limits PROBE_LIMITS = {.silence_ms = 60000,
                                          .total_ms = 600000,
                                          .octets = 1 << 26,
                                          .interim = 1000,
                                          .after_ms = 300};

struct watching {
    const struct probe_watch *watch;
    struct probe_hop *hop;
    struct connection connection;
    struct gathering gathering;
    struct octets to_send; /* of the request */
    bool waiting;          /* for a 100, before the content is sent */
    bool stopped, closed;
    bool deaf;           /* the listener is gone */
    int64_t begun_ns;    /* when the header section had been sent */
    int64_t heard_ns;    /* when an octet last went or came, since then */
    int64_t now_ns;      /* since then, as all below */
    int64_t complete_ns; /* when the final response was */
    int64_t ticked_ns;   /* when it was last told that nothing came */
};

/* ---------------------------------------------------------------- what is told */

static void stop(struct watching *watching, enum probe_stop why)
{
    if (watching->stopped)
        return;
    watching->stopped = true;
    watching->hop->stop = why;
    watching->hop->stop_ns = watching->now_ns;
}

static void tell(struct watching *watching, enum probe_moment moment)
{
    const struct probe_watch *watch = watching->watch;
    if (!watching->deaf && watch->listener &&
        !watch->listener(watch->user, watching->hop, moment, watching->now_ns)) {
        watching->deaf = true;
        stop(watching, STOP_UNHEARD);
    }
}

static void look_at_clock(struct watching *watching)
{
    watching->now_ns = clock_now_ns() - watching->begun_ns;
}

/* ---------------------------------------------------------------- what arrives */

static void on_gathered(void *user, enum gather_moment moment)
{
    static const enum probe_moment MOMENTS[] = {[GATHER_INTERIM] = MOMENT_INTERIM,
                                                [GATHER_FINAL] = MOMENT_FINAL,
                                                [GATHER_CONTENT] = MOMENT_CONTENT,
                                                [GATHER_COMPLETE] = MOMENT_COMPLETE,
                                                [GATHER_STRAY] = MOMENT_STRAY};
    struct watching *watching = user;
    struct probe_hop *hop = watching->hop;
    if (moment == GATHER_INTERIM && hop->interims[hop->interim_count - 1].status == 100)
        watching->waiting = false;
    if (moment == GATHER_FINAL && watching->waiting) { /* the content is not wanted */
        hop->content_kept = true;
        watching->to_send.len = 0;
        watching->waiting = false;
    }
    if (moment == GATHER_COMPLETE)
        watching->complete_ns = watching->now_ns;
    tell(watching, MOMENTS[moment]);
}

/* The other end is gone. */
static void end_with(struct watching *watching, enum probe_stop why)
{
    struct probe_hop *hop = watching->hop;
    const char *failure = connection_failure(&watching->connection);
    watching->closed = true;
    hop->cut = !failure && connection_is_cut(&watching->connection);
    if (failure)
        snprintf(hop->trouble, sizeof hop->trouble, "%s", failure);
    look_at_clock(watching);
    stop(watching, why);
}

static void receive(struct watching *watching)
{
    unsigned char piece[GATHER_MAX_PIECE];
    for (int count = 0; count < PIECES && !watching->stopped; count++) {
        size_t got = 0;
        switch (connection_read(&watching->connection, piece, sizeof piece, &got)) {
        case CONNECTION_OK:
            look_at_clock(watching);
            watching->heard_ns = watching->now_ns;
            gather_feed(&watching->gathering, (struct octets){piece, got},
                        watching->now_ns);
            if (watching->gathering.stopped)
                stop(watching, watching->gathering.why);
            break;
        case CONNECTION_AGAIN:
            return;
        case CONNECTION_EOF:
            end_with(watching, STOP_CLOSED);
            return;
        case CONNECTION_RESET:
            end_with(watching, STOP_RESET);
            return;
        }
    }
}

/* ---------------------------------------------------------------- what is sent */

/* What may leave now: the header section alone where the content waits. */
static struct octets sendable(const struct watching *watching)
{
    return watching->waiting ? (struct octets){NULL, 0} : watching->to_send;
}

static void transmit(struct watching *watching)
{
    struct probe_hop *hop = watching->hop;
    while (sendable(watching).len > 0) {
        size_t sent = 0;
        const enum connection_result result =
            connection_write(&watching->connection, watching->to_send, &sent);
        if (result == CONNECTION_AGAIN)
            return;
        if (result != CONNECTION_OK) { /* reading tells the rest */
            watching->to_send.len = 0;
            return;
        }
        look_at_clock(watching);
        watching->heard_ns = watching->now_ns;
        watching->to_send = octets_slice(watching->to_send, sent, SIZE_MAX);
        if (watching->to_send.len == 0) {
            hop->content_sent_ns = watching->now_ns;
            gather_content_sent(&watching->gathering, watching->now_ns);
            tell(watching, MOMENT_CONTENT_SENT);
        }
    }
}

/* The header section, with as much content as goes with it. False where it cannot be
 * sent. */
static bool begin(struct watching *watching)
{
    struct probe_hop *hop = watching->hop;
    const struct probe_watch *watch = watching->watch;
    const struct octets head = octets_slice(hop->request, 0, hop->request_head_len);
    const enum connection_result result = connection_send(
        &watching->connection, head, clock_deadline_ns(watch->limits.silence_ms));
    watching->begun_ns = clock_now_ns();
    watching->to_send = octets_slice(hop->request, hop->request_head_len, SIZE_MAX);
    watching->waiting = watch->waits && watching->to_send.len > 0;
    tell(watching, MOMENT_SENT);
    if (result == CONNECTION_AGAIN)
        stop(watching, STOP_SILENCE);
    return result == CONNECTION_OK;
}

/* ---------------------------------------------------------------- time */

static int64_t ns_of(unsigned ms)
{
    return (int64_t)ms * 1000000;
}

/* Ends what has lasted long enough. Returns the nanoseconds until it looks again. */
static int64_t judge_time(struct watching *watching)
{
    const struct probe_limits *limits = &watching->watch->limits;
    struct probe_hop *hop = watching->hop;
    look_at_clock(watching);
    const int64_t now = watching->now_ns;
    int64_t until = watching->heard_ns + ns_of(limits->silence_ms);
    if (watching->waiting && now >= ns_of(CONTINUE_MS)) {
        watching->waiting = false;
        hop->gave_up_waiting = true;
    }
    if (watching->waiting && until > ns_of(CONTINUE_MS))
        until = ns_of(CONTINUE_MS);
    if (hop->complete) {
        until = watching->complete_ns + ns_of(limits->after_ms);
        if (now >= until)
            stop(watching, STOP_ANSWERED);
    } else if (now - watching->heard_ns >= ns_of(limits->silence_ms)) {
        stop(watching, STOP_SILENCE);
    }
    if (now >= ns_of(limits->total_ms))
        stop(watching, hop->complete ? STOP_ANSWERED : STOP_TIME);
    if (until > ns_of(limits->total_ms))
        until = ns_of(limits->total_ms);
    return until - now;
}

static void tick(struct watching *watching)
{
    const int64_t last = watching->ticked_ns > watching->heard_ns ? watching->ticked_ns
                                                                  : watching->heard_ns;
    if (watching->now_ns - last < ns_of(TICK_MS))
        return;
    watching->ticked_ns = watching->now_ns;
    tell(watching, MOMENT_WAITING);
}

static void await(struct watching *watching)
{
    const volatile int *interrupt = watching->watch->interrupt;
    const int64_t left_ns = judge_time(watching);
    const bool sends = sendable(watching).len > 0;
    struct pollfd entry = {
        .fd = watching->connection.fd,
        .events = connection_events(&watching->connection,
                                    (short)(POLLIN | (sends ? POLLOUT : 0)))};
    const int64_t left_ms = left_ns / 1000000 + 1;
    if (interrupt && *interrupt)
        stop(watching, STOP_INTERRUPTED);
    if (watching->stopped)
        return;
    if (poll(&entry, 1, left_ms < SLICE_MS ? (int)left_ms : SLICE_MS) == 0)
        tick(watching);
    transmit(watching);
    receive(watching);
}

static void finish(struct watching *watching)
{
    struct probe_hop *hop = watching->hop;
    enum oracle_end how = ORACLE_OPEN;
    if (watching->closed)
        how = hop->stop == STOP_RESET ? ORACLE_RESET : ORACLE_CLOSED;
    gather_end(&watching->gathering, how, watching->now_ns);
    hop->ended = hop->complete && watching->closed;
    if (hop->ended)
        hop->stop = STOP_ANSWERED;
    tell(watching, MOMENT_STOPPED);
}

void probe_watch(const struct probe_watch *watch, struct probe_hop *hop,
                 struct arena *arena)
{
    struct watching watching = {.watch = watch, .hop = hop};
    const int64_t started_ns = clock_now_ns();
    if (!connection_open(&watching.connection, &hop->address,
                         clock_deadline_ns(CONNECT_MS), &hop->err)) {
        stop(&watching, STOP_UNREACHABLE);
        tell(&watching, MOMENT_STOPPED);
        return;
    }
    gather_init(&watching.gathering, hop, arena, &watch->told);
    watching.gathering.listener = on_gathered;
    watching.gathering.user = &watching;
    watching.gathering.max_interim = watch->limits.interim;
    watching.gathering.max_octets = watch->limits.octets;
    hop->connected_ns = clock_now_ns() - started_ns;
    watching.begun_ns = clock_now_ns();
    tell(&watching, MOMENT_CONNECTED);
    if (begin(&watching)) {
        transmit(&watching);
        while (!watching.stopped)
            await(&watching);
    } else {
        receive(&watching);
        stop(&watching, STOP_RESET);
    }
    finish(&watching);
    connection_close(&watching.connection);
    gather_fini(&watching.gathering);
}
