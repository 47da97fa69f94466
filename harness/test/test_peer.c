/* SPDX-License-Identifier: MIT */
/* The reference peers, honest: octets in, octets out, over sockets. */
#include "base/buf.h"
#include "base/clock.h"
#include "net/connection.h"
#include "oracle/head.h"
#include "peer/client.h"
#include "peer/gateway.h"
#include "peer/server.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000, MAX_OCTETS = 8 * 1024 * 1024 };

static void dial(struct connection *connection, const struct address *address)
{
    struct err err;
    assert_true(
        connection_open(connection, address, clock_deadline_ns(PATIENCE_MS), &err));
}

static void say(struct connection *connection, struct octets octets)
{
    assert_int_equal(
        connection_send(connection, octets, clock_deadline_ns(PATIENCE_MS)),
        CONNECTION_OK);
}

static bool wait_readable(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    return poll(&ready, 1, PATIENCE_MS) > 0;
}

/* Reads until the other end closes, or until what was read ends in `until`. */
static void hear(struct connection *connection, struct buf *heard, const char *until)
{
    const struct octets end = octets_of(until);
    for (;;) {
        unsigned char octets[65536];
        size_t got = 0;
        const struct octets view = buf_view(heard);
        if (end.len > 0 && view.len >= end.len &&
            octets_equal(octets_slice(view, view.len - end.len, end.len), end))
            return;
        assert_true(wait_readable(connection->fd));
        const enum connection_result result =
            connection_read(connection, octets, sizeof octets, &got);
        if (result == CONNECTION_EOF || result == CONNECTION_RESET)
            return;
        if (result == CONNECTION_OK)
            assert_true(buf_add(heard, (struct octets){octets, got}));
    }
}

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
        buf_init(&heard, MAX_OCTETS);
        dial(&connection, peer_server_address(server));
        say(&connection, octets_of(SERVER_ROWS[row].request));
        connection_half_close(&connection);
        hear(&connection, &heard, "");
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
    buf_init(&heard, MAX_OCTETS);
    dial(&connection, peer_server_address(server));
    say(&connection,
        OCTETS("POST / HTTP/1.1\r\nExpect: 100-Continue\r\nUpgrade: echo\r\n"
               "Connection: upgrade\r\nContent-Length: 5\r\n\r\n"));
    hear(&connection, &heard, "HTTP/1.1 100 Continue\r\n\r\n");
    say(&connection, OCTETS("hello"));
    hear(&connection, &heard, "Connection: upgrade\r\n\r\n");
    say(&connection, OCTETS("ping"));
    hear(&connection, &heard, "ping");
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
    buf_init(&heard, MAX_OCTETS);
    dial(&connection, peer_server_address(server));
    say(&connection,
        OCTETS("GET /?interim=102&token=T HTTP/1.1\r\nConnection: close\r\n\r\n"));
    hear(&connection, &heard, "");
    assert_true(octets_starts_with(buf_view(&heard), due));
    buf_fini(&heard);
    connection_close(&connection);
    peer_server_stop(&server);
}

/* ------------------------------------------------------------ the gateway */

/* A gateway with the test as client and as origin server. */
struct hop {
    struct listener listener;
    struct peer_gateway *gateway;
    struct connection client, origin;
    struct buf request, heard;
};

static void hop_open(struct hop *hop)
{
    struct err err;
    struct address any;
    address_loopback(&any, 0);
    assert_true(listener_open(&hop->listener, &any, &err));
    const struct peer_gateway_options options = {.listen = any,
                                                 .next_hop = hop->listener.address,
                                                 .role = ROLE_GATEWAY,
                                                 .fault = FAULT_NONE,
                                                 .time_scale = 1};
    hop->gateway = peer_gateway_start(&options, &err);
    assert_non_null(hop->gateway);
    hop->origin.fd = -1;
    buf_init(&hop->request, MAX_OCTETS);
    buf_init(&hop->heard, MAX_OCTETS);
    dial(&hop->client, peer_gateway_address(hop->gateway));
}

static void hop_accept(struct hop *hop)
{
    assert_true(wait_readable(hop->listener.fd));
    assert_int_equal(listener_accept(&hop->listener, &hop->origin), CONNECTION_OK);
}

static void hop_close(struct hop *hop)
{
    connection_close(&hop->client);
    connection_close(&hop->origin);
    peer_gateway_stop(&hop->gateway);
    listener_close(&hop->listener);
    buf_fini(&hop->request);
    buf_fini(&hop->heard);
}

/* What the origin answers, and what the client gets to see of it, until it closes. */
struct hop_row {
    const char *why;
    const char *request, *answer, *seen;
    bool closes; /* the origin, behind its answer */
};

#define VIA "Via: 1.1 interim\r\n"

static const struct hop_row HOP_ROWS[] = {
    {"interim responses are forwarded without the fields of the hop",
     "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
     "HTTP/1.1 102 \r\nConnection: x-hop\r\nX-Hop: 1\r\nX-End: 2\r\n\r\n"
     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
     "HTTP/1.1 102 Processing\r\nX-End: 2\r\n" VIA "\r\n"
     "HTTP/1.1 200 OK\r\n" VIA "Content-Length: 2\r\nConnection: close\r\n\r\nhi",
     false},
    {"nothing interim goes to HTTP/1.0, and chunks are undone",
     "GET / HTTP/1.0\r\n\r\n",
     "HTTP/1.1 102 Processing\r\n\r\n"
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
     "HTTP/1.1 200 OK\r\n" VIA "Connection: close\r\n\r\nhi", false},
    {"a next hop that dies after an interim response is a 502",
     "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n",
     "HTTP/1.1 103 Early Hints\r\n" VIA "\r\n"
     "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
     "Bad Gateway",
     true},
    {"octets that are no HTTP are a 502", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
     "garbage\r\n\r\n",
     "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
     "Bad Gateway",
     false},
    {"a malformed interim response is a 502",
     "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
     "HTTP/1.1 102 Processing\r\nA : b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
     "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
     "Bad Gateway",
     false},
    {"a 101 that nobody asked for is a 502",
     "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n",
     "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
     "Bad Gateway",
     false},
};

static void the_gateway_forwards_as_it_should(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof HOP_ROWS / sizeof HOP_ROWS[0]; row++) {
        struct hop hop;
        hop_open(&hop);
        say(&hop.client, octets_of(HOP_ROWS[row].request));
        hop_accept(&hop);
        hear(&hop.origin, &hop.request, "\r\n\r\n");
        say(&hop.origin, octets_of(HOP_ROWS[row].answer));
        if (HOP_ROWS[row].closes)
            connection_close(&hop.origin);
        hear(&hop.client, &hop.heard, "");
        if (strcmp(buf_text(&hop.heard), HOP_ROWS[row].seen) != 0)
            print_message("%s\n", HOP_ROWS[row].why);
        assert_string_equal(buf_text(&hop.heard), HOP_ROWS[row].seen);
        hop_close(&hop);
    }
}

static void the_gateway_discards_a_pooled_connection_with_stray_octets(void **state)
{
    (void)state;
    struct hop hop;
    hop_open(&hop);
    say(&hop.client, OCTETS("GET /1 HTTP/1.1\r\n\r\n"));
    hop_accept(&hop);
    hear(&hop.origin, &hop.request, "\r\n\r\n");
    say(&hop.origin, OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"));
    hear(&hop.client, &hop.heard, "\r\n\r\n1");
    say(&hop.origin, OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray"));
    say(&hop.client, OCTETS("GET /2 HTTP/1.1\r\n\r\n"));
    connection_close(&hop.origin);
    hop_accept(&hop);
    buf_clear(&hop.request);
    hear(&hop.origin, &hop.request, "\r\n\r\n");
    assert_true(octets_starts_with(buf_view(&hop.request), OCTETS("GET /2 ")));
    say(&hop.origin, OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2"));
    hear(&hop.client, &hop.heard, "\r\n\r\n2");
    assert_int_equal(octets_find(buf_view(&hop.heard), OCTETS("stray")), SIZE_MAX);
    hop_close(&hop);
}

static void the_gateway_forwards_ten_thousand_interim_responses(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    struct hop hop;
    struct buf flood;
    buf_init(&flood, MAX_OCTETS);
    hop_open(&hop);
    for (unsigned at = 0; at < COUNT; at++)
        buf_add_text(&flood, "HTTP/1.1 102 \r\n\r\n");
    buf_add_text(&flood, "HTTP/1.1 204 \r\n\r\n");
    say(&hop.client, OCTETS("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
    hop_accept(&hop);
    hear(&hop.origin, &hop.request, "\r\n\r\n");
    for (size_t sent = 0; sent < flood.len;) {
        const struct octets piece = octets_slice(buf_view(&flood), sent, 16000);
        say(&hop.origin, piece);
        sent += piece.len;
    }
    hear(&hop.client, &hop.heard, "");
    unsigned count = 0;
    for (struct octets rest = buf_view(&hop.heard); head_status(rest) == 102; count++)
        rest = octets_slice(rest, head_length(rest), rest.len);
    assert_int_equal(count, COUNT);
    buf_fini(&flood);
    hop_close(&hop);
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
    caller->options = (struct peer_client_options){FAULT_NONE, 1};
    assert_true(listener_open(&caller->listener, &any, &err));
    assert_int_equal(pipe(caller->in), 0);
    assert_int_equal(pipe(caller->out), 0);
    buf_init(&caller->heard, MAX_OCTETS);
    buf_init(&caller->result, MAX_OCTETS);
    assert_int_equal(pthread_create(&caller->thread, NULL, caller_run, caller), 0);
}

/* The next line of results, NUL-terminated. */
static const char *caller_line(struct caller *caller)
{
    buf_clear(&caller->result);
    for (char octet = 0; octet != '\n';) {
        assert_true(wait_readable(caller->out[0]));
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
        struct caller caller = {.origin = {-1}};
        caller_open(&caller);
        assert_non_null(strstr(caller_line(&caller), "\"concurrent\""));
        caller_ask(&caller, "");
        assert_true(wait_readable(caller.listener.fd));
        assert_int_equal(listener_accept(&caller.listener, &caller.origin),
                         CONNECTION_OK);
        hear(&caller.origin, &caller.heard, "\r\n\r\n");
        say(&caller.origin, octets_of(CALLER_ROWS[row].answer));
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
    struct caller caller = {.origin = {-1}};
    caller_open(&caller);
    caller_line(&caller);
    caller_ask(&caller, ",\"method\":\"POST\",\"content\":\"hello\",\"expect\":true");
    assert_true(wait_readable(caller.listener.fd));
    assert_int_equal(listener_accept(&caller.listener, &caller.origin), CONNECTION_OK);
    hear(&caller.origin, &caller.heard, "Content-Length: 5\r\n\r\n");
    say(&caller.origin, OCTETS("HTTP/1.1 417 \r\nContent-Length: 0\r\n\r\n"));
    hear(&caller.origin, &caller.heard, "");
    connection_close(&caller.origin);
    assert_true(wait_readable(caller.listener.fd));
    assert_int_equal(listener_accept(&caller.listener, &caller.origin), CONNECTION_OK);
    buf_clear(&caller.heard);
    hear(&caller.origin, &caller.heard, "\r\n\r\nhello");
    struct octets value;
    assert_false(head_find(buf_view(&caller.heard), OCTETS("Expect"), &value));
    say(&caller.origin, OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    assert_non_null(strstr(caller_line(&caller), "\"status\":200"));
    caller_close(&caller);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_server_answers_as_it_should),
        cmocka_unit_test(the_server_asks_for_content_and_then_switches),
        cmocka_unit_test(a_server_with_a_fault_shows_it),
        cmocka_unit_test(the_gateway_forwards_as_it_should),
        cmocka_unit_test(the_gateway_discards_a_pooled_connection_with_stray_octets),
        cmocka_unit_test(the_gateway_forwards_ten_thousand_interim_responses),
        cmocka_unit_test(the_client_delivers_as_it_should),
        cmocka_unit_test(the_client_waits_for_a_100_and_repeats_after_a_417),
    };
    return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
