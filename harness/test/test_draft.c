/* SPDX-License-Identifier: MIT */
/* From a finding to a case: what is made of it, and what is said where none can be. */
#include "base/disk.h"
#include "case/catalogue.h"
#include "peer/names.h"
#include "play/draft.h"
#include "target/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define RS  "\x1e"
#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
enum { TEXT_MAX = 1 << 16 };

static const struct {
    const char *finding, *requirement;
    enum role role;
    const char *holds; /* in the case, or in the mistake */
    bool made;
    const char *why;
} ROWS[] = {
    {RS ">" GET RS
        "<HTTP/1.1 102 P\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
     NULL, ROLE_COUNT,
     "HTTP/1.1 102 P\n\nHTTP/1.1 200 OK\nContent-Length: "
     "{token.length:1}\n\n{token:1}\\\n",
     true, "responses: a client; the content is the exchange's token"},
    {RS ">" GET RS "<HTTP/1.1 102 P\r\nContent-Length: 0\r\n\r\nHTTP/1.1 204 N\r\n\r\n",
     NULL, ROLE_GATEWAY, "breaks: interim.no-content-length\n", true,
     "what the origin's octets break is said"},
    {RS ">" GET RS "<HTTP/1.1 102 P\r\nContent-Length: 0\r\n\r\nHTTP/1.1 204 N\r\n\r\n",
     NULL, ROLE_SERVER, "# interim.no-content-length\n", true,
     "of a server the oracle's finding names the requirement"},
    {RS ">" GET, NULL, ROLE_COUNT, "roles: server\n", true, "requests alone: a server"},
    {RS ">" GET, "continue.answer", ROLE_SERVER, "faults: server ", true,
     "what binds has a fault"},
    {RS
     ">GET {trigger}?interim=102&token={token} HTTP/1.1\r\nHost: {authority}\r\n\r\n",
     NULL, ROLE_SERVER, "GET {trigger}?interim=102&token={token:1} HTTP/1.1\n", true,
     "placeholders of a live run"},
    {RS ">" GET RS "<HTTP/1.1 204 N\r\n\r\n" RS ">" GET RS "<HTTP/1.1 102 P\r\n", NULL,
     ROLE_CLIENT, "client 1 waits content\n", true, "the second request waits"},
    {RS ">" GET RS "<HTTP/1.1 102 P\r\n\r\n" RS ".", NULL, ROLE_CLIENT,
     "origin 1 closes\n", true, "a close that cuts off is part of it"},
    {RS ">" GET RS "<HTTP/1.1 204 N\r\n\r\nHTTP/1.1 204 N\r\n\r\n", NULL, ROLE_CLIENT,
     "alone: yes\n", true, "what answers nothing needs to be alone"},
    {RS ">" RS "<HTTP/1.1 102 P\r\n\r\nHTTP/1.1 204 N\r\n\r\n", NULL, ROLE_CLIENT,
     "GET {target:1} HTTP/1.1\n", true, "a client asks, also where nothing is asked"},
    {RS ">POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab", NULL, ROLE_SERVER,
     "ab\\\n```\n```client 1 may-fail content\nxxx\\\n", true,
     "content that was left out is put in: an honest server waits for it"},
    {RS ">POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        "Transfer-Encoding: chunked\r\n\r\n",
     NULL, ROLE_SERVER, "client 1 waits 100 or final\n```\n```client 1 may-fail", true,
     "behind the answer to the expectation"},
    {RS ">POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na", NULL,
     ROLE_SERVER, "xx\n0\n\n", true, "the rest of a chunk"},
    {RS ">" GET "GET / HTTP/1.1\r\nHost: a\r\n", NULL, ROLE_SERVER,
     "```client 1 may-fail content\n\n", true, "the rest of a header section"},
    {RS ">" RS "<HTTP/1.1 204 N\r\n\r\n", NULL, ROLE_SERVER, "a case begins with",
     false, "a server is not asked by itself"},
    {RS "><\r\n" RS "<HTTP/1.1 204 N\r\n\r\n", NULL, ROLE_CLIENT, "a case begins with",
     false, "no request"},
};

static void a_finding_becomes_a_case_or_says_why_not(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        const struct draft draft = {.role = ROWS[row].role,
                                    .requirement = ROWS[row].requirement};
        struct buf text;
        struct err err = {.line = 0};
        buf_init(&text, TEXT_MAX);
        const bool made = draft_case(&draft, octets_of(ROWS[row].finding), &text, &err);
        const char *found = made ? buf_text(&text) : err.text;
        if (made != ROWS[row].made || !strstr(found, ROWS[row].holds))
            fail_msg("%s: expected '%s', found '%s'", ROWS[row].why, ROWS[row].holds,
                     found);
        buf_fini(&text);
    }
}

/* Wherever it is put: only folders of a catalogue are named after areas. */
static void a_case_is_read_from_any_folder(void **state)
{
    const struct draft draft = {.role = ROLE_SERVER};
    struct catalogue catalogue;
    struct folder folder;
    struct buf text;
    struct err err;
    char path[600];
    (void)state;
    buf_init(&text, TEXT_MAX);
    assert_true(folder_make(&folder, "test-draft", &err));
    snprintf(path, sizeof path, "%s/exchange.one-final.md", folder.path);
    assert_true(draft_case(&draft, OCTETS(RS ">" GET), &text, &err));
    assert_true(disk_write(path, buf_view(&text), &err));
    for (unsigned whole = 0; whole < 2; whole++) {
        if (!catalogue_load(&catalogue, whole ? folder.path : path, &CASE_NAMES, NULL,
                            NULL, &err))
            fail_msg("%s", err.text);
        assert_int_equal(catalogue.case_count, 1);
        catalogue_fini(&catalogue);
    }
    buf_fini(&text);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_becomes_a_case_or_says_why_not),
        cmocka_unit_test(a_case_is_read_from_any_folder),
    };
    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
