/* SPDX-License-Identifier: MIT */
/* From octets to sentences: what is said of an answer, all of it and nothing else. */
#include "probe/date.h"
#include "probe/probe.h"
#include "test/puppet.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What a puppet answers; " PAUSE " stands for a pause of some 600 ms. */
static void serve_answer(struct puppet *puppet, struct connection *connection)
{
    static const char PAUSE[] = " PAUSE ";
    const char *rest = puppet_user(puppet);
    char text[8192];
    if (!puppet_await(puppet, connection, "\r\n\r\n", text, sizeof text))
        return;
    for (;;) {
        const char *pause = strstr(rest, PAUSE);
        const size_t len = pause ? (size_t)(pause - rest) : strlen(rest);
        memcpy(text, rest, len);
        text[len] = '\0';
        if (!puppet_say(puppet, connection, text))
            return;
        if (!pause)
            break;
        rest = pause + sizeof PAUSE - 1;
        (void)poll(NULL, 0, 600);
    }
    puppet_linger(puppet, connection);
}

#define OK   "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
#define P102 "HTTP/1.1 102 Processing\r\n"
#define END  "\r\n"
#define FEW  " count-and-gap needless-102 taken-for-final"

static const struct {
    const char *method, *answer, *says;
} ROWS[] = {
    {"GET", OK END, "none"},
    {"GET", OK "Via: 1.1 gw\r\n" END, "none none-through-intermediary"},
    {"GET", P102 END OK END, "nameless handler-102" FEW},
    {"COPY", P102 END OK END, "nameless webdav-102" FEW},
    {"GET", P102 "Via: 1.1 gw\r\n" END OK "Via: 1.1 gw\r\n" END,
     "from-behind-via handler-102" FEW},
    {"GET", P102 END OK "Via: 1.1 gw\r\n" END, "via-in-final-alone handler-102" FEW},
    {"GET", P102 "Server: a\r\n" END OK "Server: a\r\n" END,
     "same-server handler-102" FEW},
    {"GET", P102 "Server: a\r\n" END OK "Server: b\r\n" END,
     "other-server handler-102" FEW},
    {"GET", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n" END OK END,
     "nameless early-hints count-and-gap taken-for-final"},
    {"GET", "HTTP/1.1 103 Early Hints\r\n" END OK END,
     "nameless early-hints 103-without-link count-and-gap taken-for-final"},
    {"GET", "HTTP/1.1 100 Continue\r\n" END OK END,
     "nameless continue-unasked count-and-gap"},
    {"GET", "HTTP/1.1 104 Upload\r\nLocation: /u\r\n" END OK END,
     "nameless resumable-upload count-and-gap taken-for-final"},
    {"GET", "HTTP/1.1 199 Odd\r\n" END OK END,
     "nameless unknown-status count-and-gap taken-for-final"},
    {"GET", P102 "Content-Type: text/plain\r\n" END OK END,
     "nameless handler-102" FEW " content-in-interim"},
    {"GET", P102 END "text" OK END, "nameless handler-102" FEW " content-in-interim"},
    {"GET", " PAUSE " P102 END OK END, "nameless handler-102" FEW " held-back"},
    {"GET",
     " PAUSE " P102 "Date: Sat, 28 Feb 2026 23:59:58 GMT\r\n" END OK
     "Date: Sun, 01 Mar 2026 00:00:01 GMT\r\n" END,
     "nameless handler-102" FEW " held-back-by-date"},
    {"GET",
     P102 "Date: Sat, 28 Feb 2026 23:59:58 GMT\r\n" END " PAUSE " OK
          "Date: Sun, 01 Mar 2026 00:00:01 GMT\r\n" END,
     "nameless handler-102" FEW},
    {"GET", P102 END P102 END P102 END P102 END P102 END P102 END OK END,
     "nameless handler-102" FEW " second-taken-for-final over-5"},
};

/* true where each of these words, of which there are some, is in the other list. */
static bool is_within(const char *words, const char *list)
{
    char one[64];
    char all[512];
    snprintf(all, sizeof all, " %s ", list);
    while (*words) {
        const size_t len = strcspn(words, " ");
        snprintf(one, sizeof one, " %.*s ", (int)len, words);
        if (len > 0 && !strstr(all, one))
            return false;
        words += len + (words[len] == ' ');
    }
    return true;
}

static void check_row(size_t row)
{
    struct probe_options options = {.request = {.method = ROWS[row].method},
                                    .limits = PROBE_LIMITS};
    char url[160];
    void *answer;
    struct probe probe;
    struct buf said;
    struct err err;
    memcpy(&answer, &ROWS[row].answer, sizeof answer);
    struct puppet *puppet = puppet_start(serve_answer, answer);
    snprintf(url, sizeof url, "http://%s/", puppet_address(puppet)->text);
    options.url = url;
    options.limits.after_ms = 10;
    assert_int_equal(probe_open(&probe, &options, &err), PROBE_READY);
    probe_run(&probe, NULL, NULL, NULL);
    buf_init(&said, 4096);
    for (unsigned at = 0; at < DIAGNOSIS_COUNT; at++)
        if (probe_says(&probe, PROBE_NEAR, (enum diagnosis)at))
            buf_printf(&said, "%s%s", said.len ? " " : "",
                       diagnosis_row((enum diagnosis)at)->id);
    if (!is_within(ROWS[row].says, buf_text(&said)) ||
        !is_within(buf_text(&said), ROWS[row].says))
        fail_msg("%s: expected \"%s\", said \"%s\"", ROWS[row].answer, ROWS[row].says,
                 buf_text(&said));
    buf_fini(&said);
    probe_close(&probe);
    puppet_stop(&puppet);
}

static void an_answer_gets_its_sentences_and_no_others(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        check_row(row);
}

static void a_date_is_read_or_refused(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* -1: it is none */
    } DATES[] = {
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Thu, 29 Feb 2024 12:00:00 GMT", 1709208000},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        {"Sun, 06 Nov 1994 08:49:37 CET", -1},
        {"Sun, 06 Non 1994 08:49:37 GMT", -1},
        {"Sun, 00 Nov 1994 08:49:37 GMT", -1},
        {"Sun, 06 Nov 1994 24:49:37 GMT", -1},
        {"Sunday, 06-Nov-94 08:49:37 GMT", -1},
        {"", -1},
    };
    (void)state;
    for (size_t row = 0; row < sizeof DATES / sizeof DATES[0]; row++) {
        int64_t seconds = -1;
        if (!date_read(octets_of(DATES[row].text), &seconds))
            seconds = -1;
        if (seconds != DATES[row].seconds)
            fail_msg("%s: expected %jd, found %jd", DATES[row].text,
                     (intmax_t)DATES[row].seconds, (intmax_t)seconds);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_gets_its_sentences_and_no_others),
        cmocka_unit_test(a_date_is_read_or_refused),
    };
    return cmocka_run_group_tests_name("probe_says", tests, NULL, NULL);
}
