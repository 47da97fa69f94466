/* SPDX-License-Identifier: MIT */
/* Finding the places: placeholders, request-targets, Host, lengths and content. */
#include "play/draft_places.h"

#include "oracle/head.h"
#include "oracle/oracle.h"
#include "oracle/request.h"
#include "play/replay.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text, *stand_in;
    enum piece_kind kind;
} PLACEHOLDERS[] = {
    {"{path}", "/path", PIECE_TARGET},
    {"{post}", "/post", PIECE_TARGET},
    {"{trigger}", "/trigger", PIECE_TRIGGER},
    {"{authority}", "a", PIECE_AUTHORITY},
    {"{token}", "token-of-a-draft", PIECE_TOKEN},
};
enum { PLACEHOLDER_COUNT = sizeof PLACEHOLDERS / sizeof PLACEHOLDERS[0] };

/* Keeps the list in order; what touches another place is left out. */
static void add(struct draft_places *places, const struct draft_place *place)
{
    size_t at = places->count;
    while (at > 0 && places->list[at - 1].offset >= place->offset)
        at--;
    const struct draft_place *behind = &places->list[at];
    if (places->count == PLACES_MAX || place->len == 0 ||
        (at > 0 && behind[-1].offset + behind[-1].len > place->offset) ||
        (at < places->count && behind->offset < place->offset + place->len))
        return;
    memmove(&places->list[at + 1], behind, (places->count - at) * sizeof *behind);
    places->list[at] = *place;
    places->count++;
}

static size_t placeholder_at(struct octets text)
{
    size_t row = 0;
    while (row < PLACEHOLDER_COUNT &&
           !octets_starts_with(text, octets_of(PLACEHOLDERS[row].text)))
        row++;
    return row;
}

/* One segment with its placeholders replaced, noted at `base` and on. */
static void expand(struct octets octets, size_t base, struct draft_places *places,
                   struct buf *out)
{
    for (size_t at = 0; at < octets.len;) {
        const size_t row = placeholder_at(octets_slice(octets, at, SIZE_MAX));
        if (row == PLACEHOLDER_COUNT) {
            buf_add_octet(out, octets.ptr[at++]);
            continue;
        }
        const struct octets stand_in = octets_of(PLACEHOLDERS[row].stand_in);
        add(places, &(struct draft_place){.offset = base + out->len,
                                          .len = stand_in.len,
                                          .kind = PLACEHOLDERS[row].kind});
        buf_add(out, stand_in);
        at += octets_of(PLACEHOLDERS[row].text).len;
    }
}

static void expand_all(struct draft_map *map, const struct capture *capture,
                       struct capture *expanded)
{
    struct buf out;
    buf_init(&out, CAPTURE_MAX_OCTETS);
    for (size_t at = 0; at < capture->step_count; at++) {
        const struct capture_step *step = &capture->steps[at];
        buf_clear(&out);
        if (step->kind != CAPTURE_PAUSE)
            expand(capture_octets(capture, step),
                   step->kind == CAPTURE_REQUEST ? expanded->requests.len
                                                 : expanded->responses.len,
                   &map->places[step->kind], &out);
        capture_add(expanded, step->kind, buf_view(&out));
    }
    expanded->end = capture->end;
    buf_fini(&out);
}

/* ---------------------------------------------------------------- requests */

struct mapping {
    struct draft_map *map;
    const struct capture *capture;
    uint64_t head_start, head_end; /* of the final response being told of */
    unsigned contents;             /* pieces of its content */
    struct draft_place content;
};

/* A part of a head, at its place in the stream that begins at base. */
static void add_part(struct draft_places *places, const struct buf *stream,
                     struct octets part, enum piece_kind kind, unsigned exchange)
{
    if (part.len > 0)
        add(places, &(struct draft_place){.offset = (size_t)(part.ptr - stream->ptr),
                                          .len = part.len,
                                          .kind = kind,
                                          .exchange = exchange});
}

static void on_request(void *user, const struct request_event *event)
{
    struct mapping *mapping = user;
    struct draft_map *map = mapping->map;
    const struct buf *stream = &mapping->capture->requests;
    struct octets host;
    if (event->kind != REQUEST_HEAD || map->head_count == SCRIPT_MAX_EXCHANGES)
        return;
    const struct octets head = octets_slice(buf_view(stream), (size_t)event->offset,
                                            (size_t)(event->end - event->offset));
    const unsigned exchange = (unsigned)map->head_count;
    map->heads[map->head_count++] = event->offset;
    const struct octets target = head_word(head, 1);
    if (octets_starts_with(target, OCTETS("/")))
        add_part(&map->places[CAPTURE_REQUEST], stream, target, PIECE_TARGET, exchange);
    if (head_find(head, OCTETS("Host"), &host))
        add_part(&map->places[CAPTURE_REQUEST], stream, host, PIECE_AUTHORITY, 0);
}

/* ---------------------------------------------------------------- responses */

/* The content becomes the token, and its length the token's: in Content-Length, or on
 * the line of its only chunk. */
static void replace_content(struct mapping *mapping, unsigned exchange)
{
    struct draft_places *places = &mapping->map->places[CAPTURE_RESPONSE];
    const struct buf *stream = &mapping->capture->responses;
    const struct octets head =
        octets_slice(buf_view(stream), (size_t)mapping->head_start,
                     (size_t)(mapping->head_end - mapping->head_start));
    struct octets value;
    struct draft_place *content = &mapping->content;
    content->exchange = exchange;
    if (mapping->contents != 1)
        return;
    if (content->offset > mapping->head_end) {
        const struct octets line =
            octets_slice(buf_view(stream), (size_t)mapping->head_end,
                         content->offset - (size_t)mapping->head_end);
        const size_t end = octets_find(line, OCTETS("\r\n"));
        if (end + 2 != line.len)
            return;
        add_part(places, stream, octets_slice(line, 0, end), PIECE_TOKEN_HEX, exchange);
    } else if (head_find(head, OCTETS("Content-Length"), &value)) {
        add_part(places, stream, value, PIECE_TOKEN_LENGTH, exchange);
    }
    add(places, content);
}

static void on_event(void *user, const struct oracle_event *event)
{
    struct mapping *mapping = user;
    struct draft_map *map = mapping->map;
    if (event->kind == ORACLE_FINAL) {
        mapping->head_start = event->offset;
        mapping->head_end = event->end;
        mapping->contents = 0;
    } else if (event->kind == ORACLE_CONTENT) {
        mapping->contents++;
        mapping->content = (struct draft_place){.offset = (size_t)event->offset,
                                                .len = event->content.len,
                                                .kind = PIECE_TOKEN};
    } else if (event->kind == ORACLE_DONE) {
        if (map->end_count < SCRIPT_MAX_EXCHANGES)
            map->ends[map->end_count++] = event->end;
        if (event->exchange < SCRIPT_MAX_EXCHANGES)
            replace_content(mapping, event->exchange);
    }
    if (event->kind != ORACLE_ENDED)
        map->over = event->kind != ORACLE_DONE || !event->persists;
}

static void on_finding(void *user, const struct oracle_finding *finding)
{
    struct draft_map *map = ((struct mapping *)user)->map;
    size_t row = 0;
    while (row < map->finding_count && map->findings[row] != finding->requirement)
        row++;
    if (row == map->finding_count &&
        row < sizeof map->findings / sizeof map->findings[0])
        map->findings[map->finding_count++] = finding->requirement;
}

/* Each {token} and {path} speaks of the exchange that it stands in. */
static void number_places(struct draft_map *map)
{
    for (unsigned kind = 0; kind < 2; kind++)
        for (size_t at = 0; at < map->places[kind].count; at++) {
            struct draft_place *place = &map->places[kind].list[at];
            const uint64_t *borders = kind == CAPTURE_REQUEST ? map->heads : map->ends;
            const size_t count =
                kind == CAPTURE_REQUEST ? map->head_count : map->end_count;
            unsigned before = 0;
            while (before < count && borders[before] <= place->offset)
                before++;
            place->exchange =
                kind == CAPTURE_REQUEST && before > 0 ? before - 1 : before;
        }
}

void draft_map_make(struct draft_map *map, const struct capture *capture,
                    struct capture *expanded)
{
    struct mapping mapping = {.map = map, .capture = expanded};
    const struct oracle_sink sink = {on_event, on_finding, &mapping};
    struct request_reader reader;
    struct replay_block block = {NULL, 0};
    memset(map, 0, sizeof *map);
    expand_all(map, capture, expanded);
    request_reader_init(&reader, on_request, &mapping);
    request_reader_feed(&reader, buf_view(&expanded->requests));
    replay_capture(expanded, REPLAY_JOINED, &sink, &block);
    free(block.ptr);
    number_places(map);
}
