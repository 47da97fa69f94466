/* SPDX-License-Identifier: MIT */
/* One GET, and a look at the first octets of what comes back; one look along PATH. */
#include "run/preflight.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/quote.h"
#include "net/connection.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 3000, LOOK_OCTETS = 64 };

/* Reads until size octets are there, the other end is done, or time is up. */
static size_t read_some(struct connection *connection, unsigned char *octets,
                        size_t size, int64_t deadline_ns)
{
    size_t len = 0;
    while (len < size) {
        size_t got = 0;
        const enum connection_result result =
            connection_read(connection, octets + len, size - len, &got);
        if (result == CONNECTION_OK) {
            len += got;
            continue;
        }
        struct pollfd wait = {.fd = connection->fd, .events = POLLIN};
        const int left_ms = clock_left_ms(deadline_ns);
        if (result != CONNECTION_AGAIN || left_ms == 0)
            break;
        (void)poll(&wait, 1, left_ms);
    }
    return len;
}

/* true for what begins as a status line does, or is nothing at all. A case has its own
 * opinion on empty lines before it. */
static bool may_be_http(struct octets answer)
{
    while (answer.len > 0 && (answer.ptr[0] == '\r' || answer.ptr[0] == '\n'))
        answer = octets_slice(answer, 1, answer.len);
    const struct octets start = OCTETS("HTTP/");
    const size_t len = answer.len < start.len ? answer.len : start.len;
    return octets_equal(octets_slice(answer, 0, len), octets_slice(start, 0, len));
}

static bool refuse(const struct play_config *config, struct octets answer,
                   struct err *err)
{
    struct buf quoted;
    const bool tls = answer.len > 0 && answer.ptr[0] == 0x15;
    buf_init(&quoted, 4 * LOOK_OCTETS);
    quote_encode(&quoted, answer);
    err_set(err, "%s is not HTTP: it answered a GET with \"%s\"%s", config->target.text,
            buf_text(&quoted), tls ? " (TLS?)" : "");
    buf_fini(&quoted);
    return false;
}

static bool preflight_wire(const struct play_config *config, struct err *err)
{
    unsigned char octets[LOOK_OCTETS];
    struct connection connection;
    struct arena arena;
    const bool proxy = config->role == ROLE_PROXY;
    const int64_t deadline_ns =
        clock_deadline_ns((int64_t)(PATIENCE_MS * config->time_scale));
    if (!connection_open(&connection, &config->target, deadline_ns, err))
        return false;
    arena_init(&arena);
    const char *host = proxy ? config->origin.text : config->authority;
    const char *request =
        arena_printf(&arena,
                     "GET %s%s%s/ HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n"
                     "\r\n",
                     proxy ? "http://" : "", proxy ? host : "",
                     config->path && !proxy ? config->path : "", host);
    connection_send(&connection, octets_of(request), deadline_ns);
    const size_t len = read_some(&connection, octets, sizeof octets, deadline_ns);
    connection_close(&connection);
    arena_fini(&arena);
    const struct octets answer = {octets, len};
    return may_be_http(answer) || refuse(config, answer, err);
}

/* As execvp(3) looks for it. */
static bool is_there(const char *program)
{
    char path[1024];
    const char *list = getenv("PATH");
    if (strchr(program, '/'))
        return access(program, X_OK) == 0;
    struct octets left = octets_of(list ? list : "/usr/bin:/bin");
    while (left.len > 0) {
        const size_t colon = octets_find(left, OCTETS(":"));
        const struct octets folder = octets_slice(left, 0, colon);
        const int len = snprintf(path, sizeof path, "%.*s/%s", (int)folder.len,
                                 (const char *)folder.ptr, program);
        if (len > 0 && (size_t)len < sizeof path && access(path, X_OK) == 0)
            return true;
        left = octets_slice(left, folder.len + 1, left.len);
    }
    return false;
}

static bool preflight_programs(const struct play_config *config, struct err *err)
{
    const char *const *const commands[] = {config->command, config->command_head,
                                           config->command_post, config->command_expect,
                                           config->driver};
    for (size_t at = 0; at < sizeof commands / sizeof commands[0]; at++)
        if (commands[at] && !is_there(commands[at][0]))
            return err_set(err, "command not found: %s", commands[at][0]);
    return true;
}

bool preflight(const struct play_config *config, struct err *err)
{
    return config->role == ROLE_CLIENT ? preflight_programs(config, err)
                                       : preflight_wire(config, err);
}
