/* SPDX-License-Identifier: MIT */
/* One OPTIONS request, and the DAV field of its answer. */
#include "play/dav_class.h"

#include "base/buf.h"
#include "base/clock.h"
#include "net/connection.h"
#include "oracle/head.h"

#include <poll.h>

enum { ASK_MS = 5000, ASK_MAX_OCTETS = 64 << 10, ASK_READ_OCTETS = 4096 };

/* The first complete final header section in what came; empty where there is none. */
static struct octets final_head(struct octets came)
{
    for (size_t len = head_length(came); len > 0; len = head_length(came)) {
        const struct octets head = octets_slice(came, 0, len);
        if (head_status(head) >= 200)
            return head;
        came = octets_slice(came, len, came.len);
    }
    return (struct octets){NULL, 0};
}

static void read_answer(struct connection *connection, struct buf *came,
                        int64_t deadline_ns)
{
    unsigned char room[ASK_READ_OCTETS];
    while (final_head(buf_view(came)).len == 0 && !came->full) {
        size_t got = 0;
        const enum connection_result result =
            connection_read(connection, room, sizeof room, &got);
        if (result == CONNECTION_OK)
            buf_add(came, (struct octets){room, got});
        else if (result != CONNECTION_AGAIN)
            return;
        const int64_t left_ms = (deadline_ns - clock_now_ns()) / 1000000;
        struct pollfd wait = {.fd = connection->fd,
                              .events = connection_events(connection, POLLIN)};
        if (left_ms <= 0)
            return;
        if (result == CONNECTION_AGAIN)
            (void)poll(&wait, 1, (int)left_ms);
    }
}

static unsigned needs_met(struct octets head)
{
    const struct octets name = OCTETS("DAV");
    if (head_status(head) / 100 != 2)
        return 0;
    if (head_has_token(head, name, OCTETS("2")))
        return NEED_BIT(WEBDAV) | NEED_BIT(WEBDAV_LOCKS);
    return head_has_token(head, name, OCTETS("1")) ? NEED_BIT(WEBDAV) : 0;
}

unsigned dav_class_ask(const struct play_config *config)
{
    struct connection connection;
    struct buf octets;
    struct err err;
    unsigned met = 0;
    const int64_t deadline_ns =
        clock_deadline_ns((int64_t)(ASK_MS * config->time_scale));
    if (!connection_open(&connection, &config->target, deadline_ns, &err))
        return 0;
    buf_init(&octets, ASK_MAX_OCTETS);
    struct octets path = octets_of(config->dav_path);
    path.len -= path.len > 0 && path.ptr[path.len - 1] == '/';
    /* A collection has a slash at its end, or else is redirected there. */
    buf_printf(&octets,
               "OPTIONS %.*s/ HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
               (int)path.len, (const char *)path.ptr, config->authority);
    if (connection_send(&connection, buf_view(&octets), deadline_ns) == CONNECTION_OK) {
        buf_clear(&octets);
        read_answer(&connection, &octets, deadline_ns);
        met = needs_met(final_head(buf_view(&octets)));
    }
    connection_close(&connection);
    buf_fini(&octets);
    return met;
}
