/* SPDX-License-Identifier: MIT */
/* Writes the seeds of the corpora into a folder: captures of every case of the
 * catalogue, of every vector of the oracle, and of every code 100 to 199; and every
 * case as a file of its own. usage: tool_seeds FOLDER (with capture/ and case/ in it)
 */
#include "base/root.h"
#include "case/catalogue.h"
#include "case/print.h"
#include "mutate/seed.h"
#include "peer/names.h"
#include "test/vector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_OCTETS = 1024, SEED_MAX = 1 << 13, CASE_MAX = 1 << 12 };

#define DEFAULT_REQUEST OCTETS("GET / HTTP/1.1\r\nHost: a\r\n\r\n")

static void write_seed(const char *folder, const char *set, unsigned number,
                       const struct buf *text)
{
    char path[PATH_OCTETS];
    snprintf(path, sizeof path, "%s/%s/%05u", folder, set, number);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text->ptr, 1, text->len, file) != text->len ||
        fclose(file) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

/* Writes the capture where it is small enough to be a seed, and empties it. */
static void write_capture(const char *folder, unsigned *number, struct capture *capture)
{
    struct buf text;
    buf_init(&text, SEED_MAX);
    capture_write(capture, &text);
    if (!text.full)
        write_seed(folder, "capture", (*number)++, &text);
    buf_fini(&text);
    capture_fini(capture);
    capture_init(capture);
}

static void seeds_of_cases(const char *folder, unsigned *number)
{
    struct catalogue catalogue;
    struct capture capture;
    char path[PATH_OCTETS];
    unsigned cases = 0;
    capture_init(&capture);
    if (!catalogue_load(&catalogue, root_path(path, sizeof path, "cases"), &CASE_NAMES,
                        NULL, NULL, NULL))
        exit(EXIT_FAILURE);
    for (size_t at = 0; at < catalogue.case_count; at++) {
        const struct test_case *test = &catalogue.cases[at];
        struct buf text;
        buf_init(&text, CASE_MAX);
        print_case(&text, test, 0);
        if (!text.full)
            write_seed(folder, "case", cases++, &text);
        buf_fini(&text);
        for (size_t round = 0; round < test->round_count; round++)
            if (seed_of_script(&test->rounds[round], &capture))
                write_capture(folder, number, &capture);
    }
    capture_fini(&capture);
    catalogue_fini(&catalogue);
}

static void add_step(struct capture *capture, const struct vector_step *step,
                     int64_t *now_ns)
{
    const int64_t pause_ns = (int64_t)CAPTURE_PAUSE_MS * 1000000;
    for (; step->at_ns - *now_ns >= pause_ns; *now_ns += pause_ns)
        capture_add(capture, CAPTURE_PAUSE, OCTETS(""));
    capture_add(capture, step->is_request ? CAPTURE_REQUEST : CAPTURE_RESPONSE,
                step->octets);
}

/* Without any request one GET is meant. */
static bool asks(const struct vector *vector)
{
    for (size_t at = 0; at < vector->step_count; at++)
        if (vector->steps[at].is_request)
            return true;
    return false;
}

static void seeds_of_vectors(const char *folder, unsigned *number)
{
    static const enum capture_end ENDS[] = {[ORACLE_CLOSED] = CAPTURE_CLOSED,
                                            [ORACLE_RESET] = CAPTURE_RESET,
                                            [ORACLE_OPEN] = CAPTURE_OPEN};
    struct arena arena;
    struct capture capture;
    char path[PATH_OCTETS];
    arena_init(&arena);
    capture_init(&capture);
    for (const struct vector *vector =
             vectors_load(&arena, root_path(path, sizeof path, "harness/test/vectors"));
         vector; vector = vector->next) {
        int64_t now_ns = 0;
        if (!asks(vector))
            capture_add(&capture, CAPTURE_REQUEST, DEFAULT_REQUEST);
        for (size_t at = 0; at < vector->step_count; at++)
            add_step(&capture, &vector->steps[at], &now_ns);
        capture.end = ENDS[vector->end];
        write_capture(folder, number, &capture);
    }
    capture_fini(&capture);
    arena_fini(&arena);
}

static void seeds_of_codes(const char *folder, unsigned *number)
{
    struct capture capture;
    capture_init(&capture);
    for (unsigned code = 100; code <= 199; code++) {
        struct buf head;
        buf_init(&head, SEED_MAX);
        buf_printf(&head, "HTTP/1.1 %u X\r\n\r\n", code);
        capture_add(&capture, CAPTURE_REQUEST, DEFAULT_REQUEST);
        capture_add(&capture, CAPTURE_RESPONSE, buf_view(&head));
        capture_add(&capture, CAPTURE_RESPONSE,
                    OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        write_capture(folder, number, &capture);
        buf_fini(&head);
    }
    capture_fini(&capture);
}

int main(int argc, char **argv)
{
    unsigned number = 0;
    if (argc != 2) {
        fputs("usage: tool_seeds FOLDER\n", stderr);
        return EXIT_FAILURE;
    }
    seeds_of_cases(argv[1], &number);
    seeds_of_vectors(argv[1], &number);
    seeds_of_codes(argv[1], &number);
    printf("%u captures\n", number);
    return EXIT_SUCCESS;
}
