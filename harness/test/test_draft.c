/* SPDX-License-Identifier: MIT */
/* From a finding to a case: what is made of it, and what is said where none can be. */
#include "play/draft.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_becomes_a_case_or_says_why_not),
    };
    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
