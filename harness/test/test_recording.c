/* SPDX-License-Identifier: MIT */
/* What `interim check` gathers and prints. */
#include "base/root.h"
#include "report/recording.h"
#include "test/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char GET[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

static void play(struct recording *recording, const char *requests, const char *octets,
                 size_t piece)
{
    const struct octets all = octets_of(octets);
    struct err err;
    assert_true(recording_init(recording, octets_of(requests), &err));
    for (size_t at = 0; at < all.len; at += piece)
        recording_feed(recording, octets_slice(all, at, piece));
    recording_end(recording, ORACLE_CLOSED);
}

/* Parses the JSON report and holds it against its schema. */
static json_t *json_of(const struct recording *recording)
{
    char path[512];
    struct buf out;
    buf_init(&out, RECORDING_MAX_REPORT);
    recording_json(recording, &out);
    json_t *report = json_loadb((const char *)out.ptr, out.len, 0, NULL);
    json_t *schema = json_load_file(
        root_path(path, sizeof path, "reports/check.schema.json"), 0, NULL);
    assert_non_null(report);
    assert_non_null(schema);
    assert_true(schema_valid(schema, report));
    json_decref(schema);
    buf_fini(&out);
    return report;
}

static void json_is_as_documented(void **state)
{
    struct recording recording;
    (void)state;
    play(&recording, GET,
         "HTTP/1.1 102 Processing\r\nContent-Length: 5\r\n\r\nhello"
         "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
         SIZE_MAX);
    json_t *report = json_of(&recording);
    json_t *expected =
        json_pack("{s:[{s:[i,i], s:i}], s:[{s:s, s:s, s:i, s:s}]}", "exchanges",
                  "interim", 102, 102, "final", 200, "findings", "requirement",
                  "interim.no-content-length", "level", "must-not", "offset", 25,
                  "detail", "Content-Length in an interim response");
    assert_true(json_equal(report, expected));
    json_decref(expected);
    json_decref(report);
    recording_fini(&recording);
}

static void without_a_final_response_final_is_null(void **state)
{
    struct recording recording;
    (void)state;
    play(&recording, GET, "HTTP/1.1 102 Processing\r\n\r\n", 1);
    json_t *report = json_of(&recording);
    json_t *exchange = json_array_get(json_object_get(report, "exchanges"), 0);
    assert_true(json_is_null(json_object_get(exchange, "final")));
    json_decref(report);
    recording_fini(&recording);
}

static void findings_are_bounded_and_counted(void **state)
{
    struct recording recording;
    struct err err;
    (void)state;
    assert_true(recording_init(&recording, octets_of(GET), &err));
    for (unsigned at = 0; at < TRAIL_MAX_FINDINGS + 500; at++)
        recording_feed(&recording,
                       OCTETS("HTTP/1.1 102 P\r\nContent-Length: 0\r\n\r\n"));
    recording_end(&recording, ORACLE_OPEN);
    assert_int_equal(recording.trail.finding_count, TRAIL_MAX_FINDINGS);
    assert_int_equal(recording.trail.left_out, 501); /* and interim.count */
    assert_int_equal(recording.trail.binding, TRAIL_MAX_FINDINGS + 500);
    json_t *report = json_of(&recording);
    assert_int_equal(json_integer_value(json_object_get(report, "findings_left_out")),
                     501);
    json_decref(report);
    recording_fini(&recording);
}

/* The text report must look the same however the stream was cut. */
static void windows_do_not_depend_on_the_pieces(void **state)
{
    static const char STREAM[] =
        "HTTP/1.1 102 Processing\r\nX: 0123456789012345678901234567890123456789\r\n\r\n"
        "HTTP/1.1 102 Processing\r\nX: 0123456789012345678901234567890123456789\r\n\r\n"
        "HTTP/1.1 102 Processing\r\nX-\x01: \xff 3456789012345678901234567890\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n";
    struct buf expected;
    (void)state;
    buf_init(&expected, 1 << 20);
    for (size_t piece = sizeof STREAM; piece > 0; piece--) {
        struct recording recording;
        struct buf out;
        buf_init(&out, 1 << 20);
        play(&recording, GET, STREAM, piece);
        recording_text(&recording, &out);
        if (expected.len == 0)
            buf_add(&expected, buf_view(&out));
        assert_string_equal(buf_text(&out), buf_text(&expected));
        buf_fini(&out);
        recording_fini(&recording);
    }
    buf_fini(&expected);
}

static void no_line_of_octets_is_wider_than_88_columns(void **state)
{
    struct recording recording;
    struct buf out;
    char stream[4096];
    (void)state;
    size_t len = (size_t)snprintf(stream, sizeof stream, "HTTP/1.1 102 X\r\nA: ");
    for (; len < 3000; len++)
        stream[len] = len % 3 ? '\xff' : 'a';
    snprintf(stream + len, sizeof stream - len, "\x01\xff\xff\r\nX\r\n\r\n");
    buf_init(&out, 1 << 20);
    play(&recording, GET, stream, SIZE_MAX);
    recording_text(&recording, &out);
    size_t column = 0;
    for (size_t at = 0; at < out.len; at++) {
        column = out.ptr[at] == '\n' ? 0 : column + 1;
        assert_in_range(column, 0, 89); /* the section sign is two octets wide */
    }
    assert_int_equal(recording.trail.finding_count, 3);
    buf_fini(&out);
    recording_fini(&recording);
}

static void more_requests_than_can_be_outstanding(void **state)
{
    struct recording recording;
    struct buf requests;
    struct buf responses;
    (void)state;
    buf_init(&requests, 1 << 20);
    buf_init(&responses, 1 << 20);
    for (unsigned at = 0; at < 1000; at++) {
        buf_add_text(&requests, GET);
        buf_add_text(&responses, "HTTP/1.1 103 E\r\n\r\nHTTP/1.1 204 N\r\n\r\n");
    }
    play(&recording, buf_text(&requests), buf_text(&responses), 100);
    assert_int_equal(recording.request_count, 1000);
    assert_int_equal(recording.trail.finding_count, 0);
    assert_int_equal(recording.exchanges[999].final, 204);
    buf_fini(&requests);
    buf_fini(&responses);
    recording_fini(&recording);
}

static void what_are_no_requests_is_refused_with_a_reason(void **state)
{
    static const struct {
        const char *requests, *reason;
    } ROWS[] = {
        {"", "no request in it"},
        {"\r\n", "no request in it"},
        {"GET / HTTP/1.1\r\nHost: a\r\n", "the last request's header section is not "
                                          "complete: an empty line ends it"},
        {"GARBAGE\r\n\r\n",
         "octet 8 of the requests: a request line is METHOD SP TARGET "
         "SP HTTP/1.1"},
        {"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
         "octet 37 of the requests: a Content-Length that is no number"},
    };
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct recording recording;
        struct err err;
        assert_false(recording_init(&recording, octets_of(ROWS[row].requests), &err));
        assert_string_equal(err.text, ROWS[row].reason);
        recording_fini(&recording);
    }
}

static void content_that_was_not_sent_is_known(void **state)
{
    struct recording recording;
    (void)state;
    play(&recording,
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: "
         "100-continue\r\n\r\n",
         "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", SIZE_MAX);
    assert_int_equal(recording.trail.finding_count, 1);
    assert_int_equal(recording.trail.findings[0].requirement,
                     REQUIREMENT_CONTINUE_EARLY_FINAL);
    recording_fini(&recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_as_documented),
        cmocka_unit_test(without_a_final_response_final_is_null),
        cmocka_unit_test(findings_are_bounded_and_counted),
        cmocka_unit_test(windows_do_not_depend_on_the_pieces),
        cmocka_unit_test(no_line_of_octets_is_wider_than_88_columns),
        cmocka_unit_test(more_requests_than_can_be_outstanding),
        cmocka_unit_test(what_are_no_requests_is_refused_with_a_reason),
        cmocka_unit_test(content_that_was_not_sent_is_known),
    };
    return cmocka_run_group_tests_name("recording", tests, NULL, NULL);
}
