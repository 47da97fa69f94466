/* SPDX-License-Identifier: MIT */
/* The surroundings of a command line, all on loopback ports of their own. */
#include "test/world.h"

#include "base/clock.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Accepts, and speaks first, as an SSH server does. */
static void *be_a_stranger(void *user)
{
    struct world *world = user;
    for (;;) {
        struct connection connection;
        struct pollfd waits[2] = {{.fd = world->stranger.fd, .events = POLLIN},
                                  {.fd = world->stop[0], .events = POLLIN}};
        (void)poll(waits, 2, -1);
        if (waits[1].revents)
            return NULL;
        if (listener_accept(&world->stranger, &connection) != CONNECTION_OK)
            continue;
        connection_send(&connection, OCTETS("SSH-2.0-interim\r\n"),
                        clock_deadline_ns(1000));
        connection_close(&connection);
    }
}

#define CASE(pattern)                                                                  \
    "roles: server\n\nA request is answered.\n\n"                                      \
    "```client\nGET {target} HTTP/1.1\nHost: {authority}\n\n```\n"                     \
    "```expect\nserver: pass " pattern "\nfaults: server no-final\n```\n"

static void write_case(const struct world *world, const char *name, const char *text)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", world->folder.path, name);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s/%s/proxy", world->folder.path, name);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s/%s/proxy/proxy.final.md", world->folder.path, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

void world_init(struct world *world)
{
    struct address any;
    struct err err;
    address_loopback(&any, 0);
    assert_true(folder_make(&world->folder, "test-cli", &err));
    write_case(world, "malformed",
               "# proxy.final\n\nText.\n\n## a-case\n\n" CASE("nonsense"));
    write_case(world, "duplicate",
               "# proxy.final\n\nText.\n\n## a-case\n\n" CASE(
                   "200") "\n## a-case\n\n" CASE("200"));
    assert_true(listener_open(&world->busy, &any, &err));
    assert_true(listener_open(&world->stranger, &any, &err));
    assert_true(reservation_open(&world->free, &err));
    assert_int_equal(pipe(world->stop), 0);
    assert_int_equal(
        pthread_create(&world->stranger_thread, NULL, be_a_stranger, world), 0);
    world->server = peer_server_start(&any, FAULT_NONE, 1.0, &err);
    assert_non_null(world->server);
    assert_true(secure_listener(&world->secure, &any, &err));
    world->tls = peer_server_start(&any, FAULT_NONE, 1.0, &err);
    assert_non_null(world->tls);
}

void world_fini(struct world *world)
{
    close(world->stop[1]);
    pthread_join(world->stranger_thread, NULL);
    close(world->stop[0]);
    listener_close(&world->stranger);
    listener_close(&world->busy);
    reservation_close(&world->free);
    peer_server_stop(&world->server);
    peer_server_stop(&world->tls);
    secure_fini(&world->secure);
    folder_remove(&world->folder);
}

void world_fill_in(const struct world *world, char *out, size_t size, const char *word)
{
    const struct {
        const char *name;
        uint16_t port;
    } ports[] = {{"{busy}", address_port(&world->busy.address)},
                 {"{ssh}", address_port(&world->stranger.address)},
                 {"{free}", world->free.port},
                 {"{server}", address_port(peer_server_address(world->server))},
                 {"{tls}", address_port(peer_server_address(world->tls))}};
    char text[8];
    const char *at = strstr(word, "{dir}");
    snprintf(out, size, "%s", strcmp(word, "{ca}") == 0 ? world->secure.ca_file : word);
    if (at)
        snprintf(out, size, "%.*s%s%s", (int)(at - word), word, world->folder.path,
                 at + 5);
    at = strstr(word, "{port}");
    snprintf(text, sizeof text, "%u", world->free.port);
    if (at)
        snprintf(out, size, "%.*s%s%s", (int)(at - word), word, text, at + 6);
    for (size_t row = 0; row < sizeof ports / sizeof ports[0]; row++) {
        at = strstr(word, ports[row].name);
        if (at)
            snprintf(out, size, "%.*s127.0.0.1:%u%s", (int)(at - word), word,
                     ports[row].port, at + octets_of(ports[row].name).len);
    }
}

int world_set_up(void **state)
{
    static struct world world;
    world_init(&world);
    *state = &world;
    return 0;
}

int world_tear_down(void **state)
{
    world_fini(*state);
    return 0;
}
