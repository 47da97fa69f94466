/* SPDX-License-Identifier: MIT */
/* Captures: from marks to steps and back. */
#include "mutate/capture.h"

#include <string.h>

static const unsigned char KINDS[] = {
    [CAPTURE_REQUEST] = '>', [CAPTURE_RESPONSE] = '<', [CAPTURE_PAUSE] = '~'};
static const unsigned char ENDS[] = {
    [CAPTURE_CLOSED] = '.', [CAPTURE_RESET] = '!', [CAPTURE_OPEN] = '_'};
enum { KIND_COUNT = sizeof KINDS, END_COUNT = sizeof ENDS };

#define DEFAULT_REQUEST OCTETS("GET / HTTP/1.1\r\nHost: a\r\n\r\n")

void capture_init(struct capture *capture)
{
    buf_init(&capture->requests, CAPTURE_MAX_OCTETS);
    buf_init(&capture->responses, CAPTURE_MAX_OCTETS);
    capture->step_count = 0;
    capture->end = CAPTURE_CLOSED;
}

void capture_fini(struct capture *capture)
{
    buf_fini(&capture->requests);
    buf_fini(&capture->responses);
}

static void clear(struct capture *capture)
{
    buf_clear(&capture->requests);
    buf_clear(&capture->responses);
    capture->step_count = 0;
    capture->end = CAPTURE_CLOSED;
}

static struct buf *direction(struct capture *capture, enum capture_kind kind)
{
    return kind == CAPTURE_REQUEST ? &capture->requests : &capture->responses;
}

/* A step to which octets may be added; NULL where there are too many. */
static struct capture_step *begin(struct capture *capture, enum capture_kind kind)
{
    if (capture->step_count == CAPTURE_MAX_STEPS)
        return NULL;
    struct capture_step *step = &capture->steps[capture->step_count++];
    *step = (struct capture_step){
        .kind = kind,
        .start = kind == CAPTURE_PAUSE ? 0 : direction(capture, kind)->len};
    return step;
}

static bool extend(struct capture *capture, struct capture_step *step,
                   struct octets octets)
{
    step->len += octets.len;
    return buf_add(direction(capture, step->kind), octets);
}

bool capture_add(struct capture *capture, enum capture_kind kind, struct octets octets)
{
    if (kind != CAPTURE_PAUSE && octets.len == 0)
        return true;
    struct capture_step *step = begin(capture, kind);
    return step && (kind == CAPTURE_PAUSE || extend(capture, step, octets));
}

/* Reading. */

struct reader {
    struct capture *capture;
    struct octets text;
    size_t at;
    enum capture_kind kind;    /* of the octets that come next */
    struct capture_step *step; /* that they join; NULL: none is begun */
    bool fits;
    bool ended;
};

static void take(struct reader *reader, struct octets octets)
{
    if (octets.len == 0 || !reader->fits)
        return;
    if (!reader->step)
        reader->step = begin(reader->capture, reader->kind);
    reader->fits = reader->step && extend(reader->capture, reader->step, octets);
}

static size_t find(const unsigned char *list, size_t count, unsigned char letter)
{
    const unsigned char *at = memchr(list, letter, count);
    return at ? (size_t)(at - list) : count;
}

/* The mark at the front, and what it means. */
static void read_mark(struct reader *reader)
{
    const struct octets mark = octets_slice(reader->text, reader->at, 2);
    const unsigned char letter = mark.len == 2 ? mark.ptr[1] : CAPTURE_MARK;
    const size_t kind = find(KINDS, KIND_COUNT, letter);
    const size_t end = find(ENDS, END_COUNT, letter);
    reader->at += mark.len;
    if (end < END_COUNT) {
        reader->capture->end = (enum capture_end)end;
        reader->ended = true;
    } else if (kind == CAPTURE_PAUSE) {
        reader->fits = reader->fits && begin(reader->capture, CAPTURE_PAUSE);
        reader->step = NULL;
    } else if (kind < KIND_COUNT) {
        reader->kind = (enum capture_kind)kind;
        reader->step = NULL;
    } else {
        take(reader, octets_slice(mark, 0, 1));
        if (letter != CAPTURE_MARK)
            reader->at--;
    }
}

/* The next mark at or behind `at`; text.len: none. */
static size_t next_mark(struct octets text, size_t at)
{
    const unsigned char *mark =
        at < text.len ? memchr(text.ptr + at, CAPTURE_MARK, text.len - at) : NULL;
    return mark ? (size_t)(mark - text.ptr) : text.len;
}

/* A mark of requests, also one without octets, says what is asked. */
static bool says_what_is_asked(struct octets text)
{
    for (size_t at = next_mark(text, 0); at + 1 < text.len;
         at = next_mark(text, at + 1)) {
        const unsigned char letter = text.ptr[at + 1];
        if (letter == KINDS[CAPTURE_REQUEST])
            return true;
        if (find(ENDS, END_COUNT, letter) < END_COUNT)
            return false;
        at += letter == CAPTURE_MARK; /* the octet itself, not the next mark's */
    }
    return false;
}

bool capture_read(struct capture *capture, struct octets text)
{
    struct reader reader = {
        .capture = capture, .text = text, .kind = CAPTURE_RESPONSE, .fits = true};
    clear(capture);
    if (!says_what_is_asked(text))
        capture_add(capture, CAPTURE_REQUEST, DEFAULT_REQUEST);
    while (reader.fits && !reader.ended && reader.at < text.len) {
        const size_t mark = next_mark(text, reader.at);
        take(&reader, octets_slice(text, reader.at, mark - reader.at));
        reader.at = mark;
        if (mark < text.len && reader.fits)
            read_mark(&reader);
    }
    return reader.fits;
}

/* Writing. */

static void write_mark(struct buf *out, unsigned char letter)
{
    buf_add_octet(out, CAPTURE_MARK);
    buf_add_octet(out, letter);
}

static void write_octets(struct buf *out, struct octets octets)
{
    while (octets.len > 0) {
        const unsigned char *mark = memchr(octets.ptr, CAPTURE_MARK, octets.len);
        const size_t len = mark ? (size_t)(mark - octets.ptr) + 1 : octets.len;
        buf_add(out, octets_slice(octets, 0, len));
        if (mark)
            buf_add_octet(out, CAPTURE_MARK);
        octets = octets_slice(octets, len, octets.len);
    }
}

void capture_write(const struct capture *capture, struct buf *out)
{
    if (capture->requests.len == 0) /* nothing is asked: that has to be said */
        write_mark(out, KINDS[CAPTURE_REQUEST]);
    for (size_t at = 0; at < capture->step_count; at++) {
        const struct capture_step *step = &capture->steps[at];
        write_mark(out, KINDS[step->kind]);
        write_octets(out, capture_octets(capture, step));
    }
    write_mark(out, ENDS[capture->end]);
}

struct octets capture_octets(const struct capture *capture,
                             const struct capture_step *step)
{
    if (step->kind == CAPTURE_PAUSE)
        return (struct octets){NULL, 0};
    return octets_slice(buf_view(step->kind == CAPTURE_REQUEST ? &capture->requests
                                                               : &capture->responses),
                        step->start, step->len);
}
