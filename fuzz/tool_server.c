/* SPDX-License-Identifier: MIT */
/* A server to try engine_send.c on, and a model of how a server gets ready for it: it
 * listens, then lets AFL++ fork (__AFL_INIT), then takes one connection and ends.
 * usage: tool_server PORT; FUZZ_PLANTED=crash|content-to-head|late-interim */
#include "base/buf.h"
#include "base/ensure.h"
#include "net/connection.h"
#include "oracle/head.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_OCTETS = 1 << 16, PATIENCE_MS = 300 };

static bool is_planted(const char *name)
{
    const char *planted = getenv("FUZZ_PLANTED");
    return planted && octets_equal(octets_of(planted), octets_of(name));
}

static bool has_field(struct octets head, struct octets name)
{
    struct octets value;
    return head_find(head, name, &value);
}

/* Returns false where the connection ends behind it. */
static bool answer(int fd, struct octets head)
{
    const struct octets method = head_word(head, 0);
    const bool get = octets_equal(method, OCTETS("GET"));
    const bool asks_head = octets_equal(method, OCTETS("HEAD"));
    const bool plain = (get || asks_head) &&
                       octets_equal(head_word(head, 2), OCTETS("HTTP/1.1")) &&
                       !has_field(head, OCTETS("Content-Length")) &&
                       !has_field(head, OCTETS("Transfer-Encoding"));
    struct buf out;
    buf_init(&out, INPUT_OCTETS);
    if (is_planted("crash") && has_field(head, OCTETS("Upgrade")) && asks_head)
        abort();
    buf_add_text(&out, plain ? "HTTP/1.1 200 OK\r\n"
                             : "HTTP/1.1 501 Not Implemented\r\nConnection: close\r\n");
    buf_add_text(&out, "Content-Length: 5\r\n\r\n");
    if (!asks_head || is_planted("content-to-head"))
        buf_add_text(&out, "hello");
    if (is_planted("late-interim") && has_field(head, OCTETS("Expect")))
        buf_add_text(&out, "HTTP/1.1 100 Continue\r\n\r\n");
    (void)send(fd, out.ptr, out.len, MSG_NOSIGNAL);
    buf_fini(&out);
    return plain && !has_field(head, OCTETS("Connection"));
}

static void serve(int fd)
{
    static unsigned char octets[INPUT_OCTETS];
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    struct buf input;
    bool goes_on = true;
    buf_init(&input, INPUT_OCTETS);
    while (goes_on && poll(&entry, 1, PATIENCE_MS) == 1) {
        const ssize_t got = recv(fd, octets, sizeof octets, 0);
        if (got <= 0 || !buf_add(&input, (struct octets){octets, (size_t)got}))
            break;
        for (size_t len; goes_on && (len = head_length(buf_view(&input))) > 0;) {
            goes_on = answer(fd, octets_slice(buf_view(&input), 0, len));
            buf_drop(&input, len);
        }
    }
    buf_fini(&input);
}

int main(int argc, char **argv)
{
    struct err err;
    struct address address;
    struct listener listener;
    struct connection connection;
    uint64_t port = 0;
    ENSURE(argc == 2 && octets_to_u64(octets_of(argv[1]), &port) && port <= UINT16_MAX);
    address_loopback(&address, (uint16_t)port);
    ENSURE(listener_open(&listener, &address, &err));
#ifdef __AFL_COMPILER
#pragma GCC diagnostic ignored "-Wcast-qual" /* within AFL++'s macro */
    __AFL_INIT();
#endif
    struct pollfd entry = {.fd = listener.fd, .events = POLLIN};
    if (poll(&entry, 1, 2000) == 1 &&
        listener_accept(&listener, &connection) == CONNECTION_OK) {
        serve(connection.fd);
        connection_close(&connection);
    }
    return EXIT_SUCCESS;
}
