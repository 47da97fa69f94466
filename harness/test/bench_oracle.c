/* SPDX-License-Identifier: MIT */
/* The oracle's throughput as a ratio to bare llhttp with callbacks that count names,
 * values and messages, over the same streams in the same pieces in the same process. */
#include "base/buf.h"
#include "base/ensure.h"
#include "oracle/oracle.h"

#include <llhttp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum {
    READ = 1 << 16, /* octets a read, */
    SEGMENT = 1460, /* and where each segment is read by itself */
    ROUNDS = 21,
    STREAM_OCTETS = 8 << 20,
    FLOOD = 100000
};

struct counts {
    uint64_t names, values, messages;
};

/* ---------------------------------------------------------------- bare llhttp */

static int on_name(llhttp_t *parser, const char *at, size_t len)
{
    struct counts *counts = parser->data;
    (void)at;
    (void)len;
    counts->names++;
    return 0;
}

static int on_value(llhttp_t *parser, const char *at, size_t len)
{
    struct counts *counts = parser->data;
    (void)at;
    (void)len;
    counts->values++;
    return 0;
}

static int on_message(llhttp_t *parser)
{
    struct counts *counts = parser->data;
    counts->messages++;
    return 0;
}

static void run_bare(struct octets stream, size_t piece, struct counts *counts)
{
    llhttp_settings_t settings;
    llhttp_t parser;
    llhttp_settings_init(&settings);
    settings.on_header_field = on_name;
    settings.on_header_value = on_value;
    settings.on_message_complete = on_message;
    llhttp_init(&parser, HTTP_RESPONSE, &settings);
    parser.data = counts;
    for (size_t at = 0; at < stream.len; at += piece) {
        const struct octets part = octets_slice(stream, at, piece);
        ENSURE(llhttp_execute(&parser, (const char *)part.ptr, part.len) == HPE_OK);
    }
}

/* ---------------------------------------------------------------- the oracle */

struct watcher {
    struct oracle oracle;
    struct counts counts;
    uint64_t findings;
};

static const struct oracle_request REQUEST = {.method = ORACLE_METHOD_OTHER};

static void on_event(void *user, const struct oracle_event *event)
{
    struct watcher *watcher = user;
    if (event->kind == ORACLE_INTERIM || event->kind == ORACLE_FINAL)
        watcher->counts.messages++;
    if (event->kind == ORACLE_DONE)
        oracle_request(&watcher->oracle, &REQUEST);
}

static void on_finding(void *user, const struct oracle_finding *finding)
{
    struct watcher *watcher = user;
    (void)finding;
    watcher->findings++;
}

static void run_oracle(struct octets stream, size_t piece, struct watcher *watcher)
{
    const struct oracle_sink sink = {on_event, on_finding, watcher};
    oracle_init(&watcher->oracle, NULL, &sink);
    oracle_request(&watcher->oracle, &REQUEST);
    for (size_t at = 0; at < stream.len; at += piece)
        oracle_feed(&watcher->oracle, octets_slice(stream, at, piece), 1);
    oracle_end(&watcher->oracle, ORACLE_OPEN, 1);
}

/* ---------------------------------------------------------------- streams */

static const char INTERIM[] = "HTTP/1.1 102 Processing\r\n\r\n";
static const char SMALL[] = "HTTP/1.1 200 OK\r\n"
                            "Content-Length: 2\r\n"
                            "Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n"
                            "X: abcde\r\n\r\n"
                            "ok";
static const char FIELDS[] =
    "Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n"
    "Server: example/2.4.62 (Linux)\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    "Cache-Control: private, max-age=0, must-revalidate\r\n"
    "ETag: \"5f3759df-1a2b3c4d5e6f7081\"\r\n"
    "Vary: Accept-Encoding, Cookie\r\n"
    "Set-Cookie: session=8c1f0a7be2d94c53a6f1; Path=/; Secure; HttpOnly\r\n"
    "X-Request-Id: 0d3c1a52-7a5e-4f6b-9d0e-2f6f1c9b7a44\r\n"
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";

static void add_filled(struct buf *out, size_t content)
{
    buf_printf(out, "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\n\r\n", FIELDS,
               content);
    for (; content > 0; content--)
        buf_add_octet(out, 'x');
}

static void add_flood(struct buf *out)
{
    buf_add_text(out, INTERIM);
}

static void add_small(struct buf *out)
{
    buf_add_text(out, INTERIM);
    buf_add_text(out, INTERIM);
    buf_add_text(out, SMALL);
}

static void add_2_kib(struct buf *out)
{
    const size_t start = out->len;
    buf_printf(out, "HTTP/1.1 103 Early Hints\r\n"
                    "Link: </style.css>; rel=preload; as=style\r\n\r\n");
    buf_add_text(out, INTERIM);
    const size_t used = out->len - start + sizeof FIELDS - 1 + 42;
    add_filled(out, 2048 - used);
}

static void add_64_kib(struct buf *out)
{
    buf_add_text(out, INTERIM);
    add_filled(out, 65536);
}

static const struct {
    const char *name;
    void (*add)(struct buf *out);
    double least, goal;
} STREAMS[] = {
    {"(a) a flood of 102s", add_flood, 0.5, 0.9},
    {"(b) 102, 102, 200", add_small, 0.6, 0.9},
    {"(c) exchanges of 2 KiB", add_2_kib, 0.85, 0.9},
    {"(d) 64 KiB of content", add_64_kib, 0.95, 0.95},
};
enum { STREAM_COUNT = sizeof STREAMS / sizeof STREAMS[0] };

/* ---------------------------------------------------------------- measuring */

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_value);
    return values[ROUNDS / 2];
}

static bool measure(size_t row, size_t piece)
{
    double bare[ROUNDS];
    double oracle[ROUNDS];
    double ratio[ROUNDS];
    struct counts counts = {0};
    struct watcher watcher = {.findings = 0};
    struct buf stream;
    size_t unit = 0;

    buf_init(&stream, 2 * STREAM_OCTETS);
    while (stream.len + unit < STREAM_OCTETS) {
        STREAMS[row].add(&stream);
        unit = unit ? unit : stream.len;
    }
    for (size_t round = 0; round < ROUNDS; round++) {
        const double start = cpu_seconds();
        counts = (struct counts){0};
        run_bare(buf_view(&stream), piece, &counts);
        const double middle = cpu_seconds();
        watcher.counts = (struct counts){0};
        run_oracle(buf_view(&stream), piece, &watcher);
        bare[round] = middle - start;
        oracle[round] = cpu_seconds() - middle;
        ratio[round] = bare[round] / oracle[round];
    }
    ENSURE(counts.messages == watcher.counts.messages);
    const double octets = (double)stream.len;
    const double result = median(ratio);
    printf("%-24s %6zu %9.0f %9.0f %8.1f %8.1f %7.2f", STREAMS[row].name, unit,
           octets / median(bare) / 1e6, octets / median(oracle) / 1e6,
           (double)counts.messages / median(bare) / 1e6,
           (double)counts.messages / median(oracle) / 1e6, result);
    if (piece == READ)
        printf(" %6.2f %6.2f", STREAMS[row].least, STREAMS[row].goal);
    putchar('\n');
    buf_fini(&stream);
    return piece != READ || result >= STREAMS[row].least;
}

/* Kibibytes that the process grew by while one exchange had FLOOD interim responses. */
static long flood_growth(void)
{
    struct watcher watcher = {.findings = 0};
    const struct oracle_sink sink = {on_event, on_finding, &watcher};
    struct rusage before;
    struct rusage after;
    oracle_init(&watcher.oracle, NULL, &sink);
    oracle_request(&watcher.oracle, &REQUEST);
    getrusage(RUSAGE_SELF, &before);
    for (unsigned count = 0; count < FLOOD; count++)
        oracle_feed(&watcher.oracle, octets_of(INTERIM), 1);
    getrusage(RUSAGE_SELF, &after);
    ENSURE(watcher.counts.messages == FLOOD);
    return after.ru_maxrss - before.ru_maxrss;
}

int main(void)
{
    bool good = true;
    const long growth = flood_growth();
    printf("%-24s %6s %19s %17s %7s %6s %6s\n", "Reads of 64 KiB", "octets",
           "MB/s: llhttp oracle", "million messages/s", "ratio", "least", "goal");
    for (size_t row = 0; row < STREAM_COUNT; row++)
        good = measure(row, READ) && good;
    puts("the same, each segment of 1,460 octets read by itself: what is cut goes the "
         "long way");
    for (size_t row = 0; row < STREAM_COUNT; row++)
        measure(row, SEGMENT);
    printf(
        "state: %zu octets a connection, of %d; %d interim responses in one exchange "
        "add %ld KiB\n",
        sizeof(struct oracle), ORACLE_MAX_OCTETS, FLOOD, growth);
    return good && growth == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
