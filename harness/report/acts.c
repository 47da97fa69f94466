/* SPDX-License-Identifier: MIT */
/* From entries to acts.
 *
 * The order of the acts is that of the transcript, over all connections: what came from
 * the target in between becomes a wait, a time in which nothing came a pause. Of what
 * came only that it came counts: the target of tomorrow may say it in other words. */
#include "report/acts.h"

#include "base/ensure.h"
#include "oracle/oracle_state.h"
#include "oracle/request.h"
#include "report/streams.h"

#include <string.h>

enum {
    PAUSE_LEAST_MS = 5, /* less is what a machine does by itself */
    NS_PER_MS = 1000000,
    MADE_UP_MAX = 1 << 24, /* octets filled in for one send */
    REPEATS_SEEN = 16      /* equal octets that make a filling */
};

/* A connection while the transcript is walked. */
struct end {
    struct request_reader reader;
    bool reads;
    unsigned who;     /* 0: nothing was done with it yet */
    bool came;        /* something from the target, since we sent last */
    bool has_content; /* since the last request's header section */
};

struct walk {
    struct arena *arena;
    const struct evidence *evidence;
    struct streams streams;
    struct end *ends;
    struct end *now; /* whose request_reader speaks */
    struct octets fed;
    uint64_t fed_at; /* offset of its first octet */
    struct acts *acts;
    size_t capacity;
};

static struct act *add(struct walk *walk, enum act_kind kind, enum side side,
                       unsigned who)
{
    struct acts *const acts = walk->acts;
    ENSURE(acts->list != NULL);
    if (acts->count == walk->capacity) {
        struct act *const more =
            ARENA_ARRAY(walk->arena, struct act, 2 * walk->capacity);
        memcpy(more, acts->list, acts->count * sizeof *more);
        acts->list = more;
        walk->capacity *= 2;
    }
    struct act *const act = &acts->list[acts->count++];
    *act = (struct act){.kind = kind, .side = side, .who = who, .times = 1};
    return act;
}

/* ---------------------------------------------------------------- what came */

/* The second word of a request line. */
static struct octets target_of(struct octets head)
{
    const struct octets space = OCTETS(" ");
    const size_t first = octets_find(head, space);
    const struct octets rest =
        octets_slice(head, first < head.len ? first + 1 : head.len, head.len);
    return octets_slice(rest, 0, octets_find(rest, space));
}

static void on_request(void *user, const struct request_event *event)
{
    struct walk *const walk = user;
    if (event->kind == REQUEST_HEAD) {
        walk->now->who = ++walk->acts->requests;
        walk->now->has_content = false;
        struct act *const act = add(walk, ACT_REQUEST, SIDE_ORIGIN, walk->now->who);
        if (event->offset >= walk->fed_at)
            act->octets = target_of(octets_slice(
                walk->fed, (size_t)(event->offset - walk->fed_at), walk->fed.len));
    } else if (event->kind == REQUEST_CONTENT) {
        walk->now->has_content = true;
    }
}

/* The reader counts from the first octet of the transcript, which need not be that of
 * the connection. */
static void came(struct walk *walk, size_t at)
{
    const struct tap_entry *const entry = &walk->evidence->entries[at];
    const struct stream *const stream = &walk->streams.list[walk->streams.of[at]];
    struct end *const end = &walk->ends[walk->streams.of[at]];
    end->came = true;
    if (entry->side == SIDE_CLIENT)
        return;
    if (!end->reads)
        request_reader_init(&end->reader, on_request, walk);
    end->reads = true;
    walk->now = end;
    walk->fed = entry->octets;
    walk->fed_at = entry->offset - stream->first_received;
    request_reader_feed(&end->reader, entry->octets);
}

/* ---------------------------------------------------------------- what we did */

/* The next entry that sends on the same connection. */
static const struct tap_entry *next_send(const struct walk *walk, size_t at)
{
    const struct tap_entry *const entries = walk->evidence->entries;
    for (size_t next = at + 1; next < walk->evidence->count; next++)
        if (walk->streams.of[next] == walk->streams.of[at] &&
            entries[next].kind == TAP_SENT)
            return &entries[next];
    return NULL;
}

static bool ends_alike(struct octets octets, unsigned char last)
{
    if (octets.len < REPEATS_SEEN)
        return false;
    for (size_t back = 1; back <= REPEATS_SEEN; back++)
        if (octets.ptr[octets.len - back] != last)
            return false;
    return true;
}

/* What was not recorded behind an entry: whole repetitions of it where the next one is
 * the same again, one octet where all around is that. */
static void fill_in(struct walk *walk, size_t at, unsigned who)
{
    const struct tap_entry *const entry = &walk->evidence->entries[at];
    const struct tap_entry *const next = next_send(walk, at);
    const uint64_t end = entry->offset + entry->octets.len;
    const uint64_t lost = next && next->offset > end ? next->offset - end
                          : next                     ? 0
                                                     : entry->left_out;
    if (lost == 0)
        return;
    const bool again = next && entry->octets.len > 0 &&
                       octets_equal(entry->octets, next->octets) &&
                       lost % entry->octets.len == 0;
    if (entry->octets.len == 0 || (!again && lost > MADE_UP_MAX)) {
        walk->acts->missing += lost;
        return;
    }
    struct act *const act = add(walk, ACT_SEND, entry->side, who);
    if (again) {
        act->octets = entry->octets;
        act->times = lost / entry->octets.len;
        return;
    }
    const unsigned char last = entry->octets.ptr[entry->octets.len - 1];
    const bool alike = ends_alike(entry->octets, last);
    act->octets =
        alike ? octets_slice(entry->octets, entry->octets.len - 1, 1) : OCTETS("x");
    act->times = lost;
    walk->acts->guessed += alike ? 0 : lost;
}

/* Waits for what had come before we went on. */
static void await(struct walk *walk, struct end *end, enum side side)
{
    if (side == SIDE_CLIENT && end->came)
        add(walk, ACT_ANSWER, side, end->who);
    else if (side == SIDE_ORIGIN && end->came && end->has_content)
        add(walk, ACT_CONTENT, side, end->who);
    else if (side == SIDE_ORIGIN && end->who == 0)
        add(walk, ACT_ACCEPT, side, end->who = ++walk->acts->requests);
    end->came = false;
    end->has_content = false;
}

/* A client that asks may have waited for what another one got. */
static void await_clients(struct walk *walk)
{
    for (size_t at = 0; at < walk->streams.count; at++) {
        struct end *const end = &walk->ends[at];
        if (walk->streams.list[at].side == SIDE_CLIENT && end->who > 0)
            await(walk, end, SIDE_CLIENT);
    }
}

static void pause_since(struct walk *walk, size_t at)
{
    const struct tap_entry *const entries = walk->evidence->entries;
    size_t before = at;
    while (before > 0 && entries[before - 1].kind == TAP_NOTE)
        before--;
    if (before == 0 || walk->acts->count == 0)
        return;
    const int64_t ms = (entries[at].at_ns - entries[before - 1].at_ns) / NS_PER_MS;
    if (ms >= PAUSE_LEAST_MS)
        add(walk, ACT_PAUSE, entries[at].side, 0)->pause_ms = (unsigned)ms;
}

static void sent(struct walk *walk, size_t at, struct end *end)
{
    const struct tap_entry *const entry = &walk->evidence->entries[at];
    const size_t before = walk->acts->count;
    if (entry->side == SIDE_CLIENT)
        await_clients(walk);
    else
        await(walk, end, entry->side);
    pause_since(walk, at);
    struct act *const last =
        walk->acts->count > 0 ? &walk->acts->list[walk->acts->count - 1] : NULL;
    if (last && walk->acts->count == before && last->kind == ACT_SEND &&
        last->side == entry->side && last->who == end->who &&
        octets_equal(last->octets, entry->octets))
        last->times++;
    else if (entry->octets.len > 0)
        add(walk, ACT_SEND, entry->side, end->who)->octets = entry->octets;
    fill_in(walk, at, end->who);
}

static void ended(struct walk *walk, size_t at, struct end *end)
{
    static const enum act_kind KINDS[] = {[TAP_HALF_CLOSED] = ACT_HALF_CLOSE,
                                          [TAP_CLOSED] = ACT_CLOSE,
                                          [TAP_RESET] = ACT_RESET};
    const struct tap_entry *const entry = &walk->evidence->entries[at];
    if (entry->theirs) {
        end->came = true;
        return;
    }
    if (end->who == 0)
        return;
    await(walk, end, entry->side);
    pause_since(walk, at);
    add(walk, KINDS[entry->kind], entry->side, end->who);
}

static void step(struct walk *walk, size_t at)
{
    const struct tap_entry *const entry = &walk->evidence->entries[at];
    if (walk->streams.of[at] == STREAM_NONE)
        return;
    struct end *const end = &walk->ends[walk->streams.of[at]];
    switch (entry->kind) {
    case TAP_OPENED:
        if (entry->side == SIDE_CLIENT) {
            await_clients(walk);
            add(walk, ACT_CONNECT, SIDE_CLIENT, end->who = ++walk->acts->clients);
        }
        break;
    case TAP_RECEIVED:
        came(walk, at);
        break;
    case TAP_SENT:
        sent(walk, at, end);
        break;
    case TAP_HALF_CLOSED:
    case TAP_CLOSED:
    case TAP_RESET:
        ended(walk, at, end);
        break;
    case TAP_NOTE:
        break;
    }
}

/* Closing is how every transcript ends: a reproducer waits there instead, to show what
 * comes. A client is waited for by the close that it may need. */
static void drop_end(struct walk *walk)
{
    struct acts *const acts = walk->acts;
    while (acts->count > 0) {
        const enum act_kind last = acts->list[acts->count - 1].kind;
        if (last != ACT_CLOSE && last != ACT_PAUSE && last != ACT_ANSWER)
            return;
        if (last == ACT_CLOSE && walk->evidence->role == ROLE_CLIENT)
            return;
        acts->count--;
    }
}

void acts_find(struct arena *arena, const struct evidence *evidence, struct acts *acts)
{
    struct walk walk = {
        .arena = arena, .evidence = evidence, .acts = acts, .capacity = 64};
    *acts = (struct acts){.list = ARENA_ARRAY(arena, struct act, walk.capacity)};
    streams_find(arena, evidence->entries, evidence->count, &walk.streams);
    walk.ends = ARENA_ARRAY(arena, struct end, walk.streams.count + 1);
    for (size_t at = 0; at < evidence->count; at++)
        step(&walk, at);
    drop_end(&walk);
}
