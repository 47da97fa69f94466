/* SPDX-License-Identifier: MIT */
/* What a proxy does behind its 2xx to CONNECT: octets, both ways. */
#include "base/clock.h"
#include "peer/gateway_parts.h"

#include <poll.h>

/* Sends on what from holds; false at the end. */
static bool tunnel_one_way(struct stream *from, struct stream *to, int64_t deadline_ns)
{
    const struct octets view = stream_view(from);
    stream_use(from, view.len); /* the view stays until more is read */
    return stream_send(to, view, deadline_ns) == STREAM_OK;
}

void relay_tunnel(struct passage *passage, struct stream *origin)
{
    struct stream *const client = passage->client;
    for (;;) {
        const int64_t deadline_ns = passage_deadline(passage, GATEWAY_IDLE_MS);
        if (!tunnel_one_way(client, origin, deadline_ns) ||
            !tunnel_one_way(origin, client, deadline_ns))
            return;
        struct pollfd fds[3] = {
            {.fd = client->connection.fd,
             .events = connection_events(&client->connection, POLLIN)},
            {.fd = origin->connection.fd,
             .events = connection_events(&origin->connection, POLLIN)},
            {.fd = client->stop_fd, .events = POLLIN}};
        if (poll(fds, 3, clock_left_ms(deadline_ns)) <= 0 || fds[2].revents)
            return;
        struct stream *const ready = fds[0].revents ? client : origin;
        if (stream_readable(ready) && stream_fill(ready, deadline_ns) != STREAM_OK)
            return;
    }
}
