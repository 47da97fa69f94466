/* SPDX-License-Identifier: MIT */
/* What the control of a case leaves out of a trigger's query. */
#include "play/outgoing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *why;
    const char *send;
    const char *left;
} ROWS[] = {
    {"the last of the query", "GET /t?final=200&interim=102 HTTP/1.1\r\n\r\n",
     "GET /t?final=200& HTTP/1.1\r\n\r\n"},
    {"every pipelined request",
     "GET /t?interim=102&final=200 HTTP/1.1\r\n\r\nGET /t?final=200 HTTP/1.1\r\n\r\n"
     "GET /t?interim=103,103&final=201 HTTP/1.1\r\n\r\n",
     "GET /t?final=200 HTTP/1.1\r\n\r\nGET /t?final=200 HTTP/1.1\r\n\r\n"
     "GET /t?final=201 HTTP/1.1\r\n\r\n"},
    {"neither fields nor content",
     "POST /t HTTP/1.1\r\nX: interim=1\r\n\r\ninterim=102&",
     "POST /t HTTP/1.1\r\nX: interim=1\r\n\r\ninterim=102&"},
};

static void interim_responses_are_not_asked_for(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof *ROWS; row++) {
        struct buf send;
        buf_init(&send, 1000);
        buf_add_text(&send, ROWS[row].send);
        outgoing_trigger(&send);
        print_message("%s\n", ROWS[row].why);
        assert_string_equal(buf_text(&send), ROWS[row].left);
        buf_fini(&send);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interim_responses_are_not_asked_for)};
    return cmocka_run_group_tests_name("outgoing", tests, NULL, NULL);
}
