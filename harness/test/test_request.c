/* SPDX-License-Identifier: MIT */
/* The request reader, whole and octet by octet; and looking into header sections. */
#include "base/buf.h"
#include "oracle/head.h"
#include "oracle/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* One word a fact: "head", and what it says. */
static void write_head(struct buf *trace, const struct oracle_request *request)
{
    buf_add_text(trace, "head");
    if (request->method != ORACLE_METHOD_OTHER)
        buf_add_text(trace,
                     request->method == ORACLE_METHOD_HEAD ? ":HEAD" : ":CONNECT");
    buf_add_text(trace, request->http10 ? ":1.0" : "");
    buf_add_text(trace, request->expect_continue ? ":expect" : "");
    buf_add_text(trace, request->content_follows ? ":content" : "");
    buf_add_text(trace, request->close ? ":close" : "");
}

struct watcher {
    struct buf trace;
    struct buf content;
};

static void on_request(void *user, const struct request_event *event)
{
    struct watcher *watcher = user;
    struct buf *trace = &watcher->trace;
    if (event->kind == REQUEST_CONTENT) {
        buf_add(&watcher->content, event->content);
        return;
    }
    if (watcher->content.len > 0) {
        buf_printf(trace, "'%s' ", buf_text(&watcher->content));
        buf_clear(&watcher->content);
    }
    if (event->kind == REQUEST_HEAD)
        write_head(trace, &event->request);
    else if (event->kind == REQUEST_TUNNEL)
        buf_printf(trace, "tunnel@%u ", (unsigned)event->offset);
    else
        buf_add_text(trace, event->kind == REQUEST_END ? "end" : "invalid");
    if (event->kind != REQUEST_TUNNEL)
        buf_printf(trace, "@%u-%u ", (unsigned)event->offset, (unsigned)event->end);
}

static void read_requests(const char *text, size_t piece, struct buf *trace)
{
    const struct octets octets = octets_of(text);
    struct request_reader reader;
    struct watcher watcher;
    buf_init(&watcher.trace, 1 << 16);
    buf_init(&watcher.content, 1 << 16);
    request_reader_init(&reader, on_request, &watcher);
    for (size_t at = 0; at < octets.len; at += piece)
        request_reader_feed(&reader, octets_slice(octets, at, piece));
    buf_add(trace, buf_view(&watcher.trace));
    buf_fini(&watcher.trace);
    buf_fini(&watcher.content);
}

static const struct {
    const char *octets, *trace, *why;
} REQUESTS[] = {
    {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "head@0-27 end@0-27 ", "the plainest one"},
    {"GET / HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\n",
     "head@0-18 end@0-18 head:HEAD@18-38 end@18-38 ", "pipelined"},
    {"\r\n\r\nGET / HTTP/1.1\r\n\r\n", "head@4-22 end@4-22 ", "empty lines before it"},
    {"GET / HTTP/1.1\nA: b\n\n", "head@0-21 end@0-21 ", "bare LF"},
    {"GET / HTTP/1.0\r\n\r\n", "head:1.0:close@0-18 end@0-18 ", "HTTP/1.0 closes"},
    {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "head:1.0@0-42 end@0-42 ",
     "... unless it asks not to"},
    {"POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\nhello",
     "head:expect:content@0-60 'hello' end@0-65 ", "content behind an expectation"},
    {"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
     "head@0-38 end@0-38 head@38-56 end@38-56 ", "a length of 0 is no content"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 9\r\n\r\n"
     "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nT: x\r\n\r\nGET / HTTP/1.1\r\nConnection: "
     "close\r\n"
     "\r\n",
     "head:content@0-72 'hello!' end@0-103 head:close@103-140 end@103-140 ",
     "chunks, trailers, and the next request's fields are its own"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz",
     "head:content@0-47 invalid@47-47 ", "a chunk size that is none"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "invalid@43-43 ",
     "nobody could say where it ends"},
    {"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
     "invalid@56-56 ", "nor here"},
    {"CONNECT a:443 HTTP/1.1\r\n\r\n\x16\x03\x01", "head:CONNECT@0-26 tunnel@26 ",
     "behind CONNECT there is no HTTP"},
    {"GET /\r\n", "invalid@6-6 ", "no version"},
    {"SSH-2.0-x\r\n", "invalid@10-10 ", "no request"},
    {"GET / HTTP/1.1\r\nConnection: a,\r\n close\r\nOdd\r\nB : c\r\n\r\n",
     "head@0-54 end@0-54 ", "folds and odd lines are passed over"},
};

static void requests_are_read_however_they_are_cut(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof REQUESTS / sizeof REQUESTS[0]; row++) {
        static const size_t PIECES[] = {1, 2, 3, 7, SIZE_MAX / 2};
        for (size_t at = 0; at < sizeof PIECES / sizeof PIECES[0]; at++) {
            struct buf trace;
            buf_init(&trace, 1 << 16);
            read_requests(REQUESTS[row].octets, PIECES[at], &trace);
            if (strcmp(buf_text(&trace), REQUESTS[row].trace) != 0)
                fail_msg("%s, in pieces of %zu:\nexpected %s\nactual   %s",
                         REQUESTS[row].why, PIECES[at], REQUESTS[row].trace,
                         buf_text(&trace));
            buf_fini(&trace);
        }
    }
}

static const char HEAD[] = "HTTP/1.1 102 Still at it\r\nA: b\r\nOdd\r\n a : c ;d\r\n"
                           "X: one, Two;q=1 ,three\r\nx:four\r\n\r\nB: content\r\n\r\n";

static void fields_are_found_in_any_case(void **state)
{
    const struct octets all = octets_of(HEAD);
    const struct octets head = octets_slice(all, 0, head_length(all));
    struct octets name;
    struct octets value;
    (void)state;
    assert_int_equal(head.len, strstr(HEAD, "B: content") - HEAD);
    assert_int_equal(head_status(head), 102);
    assert_true(octets_equal(head_word(head, 2), OCTETS("Still")));
    assert_int_equal(head_word(head, 5).len, 0);
    assert_true(head_find(head, OCTETS("x"), &value));
    assert_true(octets_equal(value, OCTETS("one, Two;q=1 ,three")));
    assert_true(head_field(head, 1, &name, &value));
    assert_true(octets_equal(name, OCTETS("a")));
    assert_true(octets_equal(value, OCTETS("c ;d")));
    assert_false(head_field(head, 4, &name, &value));
    assert_false(head_find(head, OCTETS("B"), &value));
}

static void list_elements_are_found_on_every_line(void **state)
{
    static const struct {
        const char *token;
        bool there;
    } ROWS[] = {{"one", true},   {"TWO", true},       {"three", true}, {"four", true},
                {"five", false}, {"One, Two", false}, {"", false},     {"q=1", false}};
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        assert_int_equal(
            head_has_token(octets_of(HEAD), OCTETS("X"), octets_of(ROWS[row].token)),
            ROWS[row].there);
}

static void what_is_no_header_section_has_no_parts(void **state)
{
    static const char *const ROWS[] = {"", "\r\n", "GET / HTTP/1.1\r\n\r\n",
                                       "HTTP/1.1\r\n\r\n", "HTTP/1.1 1024 X\r\n\r\n"};
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        assert_int_equal(head_status(octets_of(ROWS[row])), 0);
    assert_int_equal(head_length(OCTETS("HTTP/1.1 200 OK\r\nA: b\r\n")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_read_however_they_are_cut),
        cmocka_unit_test(fields_are_found_in_any_case),
        cmocka_unit_test(list_elements_are_found_on_every_line),
        cmocka_unit_test(what_is_no_header_section_has_no_parts),
    };
    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
