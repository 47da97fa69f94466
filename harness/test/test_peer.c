/* SPDX-License-Identifier: MIT */
/* The reference server and client, honest: octets in, octets out, over sockets. */
#include "base/clock.h"
#include "oracle/head.h"
#include "peer/client.h"
#include "peer/server.h"
#include "test/dialog.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ------------------------------------------------------------ the server */

struct server_row {
    const char *why;
    const char *request, *response; /* until the server closes */
};

#define TEXT           "The reference server of interim.\n"
#define SAID(statuses) "X-Interim-Asked: " statuses "\r\nX-Interim-Refused: \r\n"
#define PLAIN          "Content-Type: text/plain\r\n\r\n"

static const struct server_row SERVER_ROWS[] = {
    {"interim responses in their order, then the final one with the token",
     "GET /?interim=102,199&final=299&token=T HTTP/1.1\r\nConnection: close\r\n\r\n",
     "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 199 Interim\r\n\r\n"
     "HTTP/1.1 299 Successful\r\n" SAID(
         "102,199") "Content-Length: 1\r\nConnection: close\r\n" PLAIN "T"},
    {"no interim response to HTTP/1.0", "GET /?interim=102&token=T HTTP/1.0\r\n\r\n",
     "HTTP/1.1 200 OK\r\n" SAID(
         "102") "Content-Length: 1\r\nConnection: close\r\n" PLAIN "T"},
    {"no content in answer to HEAD", "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n",
     "HTTP/1.1 200 OK\r\nContent-Length: 33\r\nConnection: close\r\n" PLAIN},
    {"neither content nor length with 204",
     "GET /?final=204&token=T HTTP/1.1\r\nConnection: close\r\n\r\n",
     "HTTP/1.1 204 No Content\r\nConnection: close\r\n" PLAIN},
    {"two pipelined requests are answered in order",
     "GET /?token=A HTTP/1.1\r\n\r\nGET /?token=B HTTP/1.1\r\nConnection: "
     "close\r\n\r\n",
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" PLAIN "A"
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n" PLAIN "B"},
    {"an unknown expectation gets a 417",
     "GET / HTTP/1.1\r\nExpect: tea\r\nConnection: close\r\n\r\n",
     "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 33\r\nConnection: "
     "close\r\n" PLAIN TEXT},
    {"a request that is none gets a 400", "nonsense\r\n\r\n",
     "HTTP/1.1 400 Bad Request\r\nContent-Length: 33\r\nConnection: close\r\n" PLAIN
         TEXT},
    {"content in chunks is read before the next request",
     "POST /?token=A HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
     "5\r\nhello\r\n0\r\n\r\nGET /?token=B HTTP/1.0\r\n\r\n",
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" PLAIN "A"
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n" PLAIN "B"},
    {"a 413 for content that is too large says that it closes",
     "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n",
     "HTTP/1.1 413 Content Too Large\r\nContent-Length: 33\r\nConnection: "
     "close\r\n" PLAIN TEXT},
};

static struct peer_server *start_server(enum fault fault)
{
    struct address any;
    struct err err;
    address_loopback(&any, 0);
    struct peer_server *const server = peer_server_start(&any, fault, 1, &err);
    assert_non_null(server);
    return server;
}

static void the_server_answers_as_it_should(void **state)
{
    (void)state;
    struct peer_server *server = start_server(FAULT_NONE);
    for (size_t row = 0; row < sizeof SERVER_ROWS / sizeof SERVER_ROWS[0]; row++) {
        struct connection connection;
        struct buf heard;
        buf_init(&heard, DIALOG_MAX_OCTETS);
        dialog_dial(&connection, peer_server_address(server));
        dialog_say(&connection, octets_of(SERVER_ROWS[row].request));
        connection_half_close(&connection);
        dialog_hear(&connection, &heard, "");
        if (strcmp(buf_text(&heard), SERVER_ROWS[row].response) != 0)
            print_message("%s\n", SERVER_ROWS[row].why);
        assert_string_equal(buf_text(&heard), SERVER_ROWS[row].response);
        buf_fini(&heard);
        connection_close(&connection);
    }
    peer_server_stop(&server);
    assert_null(server);
}

static void the_server_asks_for_content_and_then_switches(void **state)
{
    (void)state;
    struct peer_server *server = start_server(FAULT_NONE);
    struct connection connection;
    struct buf heard;
    buf_init(&heard, DIALOG_MAX_OCTETS);
    dialog_dial(&connection, peer_server_address(server));
    dialog_say(&connection,
               OCTETS("POST / HTTP/1.1\r\nExpect: 100-Continue\r\nUpgrade: echo\r\n"
                      "Connection: upgrade\r\nContent-Length: 5\r\n\r\n"));
    dialog_hear(&connection, &heard, "HTTP/1.1 100 Continue\r\n\r\n");
    dialog_say(&connection, OCTETS("hello"));
    dialog_hear(&connection, &heard, "Connection: upgrade\r\n\r\n");
    dialog_say(&connection, OCTETS("ping"));
    dialog_hear(&connection, &heard, "ping");
    assert_int_equal(octets_find(buf_view(&heard), OCTETS("HTTP/1.1 101 ")), 25);
    buf_fini(&heard);
    connection_close(&connection);
    peer_server_stop(&server);
}

static void a_server_with_a_fault_shows_it(void **state)
{
    (void)state;
    struct peer_server *server = start_server(FAULT_SERVER_CONTENT_LENGTH_IN_INTERIM);
    const struct octets due =
        OCTETS("HTTP/1.1 102 Processing\r\nContent-Length: 0\r\n\r\n");
    struct connection connection;
    struct buf heard;
    buf_init(&heard, DIALOG_MAX_OCTETS);
    dialog_dial(&connection, peer_server_address(server));
    dialog_say(
        &connection,
        OCTETS("GET /?interim=102&token=T HTTP/1.1\r\nConnection: close\r\n\r\n"));
    dialog_hear(&connection, &heard, "");
    assert_true(octets_starts_with(buf_view(&heard), due));
    buf_fini(&heard);
    connection_close(&connection);
    peer_server_stop(&server);
}

/* ------------------------------------------------------------ the client */

/* A client with the test as its origin server. */
struct caller {
    struct listener listener;
    struct connection origin;
    struct peer_client_options options;
    int in[2], out[2];
    pthread_t thread;
    struct buf heard, result;
};

static void *caller_run(void *argument)
{
    struct caller *const caller = argument;
    peer_client_serve(&caller->options, caller->in[0], caller->out[1]);
    return NULL;
}

static void caller_open(struct caller *caller)
{
    struct err err;
    struct address any;
    address_loopback(&any, 0);
    caller->options = (struct peer_client_options){FAULT_NONE, 1, NULL};
    assert_true(listener_open(&caller->listener, &any, &err));
    assert_int_equal(pipe(caller->in), 0);
    assert_int_equal(pipe(caller->out), 0);
    buf_init(&caller->heard, DIALOG_MAX_OCTETS);
    buf_init(&caller->result, DIALOG_MAX_OCTETS);
    assert_int_equal(pthread_create(&caller->thread, NULL, caller_run, caller), 0);
}

/* The next line of results, NUL-terminated. */
static const char *caller_line(struct caller *caller)
{
    buf_clear(&caller->result);
    for (char octet = 0; octet != '\n';) {
        assert_true(dialog_wait(caller->out[0]));
        assert_int_equal(read(caller->out[0], &octet, 1), 1);
        buf_add_octet(&caller->result, (unsigned char)octet);
    }
    return buf_text(&caller->result);
}

static void caller_ask(struct caller *caller, const char *more)
{
    char line[512];
    const int len =
        snprintf(line, sizeof line, "{\"id\":7,\"url\":\"http://%s/x\"%s}\n",
                 caller->listener.address.text, more);
    assert_int_equal(write(caller->in[1], line, (size_t)len), len);
}

static void caller_close(struct caller *caller)
{
    close(caller->in[1]);
    pthread_join(caller->thread, NULL);
    close(caller->in[0]);
    close(caller->out[0]);
    close(caller->out[1]);
    connection_close(&caller->origin);
    listener_close(&caller->listener);
    buf_fini(&caller->heard);
    buf_fini(&caller->result);
}

struct caller_row {
    const char *why;
    const char *answer, *result;
    bool closes;
};

static const struct caller_row CALLER_ROWS[] = {
    {"interim responses of any code are passed over",
     "HTTP/1.1 100 \r\n\r\nHTTP/1.1 102 \r\n\r\nHTTP/1.1 199 \r\n\r\n"
     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
     "{\"id\":7,\"status\":200,\"content\":\"hi\",\"error\":null}\n", false},
    {"an interim response has no content, whatever it says",
     "HTTP/1.1 102 \r\nContent-Length: 5\r\n\r\n"
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
     "{\"id\":7,\"status\":200,\"content\":\"hi\",\"error\":null}\n", false},
    {"the end behind an interim response is an error", "HTTP/1.1 102 \r\n\r\n",
     "{\"id\":7,\"status\":null,\"content\":\"\","
     "\"error\":\"the connection ended without an answer\"}\n",
     true},
    {"what is no HTTP is an error", "hello\r\n\r\n",
     "{\"id\":7,\"status\":null,\"content\":\"\",\"error\":\"malformed response\"}\n",
     false},
};

static void the_client_delivers_as_it_should(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof CALLER_ROWS / sizeof CALLER_ROWS[0]; row++) {
        struct caller caller = {.origin = CONNECTION_NONE};
        caller_open(&caller);
        assert_non_null(strstr(caller_line(&caller), "\"concurrent\""));
        caller_ask(&caller, "");
        assert_true(dialog_wait(caller.listener.fd));
        assert_int_equal(listener_accept(&caller.listener, &caller.origin),
                         CONNECTION_OK);
        dialog_hear(&caller.origin, &caller.heard, "\r\n\r\n");
        dialog_say(&caller.origin, octets_of(CALLER_ROWS[row].answer));
        if (CALLER_ROWS[row].closes)
            connection_close(&caller.origin);
        if (strcmp(caller_line(&caller), CALLER_ROWS[row].result) != 0)
            print_message("%s\n", CALLER_ROWS[row].why);
        assert_string_equal(buf_text(&caller.result), CALLER_ROWS[row].result);
        caller_close(&caller);
    }
}

static void the_client_waits_for_a_100_and_repeats_after_a_417(void **state)
{
    (void)state;
    struct caller caller = {.origin = CONNECTION_NONE};
    caller_open(&caller);
    caller_line(&caller);
    caller_ask(&caller, ",\"method\":\"POST\",\"content\":\"hello\",\"expect\":true");
    assert_true(dialog_wait(caller.listener.fd));
    assert_int_equal(listener_accept(&caller.listener, &caller.origin), CONNECTION_OK);
    dialog_hear(&caller.origin, &caller.heard, "Content-Length: 5\r\n\r\n");
    dialog_say(&caller.origin, OCTETS("HTTP/1.1 417 \r\nContent-Length: 0\r\n\r\n"));
    dialog_hear(&caller.origin, &caller.heard, "");
    connection_close(&caller.origin);
    assert_true(dialog_wait(caller.listener.fd));
    assert_int_equal(listener_accept(&caller.listener, &caller.origin), CONNECTION_OK);
    buf_clear(&caller.heard);
    dialog_hear(&caller.origin, &caller.heard, "\r\n\r\nhello");
    struct octets value;
    assert_false(head_find(buf_view(&caller.heard), OCTETS("Expect"), &value));
    dialog_say(&caller.origin, OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    assert_non_null(strstr(caller_line(&caller), "\"status\":200"));
    caller_close(&caller);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_server_answers_as_it_should),
        cmocka_unit_test(the_server_asks_for_content_and_then_switches),
        cmocka_unit_test(a_server_with_a_fault_shows_it),
        cmocka_unit_test(the_client_delivers_as_it_should),
        cmocka_unit_test(the_client_waits_for_a_100_and_repeats_after_a_417),
    };
    return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
