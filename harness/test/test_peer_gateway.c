/* SPDX-License-Identifier: MIT */
/* The reference gateway, honest, with the test as its client and as its next hop. */
#include "base/clock.h"
#include "oracle/head.h"
#include "peer/gateway.h"
#include "test/dialog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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
    buf_init(&hop->request, DIALOG_MAX_OCTETS);
    buf_init(&hop->heard, DIALOG_MAX_OCTETS);
    dialog_dial(&hop->client, peer_gateway_address(hop->gateway));
}

static void hop_accept(struct hop *hop)
{
    assert_true(dialog_wait(hop->listener.fd));
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
        dialog_say(&hop.client, octets_of(HOP_ROWS[row].request));
        hop_accept(&hop);
        dialog_hear(&hop.origin, &hop.request, "\r\n\r\n");
        dialog_say(&hop.origin, octets_of(HOP_ROWS[row].answer));
        if (HOP_ROWS[row].closes)
            connection_close(&hop.origin);
        dialog_hear(&hop.client, &hop.heard, "");
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
    dialog_say(&hop.client, OCTETS("GET /1 HTTP/1.1\r\n\r\n"));
    hop_accept(&hop);
    dialog_hear(&hop.origin, &hop.request, "\r\n\r\n");
    dialog_say(&hop.origin, OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"));
    dialog_hear(&hop.client, &hop.heard, "\r\n\r\n1");
    dialog_say(&hop.origin,
               OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray"));
    dialog_say(&hop.client, OCTETS("GET /2 HTTP/1.1\r\n\r\n"));
    connection_close(&hop.origin);
    hop_accept(&hop);
    buf_clear(&hop.request);
    dialog_hear(&hop.origin, &hop.request, "\r\n\r\n");
    assert_true(octets_starts_with(buf_view(&hop.request), OCTETS("GET /2 ")));
    dialog_say(&hop.origin, OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2"));
    dialog_hear(&hop.client, &hop.heard, "\r\n\r\n2");
    assert_int_equal(octets_find(buf_view(&hop.heard), OCTETS("stray")), SIZE_MAX);
    hop_close(&hop);
}

static void the_gateway_forwards_ten_thousand_interim_responses(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    struct hop hop;
    struct buf flood;
    buf_init(&flood, DIALOG_MAX_OCTETS);
    hop_open(&hop);
    for (unsigned at = 0; at < COUNT; at++)
        buf_add_text(&flood, "HTTP/1.1 102 \r\n\r\n");
    buf_add_text(&flood, "HTTP/1.1 204 \r\n\r\n");
    dialog_say(&hop.client, OCTETS("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
    hop_accept(&hop);
    dialog_hear(&hop.origin, &hop.request, "\r\n\r\n");
    for (size_t sent = 0; sent < flood.len;) {
        const struct octets piece = octets_slice(buf_view(&flood), sent, 16000);
        dialog_say(&hop.origin, piece);
        sent += piece.len;
    }
    dialog_hear(&hop.client, &hop.heard, "");
    unsigned count = 0;
    for (struct octets rest = buf_view(&hop.heard); head_status(rest) == 102; count++)
        rest = octets_slice(rest, head_length(rest), rest.len);
    assert_int_equal(count, COUNT);
    buf_fini(&flood);
    hop_close(&hop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gateway_forwards_as_it_should),
        cmocka_unit_test(the_gateway_discards_a_pooled_connection_with_stray_octets),
        cmocka_unit_test(the_gateway_forwards_ten_thousand_interim_responses),
    };
    return cmocka_run_group_tests_name("peer_gateway", tests, NULL, NULL);
}
