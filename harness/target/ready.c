/* SPDX-License-Identifier: MIT */
/* Waiting for a server to accept a connection. */
#include "target/ready.h"

#include "base/clock.h"
#include "net/connection.h"

#include <poll.h>

/* Nothing tells when a program begins to listen, so it is asked again and again. */
enum { CONNECT_MS = 1000, LOOK_MS = 10 };

bool ready_now(const struct address *address)
{
    struct connection connection;
    struct address plain = *address;
    plain.tls = NULL; /* what its TLS is like is told when it is tested */
    if (!connection_open(&connection, &plain, clock_deadline_ns(CONNECT_MS), NULL))
        return false;
    connection_close(&connection);
    return true;
}

enum ready ready_wait(struct launch *launch, const struct address *address,
                      int64_t deadline_ns, const volatile int *interrupted)
{
    while (!ready_now(address)) {
        if (interrupted && *interrupted)
            return READY_INTERRUPTED;
        if (!launch_alive(launch))
            return READY_ENDED;
        if (clock_left_ms(deadline_ns) == 0)
            return READY_LATE;
        (void)poll(NULL, 0, LOOK_MS);
    }
    return READY_YES;
}
