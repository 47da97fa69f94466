/* SPDX-License-Identifier: MIT */
/* The oracle against its vectors: whole, octet by octet, and at every single cut. */
#include "test/trace.h"
#include "test/vector.h"

#include "base/buf.h"
#include "base/quote.h"
#include "base/root.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena ARENA;
static struct vector *VECTORS;

static int load(void **state)
{
    char path[512];
    (void)state;
    arena_init(&ARENA);
    VECTORS =
        vectors_load(&ARENA, root_path(path, sizeof path, "harness/test/vectors"));
    return 0;
}

static int unload(void **state)
{
    (void)state;
    arena_fini(&ARENA);
    return 0;
}

static struct octets line_of(struct octets text, size_t *at)
{
    const struct octets rest = octets_slice(text, *at, text.len);
    const struct octets line = octets_slice(rest, 0, octets_find(rest, OCTETS("\n")));
    *at += line.len + 1;
    return line;
}

static void print_side_by_side(struct octets expected, struct octets actual)
{
    size_t left = 0;
    size_t right = 0;
    fprintf(stderr, "    %-44s| %s\n", "expected", "actual");
    while (left < expected.len || right < actual.len) {
        const struct octets a = line_of(expected, &left);
        const struct octets b = line_of(actual, &right);
        fprintf(stderr, "  %c %-44.*s| %.*s\n", octets_equal(a, b) ? ' ' : '>',
                (int)a.len, (const char *)a.ptr, (int)b.len, (const char *)b.ptr);
    }
}

/* Traces the vector cut in this way; false, and both traces printed, where it differs
 * from what is expected. */
static bool agrees(const struct vector *vector, size_t cut, size_t piece)
{
    struct buf trace;
    buf_init(&trace, 1 << 20);
    trace_vector(vector, cut, piece, &trace);
    const bool same = octets_equal(buf_view(&trace), vector->expect);
    if (!same) {
        fprintf(stderr, "%s:%d: %.*s: ", vector->file, vector->line,
                (int)vector->name.len, (const char *)vector->name.ptr);
        if (piece == 1)
            fprintf(stderr, "octet by octet\n");
        else if (cut != SIZE_MAX)
            fprintf(stderr, "cut behind octet %zu\n", cut);
        else
            fprintf(stderr, "whole\n");
        print_side_by_side(vector->expect, buf_view(&trace));
    }
    buf_fini(&trace);
    return same;
}

static void every_vector_gives_its_trace_whole(void **state)
{
    size_t failed = 0;
    (void)state;
    for (const struct vector *vector = VECTORS; vector; vector = vector->next)
        failed += !agrees(vector, SIZE_MAX, SIZE_MAX);
    assert_int_equal(failed, 0);
}

static void every_vector_gives_its_trace_octet_by_octet(void **state)
{
    size_t failed = 0;
    (void)state;
    for (const struct vector *vector = VECTORS; vector; vector = vector->next)
        failed += !agrees(vector, SIZE_MAX, 1);
    assert_int_equal(failed, 0);
}

static size_t response_octets(const struct vector *vector)
{
    size_t total = 0;
    for (size_t row = 0; row < vector->step_count; row++)
        if (!vector->steps[row].is_request)
            total += vector->steps[row].octets.len;
    return total;
}

static void every_vector_gives_its_trace_at_every_cut(void **state)
{
    size_t failed = 0;
    (void)state;
    for (const struct vector *vector = VECTORS; vector; vector = vector->next) {
        const size_t total = response_octets(vector);
        bool good = true;
        for (size_t cut = 1; cut < total && cut < 20000 && good; cut++)
            good = agrees(vector, cut, SIZE_MAX);
        failed += !good;
    }
    assert_int_equal(failed, 0);
}

/* Every requirement that the table says a stream can show, and the traces that show it
 * as well as the files of streams that come near. */
static void every_detected_requirement_has_a_vector_that_trips_it(void **state)
{
    size_t missing = 0;
    (void)state;
    for (unsigned row = 0; row < REQUIREMENT_COUNT; row++) {
        char needle[96];
        bool trips = false;
        bool near_miss = false;
        const char *id = requirement_row((enum requirement)row)->id;
        const int len = snprintf(needle, sizeof needle, "! %s ", id);
        const struct octets wanted = {(const unsigned char *)needle, (size_t)len};
        char file[96];
        snprintf(file, sizeof file, "/%s.md", id);
        for (const struct vector *vector = VECTORS; vector; vector = vector->next) {
            const bool found = octets_find(vector->expect, wanted) != SIZE_MAX;
            trips = trips || found;
            near_miss =
                near_miss || (!found && octets_find(octets_of(vector->file),
                                                    octets_of(file)) != SIZE_MAX);
        }
        const bool by_stream =
            requirement_row((enum requirement)row)->seen == BY_STREAM;
        if (by_stream && !(trips && near_miss))
            fprintf(stderr, "%s: %s\n", id,
                    trips ? "no near-miss in its file" : "no vector trips it");
        if (!by_stream && trips)
            fprintf(stderr, "%s: found by a vector, but not BY_STREAM in the table\n",
                    id);
        missing += by_stream ? !(trips && near_miss) : trips;
    }
    assert_int_equal(missing, 0);
}

/* What llhttp accepts, refuses or swallows against the RFC, each measured: the vector
 * that shows what the oracle says instead, by file and heading. */
static void every_trap_of_the_parser_has_a_vector(void **state)
{
    static const struct {
        const char *file, *name, *line, *why;
    } TRAPS[] = {
        {"interim.no-content-length", "length-and-content", "final 200 51-89",
         "102 with a length: no content for the parser"},
        {"interim.no-content-length", "length-in-an-unknown-code", "final 200 39-77",
         "199 with a length: the parser eats the next status line"},
        {"interim.no-transfer-encoding", "chunked-without-chunks", "final 200 48-86",
         "199 chunked: the parser refuses the next status line"},
        {"interim.no-transfer-encoding", "gzip-in-an-unknown-code", "final 200 45-83",
         "199 gzip: the parser eats everything"},
        {"interim.no-close", "close-in-a-102", "final 200 46-84",
         "102 with close: the parser stops"},
        {"interim.version", "http-1.0", "final 200 27-65",
         "HTTP/1.0 102: the parser stops"},
        {"status-line.grammar", "http-2", "! status-line.grammar 5",
         "HTTP/2.0: accepted"},
        {"status-line.grammar", "no-second-space", "! status-line.grammar 12",
         "no space behind the code: accepted"},
        {"status.range", "099", "done 41 persists", "099: read until the end"},
        {"interim.no-stray-crlf", "several-are-one", "! interim.no-stray-crlf 27",
         "empty lines: accepted"},
        {"exchange.one-final", "two-finals", "! exchange.one-final 40 #none",
         "two finals: accepted"},
        {"switching.upgrade", "no-upgrade-field", "! switching.upgrade 0",
         "101 without Upgrade: a pause and no word"},
        {"exchange.one-final", "lone-102-then-close", "! exchange.one-final 27",
         "a lone 102: accepted, also at the end"},
        {"exchange.solicited", "interim-behind-the-final",
         "! exchange.solicited 40 #none", "200, then 102: accepted"},
        {"interim.no-content-length", "close-and-length-do-not-leak",
         "done 105 persists", "a length that leaks into the next message"},
        {"content", "head", "final 200 66-104 #1", "HEAD: has to be told"},
        {"content", "connect", "tunnel 65", "CONNECT: has to be told"},
        {"field.name", "space-before-the-colon", "final 200 34-72",
         "space before the colon: refused, however lenient"},
        {"line.crlf", "bare-lf-everywhere", "! line.crlf 23",
         "bare LF: no callback says where"},
        {"field.no-obs-fold", "folded-length", "! field.no-obs-fold 34",
         "obs-fold: no callback says where"},
    };
    size_t missing = 0;
    (void)state;
    for (size_t row = 0; row < sizeof TRAPS / sizeof TRAPS[0]; row++) {
        char file[96];
        bool found = false;
        snprintf(file, sizeof file, "/%s.md", TRAPS[row].file);
        for (const struct vector *vector = VECTORS; vector; vector = vector->next)
            found =
                found ||
                (octets_find(octets_of(vector->file), octets_of(file)) != SIZE_MAX &&
                 octets_equal(vector->name, octets_of(TRAPS[row].name)) &&
                 octets_find(vector->expect, octets_of(TRAPS[row].line)) != SIZE_MAX);
        if (!found)
            fprintf(stderr, "%s, %s: no vector expects '%s' (%s)\n", TRAPS[row].file,
                    TRAPS[row].name, TRAPS[row].line, TRAPS[row].why);
        missing += !found;
    }
    assert_int_equal(missing, 0);
}

/* A small generator with a fixed seed: the same streams on every run. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* One octet replaced, dropped, doubled, or cut short behind it. */
static struct octets mutate(struct octets octets, uint32_t *seed)
{
    static const unsigned char ODD[] = "\r\n :,;\tHTP/10259xX\0\x7f\xff-";
    unsigned char *copy = arena_take(&ARENA, octets.len + 1);
    const size_t at = next_random(seed) % octets.len;
    const unsigned kind = next_random(seed) % 8;
    size_t len = 0;
    for (size_t from = 0; from < octets.len; from++) {
        if (from == at && kind == 0)
            continue;
        copy[len++] = octets.ptr[from];
        if (from == at && kind == 1)
            copy[len++] = octets.ptr[from];
        if (from == at && kind > 2)
            copy[len - 1] = ODD[next_random(seed) % (sizeof ODD - 1)];
        if (from == at && kind == 2)
            break;
    }
    return (struct octets){copy, len};
}

static bool cuts_agree(const struct vector *vector, uint32_t *seed)
{
    const size_t total = response_octets(vector);
    struct buf whole;
    struct buf pieces;
    bool same = true;
    buf_init(&whole, 1 << 20);
    buf_init(&pieces, 1 << 20);
    trace_vector(vector, SIZE_MAX, SIZE_MAX, &whole);
    for (unsigned round = 0; round < 3 && same; round++) {
        const size_t cut = next_random(seed) % (total + 1);
        buf_clear(&pieces);
        trace_vector(vector, round == 0 ? SIZE_MAX : cut, round == 0 ? 1 : SIZE_MAX,
                     &pieces);
        same = octets_equal(buf_view(&whole), buf_view(&pieces));
    }
    if (!same) {
        struct buf stream;
        buf_init(&stream, 1 << 20);
        for (size_t row = 0; row < vector->step_count; row++)
            if (!vector->steps[row].is_request)
                quote_encode(&stream, vector->steps[row].octets);
        fprintf(stderr, "%s: %.*s, mutated: %s\n", vector->file, (int)vector->name.len,
                (const char *)vector->name.ptr, buf_text(&stream));
        print_side_by_side(buf_view(&whole), buf_view(&pieces));
        buf_fini(&stream);
    }
    buf_fini(&whole);
    buf_fini(&pieces);
    return same;
}

static void mutated_streams_give_the_same_trace_however_they_are_cut(void **state)
{
    uint32_t seed = 1;
    size_t failed = 0;
    (void)state;
    for (const struct vector *vector = VECTORS; vector; vector = vector->next) {
        const size_t total = response_octets(vector);
        for (unsigned round = 0; round < 60 && total < 1000 && failed < 5; round++) {
            struct vector copy = *vector;
            for (size_t row = 0; row < copy.step_count; row++)
                if (!copy.steps[row].is_request && copy.steps[row].octets.len > 0)
                    copy.steps[row].octets = mutate(copy.steps[row].octets, &seed);
            failed += !cuts_agree(&copy, &seed);
        }
    }
    assert_int_equal(failed, 0);
}

static void there_are_at_least_150_vectors_and_each_says_why(void **state)
{
    size_t count = 0;
    (void)state;
    for (const struct vector *vector = VECTORS; vector; vector = vector->next) {
        if (vector->why.len == 0 || vector->step_count == 0)
            fail_msg("%s:%d: no sentence why, or no fence", vector->file, vector->line);
        count++;
    }
    assert_in_range(count, 150, SIZE_MAX);
}

/* For whoever extends the vectors: prints the trace of each, to be judged and copied.
 */
static int print_traces(void)
{
    load(NULL);
    for (const struct vector *vector = VECTORS; vector; vector = vector->next) {
        struct buf trace;
        buf_init(&trace, 1 << 20);
        trace_vector(vector, SIZE_MAX, SIZE_MAX, &trace);
        printf("@ %s:%d %.*s\n%s", vector->file, vector->line, (int)vector->name.len,
               (const char *)vector->name.ptr, buf_text(&trace));
        buf_fini(&trace);
    }
    return unload(NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_gives_its_trace_whole),
        cmocka_unit_test(every_vector_gives_its_trace_octet_by_octet),
        cmocka_unit_test(every_vector_gives_its_trace_at_every_cut),
        cmocka_unit_test(every_detected_requirement_has_a_vector_that_trips_it),
        cmocka_unit_test(every_trap_of_the_parser_has_a_vector),
        cmocka_unit_test(mutated_streams_give_the_same_trace_however_they_are_cut),
        cmocka_unit_test(there_are_at_least_150_vectors_and_each_says_why),
    };
    (void)argv;
    if (argc > 1)
        return print_traces();
    return cmocka_run_group_tests_name("oracle", tests, load, unload);
}
