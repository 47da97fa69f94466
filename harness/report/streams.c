/* SPDX-License-Identifier: MIT */
/* An entry continues the connection whose next octet has its offset. */
#include "report/streams.h"

#include <stdbool.h>

static bool carries(const struct tap_entry *entry)
{
    return entry->kind == TAP_SENT || entry->kind == TAP_RECEIVED;
}

static uint64_t *next_of(struct stream *stream, enum tap_kind kind)
{
    return kind == TAP_SENT ? &stream->sent : &stream->received;
}

/* How well an entry continues a connection; 0: not at all. */
static unsigned fit(struct stream *stream, const struct tap_entry *entry)
{
    if (stream->side != entry->side || stream->ended)
        return 0;
    const bool same_lane = stream->lane == entry->lane;
    if (!carries(entry))
        return same_lane;
    const uint64_t next = *next_of(stream, entry->kind);
    if (next == entry->offset)
        return same_lane ? 4 : 3;
    /* a slim report leaves entries out */
    return same_lane && next < entry->offset ? 1 : 0;
}

static unsigned open_stream(struct streams *streams, const struct tap_entry *entry)
{
    if (streams->count == STREAMS_MAX)
        return STREAM_NONE;
    struct stream *const stream = &streams->list[streams->count];
    *stream = (struct stream){.side = entry->side, .lane = entry->lane};
    if (carries(entry)) {
        *next_of(stream, entry->kind) = entry->offset;
        stream->first_sent = stream->sent;
        stream->first_received = stream->received;
    }
    return (unsigned)streams->count++;
}

/* The later of two that fit as well: the other one was left behind. */
static unsigned find(struct streams *streams, const struct tap_entry *entry)
{
    unsigned best = 0;
    unsigned found = STREAM_NONE;
    for (size_t at = 0; at < streams->count; at++) {
        const unsigned how = fit(&streams->list[at], entry);
        if (how > 0 && how >= best) {
            best = how;
            found = (unsigned)at;
        }
    }
    return found;
}

static void follow(struct streams *streams, size_t at, const struct tap_entry *entry)
{
    unsigned found = entry->kind == TAP_OPENED ? STREAM_NONE : find(streams, entry);
    if (found == STREAM_NONE && (entry->kind == TAP_OPENED || carries(entry)))
        found = open_stream(streams, entry);
    streams->of[at] = found;
    if (found == STREAM_NONE)
        return;
    struct stream *const stream = &streams->list[found];
    stream->lane = entry->lane;
    if (carries(entry))
        *next_of(stream, entry->kind) =
            entry->offset + entry->octets.len + entry->left_out;
    if (entry->kind == TAP_RESET || (entry->kind == TAP_CLOSED && !entry->theirs))
        stream->ended = true;
}

void streams_find(struct arena *arena, const struct tap_entry *entries, size_t count,
                  struct streams *streams)
{
    *streams = (struct streams){.list = ARENA_ARRAY(arena, struct stream, STREAMS_MAX),
                                .of = ARENA_ARRAY(arena, unsigned, count + 1)};
    for (size_t at = 0; at < count; at++) {
        streams->of[at] = STREAM_NONE;
        if (entries[at].kind != TAP_NOTE)
            follow(streams, at, &entries[at]);
    }
}
