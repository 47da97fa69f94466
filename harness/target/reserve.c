/* SPDX-License-Identifier: MIT */
/* Reserving a port: bind without listen. */
#include "target/reserve.h"

#include "net/connection.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

bool reservation_open(struct reservation *reservation, struct err *err)
{
    struct address address;
    address_loopback(&address, 0);
    reservation->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (reservation->fd < 0)
        return err_set_errno(err, "no socket for a free port");
    fcntl(reservation->fd, F_SETFD, FD_CLOEXEC);
    const int on = 1;
    setsockopt(reservation->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!bind_any(reservation->fd, &address) ||
        getsockname(reservation->fd, (struct sockaddr *)&address.storage,
                    &address.len) != 0) {
        err_set_errno(err, "no free port on 127.0.0.1");
        reservation_close(reservation);
        return false;
    }
    reservation->port = address_port(&address);
    return true;
}

void reservation_close(struct reservation *reservation)
{
    if (reservation->fd >= 0)
        close(reservation->fd);
    reservation->fd = -1;
}
