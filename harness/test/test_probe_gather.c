/* SPDX-License-Identifier: MIT */
/* Whatever arrives, in whatever pieces: what is kept of a response are its octets. */
#include "mutate/random.h"
#include "probe/gather.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 3000, MAX_PARTS = 12, MAX_STREAM = 1 << 20, LONG_FIELD = 30000 };

static const char *const PARTS[] = {
    "HTTP/1.1 102 Processing\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
    "HTTP/1.1 100 Continue\nX: y\n\n",
    "HTTP/1.1 102 P\r\nContent-Length: 3\r\n\r\nabc",
    "HTTP/1.1 102 P\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
    "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc",
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
     "3;a=b\r\nabc\r\n0\r\nT: t\r\n\r\n"),
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HTTP/1.0 200 OK\r\n\r\ncontent",
    "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 099 X\r\n\r\n",
    "HTTP/1.1 000 X\r\n\r\n",
    "HTTP/1.1 102 \x1b[0m\r\n : \r\n\tfolded\r\n\r\n",
    "garbage\r\n",
    "\r\n",
    "\r",
    "HTTP/1.1 2",
};

/* Some parts, one after the other; at times a field longer than what is kept. */
static void make_stream(struct random *random, struct buf *stream)
{
    const size_t count = random_below(random, MAX_PARTS) + 1;
    buf_clear(stream);
    for (size_t part = 0; part < count; part++) {
        if (random_below(random, 20) == 0) {
            buf_add_text(stream, "HTTP/1.1 102 Long\r\nX: ");
            for (int at = 0; at < LONG_FIELD; at++)
                buf_add_octet(stream, 'x');
            buf_add_text(stream, "\r\n\r\n");
        }
        buf_add_text(stream,
                     PARTS[random_below(random, sizeof PARTS / sizeof PARTS[0])]);
    }
}

static void check_response(const struct probe_response *response, struct octets stream)
{
    const struct octets there =
        octets_slice(stream, (size_t)response->offset, response->head.len);
    assert_in_range(response->status, 0, 999);
    assert_in_range(response->head.len, 1, HOP_KEPT_HEAD);
    assert_true(response->head.len <= response->head_len);
    assert_true(response->offset + response->head_len <= stream.len);
    assert_true(octets_equal(there, response->head));
}

static void check_hop(const struct probe_hop *hop, struct octets stream)
{
    for (unsigned at = 0; at < hop->interim_count; at++)
        check_response(&hop->interims[at], stream);
    if (hop->final.status)
        check_response(&hop->final, stream);
    if (hop->strays)
        check_response(&hop->stray, stream);
    for (size_t at = 0; at < hop->trail.finding_count; at++) {
        const struct trail_finding *finding = &hop->trail.findings[at];
        if (finding->windowed && finding->mark < finding->window_len)
            assert_int_equal(finding->window[finding->mark],
                             stream.ptr[finding->offset]);
    }
}

struct bench {
    struct probe_hop hop;
    struct gathering gathering;
    struct arena arena;
};

static void bench_open(struct bench *bench)
{
    const struct oracle_request told = {.content_sent = true};
    arena_init(&bench->arena);
    probe_hop_init(&bench->hop);
    gather_init(&bench->gathering, &bench->hop, &bench->arena, &told);
    bench->gathering.max_interim = 8;
    bench->gathering.max_octets = UINT64_MAX;
}

static void bench_close(struct bench *bench)
{
    gather_fini(&bench->gathering);
    probe_hop_fini(&bench->hop);
    arena_fini(&bench->arena);
}

static void play(struct random *random, struct octets stream)
{
    struct bench bench;
    struct gathering *const gathering = &bench.gathering;
    size_t at = 0;
    bench_open(&bench);
    while (at < stream.len && !gathering->stopped) {
        const size_t most = random_below(random, 3) ? GATHER_MAX_PIECE : 40;
        const size_t len = random_below(random, most) + 1;
        const struct octets piece = octets_slice(stream, at, len);
        gather_feed(gathering, piece, (int64_t)at);
        at += piece.len;
    }
    gather_end(gathering, random_below(random, 2) ? ORACLE_CLOSED : ORACLE_OPEN,
               (int64_t)at);
    check_hop(&bench.hop, stream);
    bench_close(&bench);
}

static void what_is_kept_of_a_response_are_its_octets(void **state)
{
    struct random random = {102};
    struct buf stream;
    (void)state;
    buf_init(&stream, MAX_STREAM);
    for (int round = 0; round < ROUNDS; round++) {
        make_stream(&random, &stream);
        play(&random, buf_view(&stream));
    }
    buf_fini(&stream);
}

static void content_that_nobody_asked_for_is_no_header_section(void **state)
{
    static const char TWO[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                              "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
    static unsigned char content[GATHER_MAX_PIECE];
    struct bench bench;
    (void)state;
    bench_open(&bench);
    gather_feed(&bench.gathering, octets_of(TWO), 0);
    for (size_t fed = 0; fed < 2 * (size_t)HOP_MAX_HEAD; fed += sizeof content) {
        gather_feed(&bench.gathering, (struct octets){content, sizeof content}, 0);
        assert_false(bench.gathering.stopped);
    }
    gather_end(&bench.gathering, ORACLE_OPEN, 0);
    assert_int_equal(bench.hop.strays, 1);
    assert_int_equal(bench.hop.unfinished_octets, 0);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_of_a_response_are_its_octets),
        cmocka_unit_test(content_that_nobody_asked_for_is_no_header_section),
    };
    return cmocka_run_group_tests_name("probe_gather", tests, NULL, NULL);
}
