/* SPDX-License-Identifier: MIT */
/* libinterim's functions: what goes in and comes out of them, and that structures of
 * another version's size are understood. */
#include "oracle/interim.h"

#include "base/buf.h"
#include "oracle/requirement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const char *const KINDS[] = {"interim", "final", "content", "done",
                                    "tunnel",  "lost",  "ended"};

static void note_event(void *user, const struct interim_event *event)
{
    assert_int_equal(event->size, sizeof *event);
    buf_printf(user, "%s %u@%llu-%llu ", KINDS[event->kind], event->status,
               (unsigned long long)event->offset, (unsigned long long)event->end);
    if (event->kind == INTERIM_CONTENT)
        buf_printf(user, "'%.*s' ", (int)event->content_len,
                   (const char *)event->content);
}

static void note_finding(void *user, const struct interim_finding *finding)
{
    assert_int_equal(finding->size, sizeof *finding);
    buf_printf(user, "%s%s@%llu ", finding->binding ? "!" : "",
               finding->requirement->id, (unsigned long long)finding->offset);
}

/* Judges text, one octet a time or all at once, and says what came of it. */
static const char *judge(struct buf *said, const struct interim_limits *limits,
                         const char *text, size_t piece)
{
    const struct interim_request get = {.size = sizeof get};
    const struct interim_sink sink = {sizeof sink, note_event, note_finding, said};
    struct interim_oracle oracle;
    const size_t len = strlen(text);
    buf_clear(said);
    memset(&oracle, 0xa5, sizeof oracle); /* whatever was there */
    interim_oracle_init(&oracle, limits, &sink);
    assert_true(interim_oracle_request(&oracle, &get));
    for (size_t at = 0; at < len; at += piece)
        interim_oracle_feed(&oracle, text + at, len - at < piece ? len - at : piece, 0);
    interim_oracle_end(&oracle, INTERIM_CLOSED, 0);
    return buf_text(said);
}

static void events_and_findings_come_out_in_order(void **state)
{
    static const struct {
        const char *why, *octets, *said;
    } ROWS[] = {
        {"as it should be",
         "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
         "interim 102@0-27 final 200@27-65 done 200@27-65 ended 0@65-65 "},
        {"a length that a 102 must not have",
         "HTTP/1.1 102 P\r\nContent-Length: 0\r\n\r\n"
         "HTTP/1.1 204 No Content\r\n\r\n",
         "!interim.no-content-length@16 interim 102@0-37 final 204@37-64 "
         "done 204@37-64 ended 0@64-64 "},
        {"no final response", "HTTP/1.1 103 Early Hints\r\n\r\n",
         "interim 103@0-28 !exchange.one-final@28 ended 0@28-28 "},
    };
    struct buf said;
    (void)state;
    buf_init(&said, 1 << 16);
    for (size_t row = 0; row < COUNT_OF(ROWS); row++)
        for (size_t piece = 1; piece <= 1000; piece += 999)
            if (strcmp(judge(&said, NULL, ROWS[row].octets, piece), ROWS[row].said) !=
                0)
                fail_msg("%s: expected %s\nfound %s", ROWS[row].why, ROWS[row].said,
                         buf_text(&said));
    buf_fini(&said);
}

/* What a program that was compiled with another version gives. */
static void structures_of_another_size_are_understood(void **state)
{
    static const char THREE[] =
        "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\n"
        "HTTP/1.1 204 No Content\r\n\r\n";
    struct {
        struct interim_limits limits;
        unsigned more; /* a member that we do not know */
    } newer = {INTERIM_LIMITS, 7};
    struct interim_limits older = INTERIM_LIMITS;
    struct buf said;
    (void)state;
    buf_init(&said, 1 << 16);
    newer.limits.size = sizeof newer;
    newer.limits.interim_count = 2;
    assert_non_null(strstr(judge(&said, &newer.limits, THREE, 1000), "interim.count"));
    older.size = offsetof(struct interim_limits, interim_octets);
    older.interim_count = 2;
    older.interim_octets = 1; /* not in it: what holds for all is taken */
    const char *text = judge(&said, &older, THREE, 1000);
    assert_non_null(strstr(text, "interim.count"));
    assert_null(strstr(text, "interim.size"));
    buf_fini(&said);
}

static void a_request_is_read_from_its_header_section(void **state)
{
    static const struct {
        const char *why, *head;
        struct interim_request request;
    } ROWS[] = {
        {"plain", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", {.content_sent = true}},
        {"HEAD, close",
         "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n",
         {.method = INTERIM_METHOD_HEAD, .close = true, .content_sent = true}},
        {"a tunnel",
         "CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n",
         {.method = INTERIM_METHOD_CONNECT, .content_sent = true}},
        {"an expectation, content not looked at",
         "PUT / HTTP/1.1\r\nexpect: 100-Continue\r\nContent-Length: 3\r\n\r\nabc",
         {.expect_continue = true, .content_follows = true}},
        {"HTTP/1.0",
         "GET / HTTP/1.0\r\n\r\n",
         {.http10 = true, .close = true, .content_sent = true}},
        {"an upgrade",
         "GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n",
         {.upgrade = "x", .upgrade_len = 1, .content_sent = true}},
        {"cut off", "GET / HTTP/1.1\r\nHost: h\r\n", {.invalid = true}},
        {"no request", "hello\r\n\r\n", {.invalid = true}},
        {"nothing", "", {.invalid = true}},
    };
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        const struct interim_request *wanted = &ROWS[row].request;
        struct interim_request found = {.size = sizeof found};
        const bool read =
            interim_request_read(&found, ROWS[row].head, strlen(ROWS[row].head));
        if (read == wanted->invalid || found.size != sizeof found ||
            found.method != wanted->method || found.http10 != wanted->http10 ||
            found.expect_continue != wanted->expect_continue ||
            found.content_follows != wanted->content_follows ||
            (read && found.content_sent != wanted->content_sent) ||
            found.invalid != wanted->invalid || found.close != wanted->close ||
            found.upgrade_len != wanted->upgrade_len ||
            (found.upgrade_len > 0 &&
             memcmp(found.upgrade, wanted->upgrade, found.upgrade_len) != 0))
            fail_msg("%s: read otherwise", ROWS[row].why);
    }
}

/* What an older program has no room for is not written, what only a newer one knows is
 * zero. */
static void a_request_of_another_size_is_read(void **state)
{
    static const char HEAD[] = "HEAD / HTTP/1.0\r\nUpgrade: x\r\n\r\n";
    struct {
        struct interim_request request;
        unsigned more;
    } newer = {.request = {.size = sizeof newer}, .more = 7};
    struct interim_request older = {.size = offsetof(struct interim_request, upgrade)};
    (void)state;
    older.upgrade = HEAD;
    assert_true(interim_request_read(&older, HEAD, sizeof HEAD - 1));
    assert_int_equal(older.method, INTERIM_METHOD_HEAD);
    assert_true(older.http10);
    assert_ptr_equal(older.upgrade, HEAD);
    assert_int_equal(older.size, offsetof(struct interim_request, upgrade));
    assert_true(interim_request_read(&newer.request, HEAD, sizeof HEAD - 1));
    assert_int_equal(newer.request.upgrade_len, 1);
    assert_int_equal(newer.more, 0);
    assert_int_equal(newer.request.size, sizeof newer);
}

static void the_65th_outstanding_request_is_refused(void **state)
{
    const struct interim_request get = {.size = sizeof get};
    const struct interim_sink sink = {.size = sizeof sink};
    struct interim_oracle oracle;
    (void)state;
    interim_oracle_init(&oracle, NULL, &sink);
    for (unsigned at = 0; at < INTERIM_MAX_OUTSTANDING; at++)
        assert_true(interim_oracle_request(&oracle, &get));
    assert_false(interim_oracle_request(&oracle, &get));
    assert_int_equal(interim_oracle_outstanding(&oracle), INTERIM_MAX_OUTSTANDING);
}

static void requirements_are_those_of_the_table(void **state)
{
    size_t count = 0;
    (void)state;
    for (; interim_requirement_at(count); count++) {
        const struct interim_requirement *row = interim_requirement_at(count);
        const struct requirement_row *own = requirement_row((enum requirement)count);
        assert_string_equal(row->id, own->id);
        assert_ptr_equal(interim_requirement_find(row->id), row);
        assert_string_equal(interim_level_name(row->level), level_name(own->level));
        assert_string_equal(interim_level_name(row->gateway), level_name(own->gateway));
        assert_string_equal(interim_basis_name(row->basis), basis_name(own->basis));
        assert_string_equal(interim_harm_name(row->harm), harm_name(own->harm));
        assert_int_equal(row->by_stream, own->seen == BY_STREAM);
    }
    assert_int_equal(count, REQUIREMENT_COUNT);
    assert_null(interim_requirement_find("no.such"));
    assert_string_equal(interim_level_name((enum interim_level)99), "");
}

/* Programs that were compiled with version 0 know where each member lies: it stays
 * there. Rows are added behind the last of a structure. */
static void members_lie_where_version_0_had_them(void **state)
{
#define MEMBER(type, member, offset)                                                   \
    {                                                                                  \
#type "." #member, offsetof(struct type, member), offset                       \
    }
    static const struct {
        const char *name;
        size_t found, expected;
    } ROWS[] = {
        MEMBER(interim_requirement, id, 8),
        MEMBER(interim_requirement, level, 16),
        MEMBER(interim_requirement, gateway, 20),
        MEMBER(interim_requirement, basis, 24),
        MEMBER(interim_requirement, harm, 28),
        MEMBER(interim_requirement, by_stream, 32),
        MEMBER(interim_requirement, source, 40),
        MEMBER(interim_requirement, sentence, 48),
        MEMBER(interim_request, method, 8),
        MEMBER(interim_request, http10, 12),
        MEMBER(interim_request, expect_continue, 13),
        MEMBER(interim_request, content_follows, 14),
        MEMBER(interim_request, content_sent, 15),
        MEMBER(interim_request, invalid, 16),
        MEMBER(interim_request, close, 17),
        MEMBER(interim_request, upgrade, 24),
        MEMBER(interim_request, upgrade_len, 32),
        MEMBER(interim_request, sent_ns, 40),
        MEMBER(interim_event, kind, 8),
        MEMBER(interim_event, exchange, 12),
        MEMBER(interim_event, status, 16),
        MEMBER(interim_event, persists, 20),
        MEMBER(interim_event, offset, 24),
        MEMBER(interim_event, end, 32),
        MEMBER(interim_event, content, 40),
        MEMBER(interim_event, content_len, 48),
        MEMBER(interim_event, at_ns, 56),
        MEMBER(interim_finding, requirement, 8),
        MEMBER(interim_finding, offset, 16),
        MEMBER(interim_finding, exchange, 24),
        MEMBER(interim_finding, binding, 28),
        MEMBER(interim_finding, detail, 32),
        MEMBER(interim_sink, event, 8),
        MEMBER(interim_sink, finding, 16),
        MEMBER(interim_sink, user, 24),
        MEMBER(interim_limits, interim_count, 8),
        MEMBER(interim_limits, interim_octets, 12),
        MEMBER(interim_limits, gap_ms, 16),
        MEMBER(interim_limits, pace_ms, 20),
        MEMBER(interim_limits, continue_ms, 24),
    };
#undef MEMBER
    (void)state;
    if (sizeof(void *) != 8)
        return; /* the numbers are those of 64 bits */
    for (size_t row = 0; row < COUNT_OF(ROWS); row++)
        if (ROWS[row].found != ROWS[row].expected)
            fail_msg("%s: lay at %zu, lies at %zu", ROWS[row].name, ROWS[row].expected,
                     ROWS[row].found);
    assert_int_equal(sizeof(struct interim_oracle), 8192);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_and_findings_come_out_in_order),
        cmocka_unit_test(structures_of_another_size_are_understood),
        cmocka_unit_test(a_request_is_read_from_its_header_section),
        cmocka_unit_test(a_request_of_another_size_is_read),
        cmocka_unit_test(the_65th_outstanding_request_is_refused),
        cmocka_unit_test(members_lie_where_version_0_had_them),
        cmocka_unit_test(requirements_are_those_of_the_table),
    };
    return cmocka_run_group_tests_name("interim", tests, NULL, NULL);
}
