/* SPDX-License-Identifier: MIT */
/* Paths of sockets: their limits, and files that a dead process left behind. */
#include "net/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char PREFIX[] = "unix:";
enum {
    PREFIX_LEN = sizeof PREFIX - 1,
    PATH_SIZE = sizeof((struct sockaddr_un *)0)->sun_path
};

bool address_is_unix(const struct address *address)
{
    return address->storage.ss_family == AF_UNIX;
}

bool unix_is_named(struct octets text)
{
    return octets_starts_with(text, octets_of(PREFIX));
}

bool unix_resolve(struct address *address, struct octets text, struct err *err)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    const struct octets path = octets_slice(text, PREFIX_LEN, text.len);
    if (path.len == 0 || memchr(path.ptr, '\0', path.len))
        return err_set(err, "expected unix:PATH, found no path");
    if (path.len >= PATH_SIZE)
        return err_set(
            err, "the path of a Unix socket has at most %d octets, this one has %zu",
            PATH_SIZE - 1, path.len);
    memcpy(name.sun_path, path.ptr, path.len);
    *address = (struct address){.len = sizeof name};
    memcpy(&address->storage, &name, sizeof name);
    snprintf(address->text, sizeof address->text, "%s%.*s", PREFIX, (int)path.len,
             (const char *)path.ptr);
    return true;
}

static const char *path_of(const struct address *address)
{
    return address->text + PREFIX_LEN;
}

/* true where a connection is refused: its listener is gone. One that is busy would be
 * waited for. */
static bool is_stale(const struct address *address)
{
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        return false;
    const bool refused =
        fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
        connect(fd, (const struct sockaddr *)&address->storage, address->len) != 0 &&
        errno == ECONNREFUSED;
    close(fd);
    return refused;
}

static bool make_room(const struct address *address, struct err *err)
{
    struct stat status;
    if (lstat(path_of(address), &status) != 0)
        return true;
    if (!S_ISSOCK(status.st_mode))
        return err_set(err, "cannot listen on %s: there is a file that is no socket",
                       address->text);
    if (!is_stale(address))
        return err_set(err, "cannot listen on %s: somebody listens there already",
                       address->text);
    return unlink(path_of(address)) == 0 ||
           err_set_errno(err, "cannot replace the stale %s", address->text);
}

bool unix_bind(int fd, const struct address *address, struct err *err)
{
    if (!make_room(address, err))
        return false;
    if (bind(fd, (const struct sockaddr *)&address->storage, address->len) != 0 ||
        chmod(path_of(address), 0777) != 0)
        return err_set_errno(err, "cannot listen on %s", address->text);
    return true;
}

void unix_remove(const struct address *address)
{
    (void)unlink(path_of(address));
}
