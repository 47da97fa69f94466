/* SPDX-License-Identifier: MIT */
/* Reads vectors: headings, properties and fences, nothing else of Markdown. */
#include "test/vector.h"

#include "base/buf.h"
#include "base/quote.h"

#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct reader {
    struct arena *arena;
    const char *file;
    struct octets text;
    size_t at;
    int line;
    struct vector *vector; /* the one being read, or NULL */
    struct vector **link;
};

static void complain(const struct reader *reader, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", reader->file, reader->line, what);
    abort();
}

static bool next_line(struct reader *reader, struct octets *line)
{
    if (reader->at >= reader->text.len)
        return false;
    const struct octets rest = octets_slice(reader->text, reader->at, reader->text.len);
    const size_t end = octets_find(rest, OCTETS("\n"));
    *line = octets_slice(rest, 0, end);
    reader->at += line->len + 1;
    reader->line++;
    return true;
}

/* Appends one line of a fence of octets, with its CRLF unless a backslash drops it. */
static void decode_line(const struct reader *reader, struct octets line,
                        struct buf *out)
{
    size_t at = 0;
    while (at < line.len) {
        unsigned char octet = line.ptr[at];
        size_t used = 1;
        if (octet == '\\' && at + 1 == line.len)
            return;
        if (octet == '\\')
            used = quote_decode(octets_slice(line, at, line.len), &octet);
        if (used == 0)
            complain(reader, "an escape that is none of \\r \\n \\t \\0 \\\\ \\xNN");
        buf_add_octet(out, octet);
        at += used;
    }
    buf_add(out, OCTETS("\r\n"));
}

/* The word behind `key` in a fence's info string or a property: a number. */
static bool number_behind(struct octets text, const char *key, uint64_t *number)
{
    const size_t at = octets_find(text, octets_of(key));
    if (at == SIZE_MAX)
        return false;
    struct octets word = octets_slice(text, at + octets_of(key).len, text.len);
    word = octets_slice(word, 0, octets_find(word, OCTETS(" ")));
    if (word.len > 0 && word.ptr[word.len - 1] == 's')
        word.len--;
    return octets_to_u64(word, number);
}

static int64_t time_behind(struct octets text)
{
    uint64_t seconds = 0;
    number_behind(text, " at ", &seconds);
    return (int64_t)seconds * 1000000000;
}

static void read_octets(struct reader *reader, struct octets info, bool is_request)
{
    struct vector *vector = reader->vector;
    struct octets line;
    struct buf out;
    struct buf all;
    uint64_t repeat = 1;
    if (vector->step_count == VECTOR_MAX_STEPS)
        complain(reader, "too many fences");
    buf_init(&out, 1 << 20);
    buf_init(&all, 1 << 22);
    while (next_line(reader, &line) && !octets_equal(line, OCTETS("```")))
        decode_line(reader, line, &out);
    number_behind(info, "repeat=", &repeat);
    for (; repeat > 0; repeat--)
        buf_add(&all, buf_view(&out));
    vector->steps[vector->step_count++] =
        (struct vector_step){.is_request = is_request,
                             .at_ns = time_behind(info),
                             .octets = arena_octets(reader->arena, buf_view(&all))};
    buf_fini(&out);
    buf_fini(&all);
}

static void read_expect(struct reader *reader)
{
    struct octets line;
    const size_t start = reader->at;
    size_t end = start;
    while (next_line(reader, &line) && !octets_equal(line, OCTETS("```")))
        end = reader->at;
    reader->vector->expect =
        arena_octets(reader->arena, octets_slice(reader->text, start, end - start));
}

static void read_fence(struct reader *reader, struct octets info)
{
    if (!reader->vector)
        complain(reader, "a fence without a heading of level 2 before it");
    if (octets_starts_with(info, OCTETS("request")))
        read_octets(reader, info, true);
    else if (octets_starts_with(info, OCTETS("response")))
        read_octets(reader, info, false);
    else if (octets_starts_with(info, OCTETS("expect")))
        read_expect(reader);
    else
        complain(reader, "a fence that is no request, response or expect");
}

static void read_end(struct reader *reader, struct octets property)
{
    static const struct {
        const char *word;
        enum oracle_end end;
    } ENDS[] = {{"end: close", ORACLE_CLOSED},
                {"end: reset", ORACLE_RESET},
                {"end: open", ORACLE_OPEN}};
    for (size_t row = 0; row < sizeof ENDS / sizeof ENDS[0]; row++) {
        if (octets_starts_with(property, octets_of(ENDS[row].word))) {
            reader->vector->end = ENDS[row].end;
            reader->vector->end_ns = time_behind(property);
            return;
        }
    }
    complain(reader, "an end that is no close, reset or open");
}

static void start_vector(struct reader *reader, struct octets name)
{
    struct vector *vector = ARENA_NEW(reader->arena, struct vector);
    vector->file = reader->file;
    vector->line = reader->line;
    vector->name = arena_octets(reader->arena, name);
    vector->end = ORACLE_CLOSED;
    reader->vector = vector;
    *reader->link = vector;
    reader->link = &vector->next;
}

static void read_text(struct reader *reader)
{
    struct octets line;
    while (next_line(reader, &line)) {
        if (octets_starts_with(line, OCTETS("## ")))
            start_vector(reader, octets_slice(line, 3, line.len));
        else if (octets_starts_with(line, OCTETS("```")))
            read_fence(reader, octets_slice(line, 3, line.len));
        else if (reader->vector && octets_starts_with(line, OCTETS("end: ")))
            read_end(reader, line);
        else if (reader->vector && line.len > 0 && reader->vector->why.len == 0)
            reader->vector->why = arena_octets(reader->arena, line);
    }
}

static struct octets read_file(struct arena *arena, const char *path)
{
    struct buf content;
    unsigned char piece[4096];
    size_t len;
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        abort();
    }
    buf_init(&content, 1 << 22);
    while ((len = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(&content, (struct octets){piece, len});
    fclose(file);
    const struct octets copy = arena_octets(arena, buf_view(&content));
    buf_fini(&content);
    return copy;
}

struct vector *vectors_load(struct arena *arena, const char *folder)
{
    struct vector *first = NULL;
    struct reader reader = {.arena = arena, .link = &first};
    char pattern[512];
    glob_t files;
    snprintf(pattern, sizeof pattern, "%s/*.md", folder);
    if (glob(pattern, 0, NULL, &files) != 0) {
        fprintf(stderr, "%s: no vectors\n", pattern);
        abort();
    }
    for (size_t row = 0; row < files.gl_pathc; row++) {
        reader.file = arena_text(arena, octets_of(files.gl_pathv[row]));
        if (octets_find(octets_of(reader.file), OCTETS("README.md")) != SIZE_MAX)
            continue;
        reader.text = read_file(arena, reader.file);
        reader.at = 0;
        reader.line = 0;
        reader.vector = NULL;
        read_text(&reader);
    }
    globfree(&files);
    return first;
}
