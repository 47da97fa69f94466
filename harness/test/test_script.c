/* SPDX-License-Identifier: MIT */
/* Well-formed cases: what is understood of them, as `interim cases show` prints it. */
#include "case/catalogue.h"
#include "case/describe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SHOWN_MAX = 100000 };

#define GET    "GET {target} HTTP/1.1\nHost: {authority}\n\n"
#define WAITS  "```do\norigin waits request\n```\n"
#define EXPECT "```expect\ngateway: pass 200\n```\n"

/* Each is put behind the heading and the properties; `shown` is what must stand in the
 * description from the steps on (or from `from` on, where it is not NULL). */
static const struct {
    const char *properties;
    const char *fences;
    size_t round;
    const char *shown;
    const char *why;
} CASES[] = {
    {"roles: gateway",
     "```client\n" GET "```\n" WAITS "```origin\nHTTP/1.1 102 Processing\n\n"
     "HTTP/1.1 200 OK\nContent-Length: {token.length}\n\n{token}\\\n```\n" EXPECT,
     0,
     "     9  client sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    15  origin waits request\n"
     "    17  origin sends\n"
     "             ~ HTTP/1.1 102 Processing\\r\\n\n"
     "             ~ \\r\\n\n"
     "               HTTP/1.1 200 OK\\r\\n\n"
     "               Content-Length: {token.length:1}\\r\\n\n"
     "               \\r\\n\n"
     "               {token:1}\n",
     "lines end in CRLF, a backslash drops it, an interim response is told apart"},
    {"roles: gateway",
     "```client\nGET {target} HTTP/1.1\\n\\\nA: \\x00\\t\\\\{{x}\n\n```\n" WAITS EXPECT,
     0,
     "     9  client sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\n\n"
     "               A: \\0\\t\\\\{x}\\r\\n\n"
     "               \\r\\n\n"
     "    15  origin waits request\n",
     "escapes, a brace, and a bare LF"},
    {"roles: gateway",
     "```client\nPOST {target} HTTP/1.0\nContent-Length: 5\nExpect: 100-Continue\n"
     "Upgrade: x\n\nhello\\\nHEAD {target} HTTP/1.1\n\n```\n" WAITS WAITS
     "```origin\n{token}{token:1}{path}\n```\n" EXPECT,
     0,
     "     9  client sends, begins exchange 1 (POST, HTTP/1.0, with content, expects "
     "100, asks to upgrade), begins exchange 2 (HEAD)\n"
     "               POST {target:1} HTTP/1.0\\r\\n\n"
     "               Content-Length: 5\\r\\n\n"
     "               Expect: 100-Continue\\r\\n\n"
     "               Upgrade: x\\r\\n\n"
     "               \\r\\n\n"
     "               helloHEAD {target:2} HTTP/1.1\\r\\n\n"
     "               \\r\\n\n"
     "    20  origin waits request\n"
     "    23  origin waits request\n"
     "    25  origin sends\n"
     "               {token:2}{token:1}{path:2}\\r\\n\n",
     "two exchanges in a fence: what each request says, whose token is meant"},
    {"roles: gateway",
     "```client\n" GET "```\n```client content\nGET / HTTP/1.1\n```\n" WAITS EXPECT, 0,
     "     9  client sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    14  client sends\n"
     "               GET / HTTP/1.1\\r\\n\n"
     "    18  origin waits request\n",
     "no line of content begins an exchange"},
    {"roles: gateway",
     "```client\n" GET "```\n" WAITS
     "```origin\nHTTP/1.1 102 Processing\nContent-Length: 5\n\nhello\\\nHTTP/1.1 200 "
     "OK\nContent-Length: 16\n\nHTTP/1.1 102 No\\\n```\n" EXPECT,
     0,
     "     9  client sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    15  origin waits request\n"
     "    17  origin sends\n"
     "             ~ HTTP/1.1 102 Processing\\r\\n\n"
     "             ~ Content-Length: 5\\r\\n\n"
     "             ~ \\r\\n\n"
     "             ~ hello\n"
     "               HTTP/1.1 200 OK\\r\\n\n"
     "               Content-Length: 16\\r\\n\n"
     "               \\r\\n\n"
     "               HTTP/1.1 102 No\n",
     "forbidden content goes with its interim response, octets in content are content"},
    {"roles: gateway",
     "```client\n" GET "```\n" WAITS "```origin cut=1,5 gap=2ms\nHTTP/1.1 103 Hints\n"
     "```\n```origin repeat=100 may-fail\nA: {fill:1000}\n```\n"
     "```origin cut=every:7\n\ngarbage\n```\n" EXPECT,
     0,
     "     9  client sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    15  origin waits request\n"
     "    17  origin sends, cut at 1,5, gaps of 2 ms\n"
     "             ~ HTTP/1.1 103 Hints\\r\\n\n"
     "    20  origin sends, 100 times, may fail\n"
     "             ~ A: {fill:1000}\\r\\n\n"
     "    23  origin sends, cut every 7\n"
     "             ~ \\r\\n\n"
     "             ~ garbage\\r\\n\n",
     "an interim response over three fences: what is none behind it goes with it"},
    {"roles: gateway",
     "```client\n" GET "```\n" WAITS "```origin\nHTTP/1.1 102 No\nContent-Length: 5\n\n"
     "```\n```origin\nhello\\\n```\n```origin\nHTT\\\n```\n"
     "```origin\nP/1.1 204 No Content\n\n```\n" EXPECT,
     0,
     "     9  client sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n               Host: "
     "{authority}\\r\\n"
     "\n               \\r\\n\n    15  origin waits request\n    17  origin sends\n"
     "             ~ HTTP/1.1 102 No\\r\\n\n             ~ Content-Length: 5\\r\\n\n"
     "             ~ \\r\\n\n    22  origin sends\n             ~ hello\n"
     "    25  origin sends\n               HTT\n    28  origin sends\n"
     "               P/1.1 204 No Content\\r\\n\n               \\r\\n\n",
     "content of an interim response in a fence of its own, a status line in two"},
    {"roles: gateway\nfor: code = 100..104 except 101, 103\nfor: n = \\x00..\\x01, "
     "\"\"",
     "```client\n" GET "```\n" WAITS "```origin\nHTTP/1.1 {code} {{code}{n}\n\n```\n"
     "```do\nclient waits {code}\n```\n"
     "```expect\ngateway: pass {code}{{n}} 200\n```\n",
     0, NULL, "a value that does not fit into a pattern"},
    {"roles: gateway\nfor: code = 100..104 except 101, 103\nfor: n = \\x00..\\x01, "
     "\"\"",
     "```client\n" GET "```\n" WAITS "```origin\nHTTP/1.1 {code} {{code}{n}\n\n```\n"
     "```do\nclient waits {code}\n```\n"
     "```expect\ngateway: pass {code} 200\n```\n",
     7,
     "    11  client sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    17  origin waits request\n"
     "    19  origin sends\n"
     "             ~ HTTP/1.1 104 {code}\\x01\\r\\n\n"
     "             ~ \\r\\n\n"
     "    24  client waits 104\n",
     "round 8 of 9: the last variable changes fastest; {{ stays a brace"},
    {"roles: gateway",
     "```client\n" GET "```\n```client 2\n" GET "```\n```do\norigin 2 waits request\n"
     "client 2 waits 100 or final or timeout within 2s\norigin pauses 5ms\n```\n"
     "```client 2 if=100,timeout content may-fail\nx\n```\n```do if=final\n"
     "client 2 half-closes\nclient 2 closes\n```\n```do\norigin 2 resets\n```\n"
     "```expect\ngateway: pass 200\ngateway 2: pass 200\n```\n",
     0,
     "     9  client 1 sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    14  client 2 sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    20  origin 2 waits request\n"
     "    21  client 2 waits 100 or final within 2000 ms\n"
     "    22  origin 1 pauses 5 ms\n"
     "    24  client 2 sends, if the answer was 100 or timeout, may fail\n"
     "               x\\r\\n\n"
     "    28  client 2 half-closes, if the answer was final\n"
     "    29  client 2 closes, if the answer was final\n"
     "    32  origin 2 resets\n",
     "lanes, waits, conditions, endings"},
    {"roles: gateway",
     "  ```client\n  GET /x HTTP/1.1\\n\\\n Host: {authority}\n   A: b\n  GET / "
     "HTTP/1.1 "
     "no\n\n  ```\n````origin\n```\n````\n" EXPECT,
     0, NULL, "an origin that speaks before the request"},
    {"roles: gateway",
     "  ```client\n  GET /x HTTP/1.1\\n\\\n Host: {authority}\n   A: b\n  GET / "
     "HTTP/1.1 "
     "no\n\n  ```\n" WAITS "````origin\n```\n````\n" EXPECT,
     0,
     "     9  client sends, begins exchange 1 (GET)\n"
     "               GET /x HTTP/1.1\\n\n"
     "               Host: {authority}\\r\\n\n"
     "                A: b\\r\\n\n"
     "               GET / HTTP/1.1 no\\r\\n\n"
     "               \\r\\n\n"
     "    17  origin waits request\n"
     "    19  origin sends\n"
     "               ```\\r\\n\n",
     "indentation of a fence, what is no request line, marks inside longer marks"},
    {"roles: gateway",
     "```client\n" GET GET "```\n" WAITS "```origin\nHTTP/1.1 101 Switch\n\n{token}\n"
     "```\n```origin if=request\nHTTP/1.1 200 OK\nContent-Length: 0\n\n```\n" EXPECT,
     0,
     "     9  client sends, begins exchange 1 (GET), begins exchange 2 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "               GET {target:2} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    18  origin waits request\n"
     "    20  origin sends\n"
     "               HTTP/1.1 101 Switch\\r\\n\n"
     "               \\r\\n\n"
     "               {token:1}\\r\\n\n"
     "    25  origin sends, if the answer was request\n"
     "               HTTP/1.1 200 OK\\r\\n\n"
     "               Content-Length: 0\\r\\n\n"
     "               \\r\\n\n",
     "101 is no interim response here, pipelined requests are answered in order"},
    {"roles: gateway\nalone: yes",
     "```client\n" GET "```\n```origin\nHTTP/1.1 102 Early\n\n```\n" WAITS
     "```origin\nHTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n{token.hex}\n{token}\n0"
     "\n\nHTTP/1.1 103 Late\nA: b\n\n```\n" EXPECT,
     0,
     "    10  client sends, begins exchange 1 (GET)\n"
     "               GET {target:1} HTTP/1.1\\r\\n\n"
     "               Host: {authority}\\r\\n\n"
     "               \\r\\n\n"
     "    15  origin sends\n"
     "             ~ HTTP/1.1 102 Early\\r\\n\n"
     "             ~ \\r\\n\n"
     "    20  origin waits request\n"
     "    22  origin sends\n"
     "               HTTP/1.1 200 OK\\r\\n\n"
     "               Transfer-Encoding: chunked\\r\\n\n"
     "               \\r\\n\n"
     "               {token.hex:1}\\r\\n\n"
     "               {token:1}\\r\\n\n"
     "               0\\r\\n\n"
     "               \\r\\n\n"
     "             ~ HTTP/1.1 103 Late\\r\\n\n"
     "             ~ A: b\\r\\n\n"
     "             ~ \\r\\n\n",
     "an origin that speaks before and after, alone"},
};

static void load(struct catalogue *catalogue, const char *properties,
                 const char *fences, struct buf *text)
{
    struct err err;
    buf_init(text, SHOWN_MAX);
    buf_printf(text, "# proxy.final\n\n## a-case\n\n%s\n\nWhy.\n\n%s", properties,
               fences);
    if (!catalogue_load_text(catalogue, "proxy.final.md", buf_view(text), NULL, NULL,
                             NULL, &err))
        catalogue->case_count = 0;
}

static void a_case_is_understood_as_it_is_meant(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof CASES / sizeof CASES[0]; row++) {
        struct catalogue catalogue;
        struct buf text, shown;
        load(&catalogue, CASES[row].properties, CASES[row].fences, &text);
        buf_init(&shown, SHOWN_MAX);
        if (CASES[row].shown) {
            assert_int_equal(catalogue.case_count, 1);
            describe_case(&shown, &catalogue.cases[0], CASES[row].round);
            const char *steps = strstr(buf_text(&shown), "leaves out)\n");
            assert_non_null(steps);
            steps = strchr(steps, '\n') + 1;
            char *expect = strstr(steps, "  expect\n");
            assert_non_null(expect);
            *expect = '\0';
            if (strcmp(steps, CASES[row].shown) != 0)
                fail_msg("%s:\nexpected:\n%sfound:\n%s", CASES[row].why,
                         CASES[row].shown, steps);
        } else {
            assert_int_equal(catalogue.case_count, 0);
        }
        catalogue_fini(&catalogue);
        buf_fini(&text);
        buf_fini(&shown);
    }
}

static const struct {
    const char *request;
    unsigned client, gateway;
    const char *why;
} NEEDS[] = {
    {GET, 0, 0, "a plain GET"},
    {"HEAD {target} HTTP/1.1\n\n", NEED_BIT(HEAD), 0, "HEAD"},
    {"POST {target} HTTP/1.1\nContent-Length: 1\n\nx\\\n", NEED_BIT(POST), 0, "POST"},
    {"POST {target} HTTP/1.1\nTransfer-Encoding: chunked\n\n0\n\n", NEED_BIT(POST), 0,
     "POST in chunks"},
    {"POST {target} HTTP/1.1\nContent-Length: 0\n\n", NEED_BIT(METHOD), 0,
     "POST without content is no client's POST form"},
    {"POST {target} HTTP/1.1\nContent-Length: 1\nexpect: 100-continue\n\nx\\\n",
     NEED_BIT(EXPECT), 0, "POST with Expect"},
    {"PUT {target} HTTP/1.1\nContent-Length: 1\n\nx\\\n", NEED_BIT(METHOD), 0, "PUT"},
    {"GET {target} HTTP/1.1\nContent-Length: 1\n\nx\\\n", NEED_BIT(METHOD), 0,
     "GET with content"},
    {"GET {target} HTTP/1.1\nX-A: 1\n\n", NEED_BIT(FIELDS), 0, "a field"},
    {"GET {target} HTTP/1.1\nX-Interim-Case: {case}\n\n", 0, 0, "but not our own"},
    {"GET {target} HTTP/1.1\nUpgrade: x\nConnection: upgrade\n\n", NEED_BIT(FIELDS), 0,
     "Upgrade"},
    {GET GET, NEED_BIT(REUSE), 0, "two requests"},
    {"GET {trigger} HTTP/1.1\n\n", NEED_BIT(TRIGGER), NEED_BIT(TRIGGER), "a trigger"},
    {GET "```\n```client 2\n" GET, NEED_BIT(CONCURRENT), 0, "two lanes"},
};

static void needs_follow_from_the_script(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof NEEDS / sizeof NEEDS[0]; row++) {
        struct catalogue catalogue;
        struct buf text, fences;
        const bool two = strstr(NEEDS[row].request, "client 2") != NULL;
        buf_init(&fences, SHOWN_MAX);
        buf_printf(&fences,
                   "```client\n%s```\n" WAITS "%s```expect\nclient: pass error\n"
                   "gateway: pass 200\n%s```\n",
                   NEEDS[row].request,
                   two ? "```do\norigin 2 waits request\n```\n" : "",
                   two ? "client 2: pass error\ngateway 2: pass 200\n" : "");
        load(&catalogue, "roles: client, gateway", buf_text(&fences), &text);
        if (catalogue.case_count != 1)
            fail_msg("%s does not load", NEEDS[row].why);
        const unsigned *needs = catalogue.cases[0].needs;
        if (needs[ROLE_CLIENT] != NEEDS[row].client ||
            needs[ROLE_GATEWAY] != NEEDS[row].gateway)
            fail_msg("%s: expected 0x%x, 0x%x, found 0x%x, 0x%x", NEEDS[row].why,
                     NEEDS[row].client, NEEDS[row].gateway, needs[ROLE_CLIENT],
                     needs[ROLE_GATEWAY]);
        catalogue_fini(&catalogue);
        buf_fini(&text);
        buf_fini(&fences);
    }
}

static void properties_and_checks_are_kept(void **state)
{
    struct catalogue catalogue;
    struct buf text;
    (void)state;
    load(&catalogue,
         "roles: gateway\nneeds: cache\nbreaks: interim.a, b.c\ntimer: yes\n"
         "deadline: 1500ms\ncanary: no",
         "```client\n" GET GET "```\n" WAITS WAITS
         "```expect\ngateway: pass 200\ngateway has request Via\n"
         "gateway lacks 103 X-A: a{token:1}\\x20\ngateway has content {token}\n"
         "faults: gateway a-fault\n```\n",
         &text);
    assert_int_equal(catalogue.case_count, 1);
    const struct test_case *test = &catalogue.cases[0];
    assert_string_equal(test->id, "proxy.final/a-case");
    assert_string_equal(test->requirement, "proxy.final");
    assert_string_equal(test->why, "Why.");
    assert_int_equal(test->line, 3);
    assert_int_equal(test->roles, 1U << ROLE_GATEWAY);
    assert_int_equal(test->needs[ROLE_GATEWAY], NEED_BIT(CACHE));
    assert_int_equal(test->breach_count, 2);
    assert_string_equal(test->breaches[1], "b.c");
    assert_true(test->timer && test->no_canary && !test->alone);
    assert_int_equal(test->deadline_ms, 1500);
    assert_int_equal(test->fault_count, 1);
    assert_string_equal(test->faults[0].fault, "a-fault");
    const struct script *script = &test->rounds[0];
    assert_string_equal(script->label, "");
    assert_int_equal(script->check_count, 3);
    assert_true(script->checks[0].has && script->checks[0].place == PLACE_REQUEST);
    assert_null(script->checks[0].value);
    assert_false(script->checks[1].has);
    assert_int_equal(script->checks[1].status, 103);
    assert_int_equal(script->checks[1].value_count, 3);
    assert_int_equal(script->checks[1].value[1].exchange, 0);
    assert_int_equal(script->checks[2].place, PLACE_CONTENT);
    assert_int_equal(script->checks[2].value[0].exchange, 1); /* the last one's */
    assert_ptr_equal(catalogue_find(&catalogue, "proxy.final/a-case"), test);
    assert_null(catalogue_find(&catalogue, "proxy.final/a-cas"));
    catalogue_fini(&catalogue);
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_understood_as_it_is_meant),
        cmocka_unit_test(needs_follow_from_the_script),
        cmocka_unit_test(properties_and_checks_are_kept),
    };
    return cmocka_run_group_tests_name("script", tests, NULL, NULL);
}
