/* SPDX-License-Identifier: MIT */
/* A request of our own to a playground, and the JSON in its answer. */
#include "test/exchanges.h"

#include "oracle/head.h"
#include "peer/history.h"
#include "test/dialog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { REQUEST_SIZE = 256, ANSWER_MAX = 1024 * 1024 };

const char *exchanges_ask(const struct peer_server *server, const char *request,
                          struct buf *heard)
{
    struct connection connection;
    buf_clear(heard);
    dialog_dial(&connection, peer_server_address(server));
    dialog_say(&connection, octets_of(request));
    dialog_hear(&connection, heard, "");
    connection_close(&connection);
    return buf_text(heard);
}

json_t *exchanges_of(const struct peer_server *server, const char *token)
{
    struct buf heard;
    char request[REQUEST_SIZE];
    buf_init(&heard, ANSWER_MAX);
    snprintf(request, sizeof request,
             "GET /exchanges?token=%s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
             token);
    exchanges_ask(server, request, &heard);
    assert_int_equal(head_status(buf_view(&heard)), 200);
    assert_true(heard.len < HISTORY_JSON);
    json_t *const value =
        json_loads(buf_text(&heard) + head_length(buf_view(&heard)), 0, NULL);
    assert_non_null(value);
    buf_fini(&heard);
    return value;
}
