/* SPDX-License-Identifier: MIT */
/* Saying and hearing octets over a socket, with a deadline. */
#include "test/dialog.h"

#include "base/clock.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void dialog_dial(struct connection *connection, const struct address *address)
{
    struct err err;
    assert_true(connection_open(connection, address,
                                clock_deadline_ns(DIALOG_PATIENCE_MS), &err));
}

void dialog_say(struct connection *connection, struct octets octets)
{
    assert_int_equal(
        connection_send(connection, octets, clock_deadline_ns(DIALOG_PATIENCE_MS)),
        CONNECTION_OK);
}

bool dialog_wait(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    return poll(&ready, 1, DIALOG_PATIENCE_MS) > 0;
}

void dialog_hear(struct connection *connection, struct buf *heard, const char *until)
{
    const struct octets end = octets_of(until);
    for (;;) {
        unsigned char octets[65536];
        size_t got = 0;
        if (end.len > 0 && octets_ends_with(buf_view(heard), end))
            return;
        assert_true(dialog_wait(connection->fd));
        const enum connection_result result =
            connection_read(connection, octets, sizeof octets, &got);
        if (result == CONNECTION_EOF || result == CONNECTION_RESET)
            return;
        if (result == CONNECTION_OK)
            assert_true(buf_add(heard, (struct octets){octets, got}));
    }
}
