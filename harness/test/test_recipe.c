/* SPDX-License-Identifier: MIT */
/* Every fault that a request of the playground can choose is seen by its recipe, and
 * what the oracle says of that is what the fault may break. */
#include "base/clock.h"
#include "oracle/requirement.h"
#include "peer/recipe.h"
#include "peer/server.h"
#include "test/dialog.h"
#include "test/exchanges.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    HEARD_MAX = 1024 * 1024,
    CONTENT_MAX = 1024,
    FOUND_MIN = 30, /* faults that the oracle alone finds: most of them, by far */
    QUIET_MS = 120, /* a faulty server that says nothing for so long has said all */
    LATER_MS = 400  /* a 100 that has not come by then does not come */
};
/* The honest server closes, unless it is to keep the connection: then silence has to
 * do. */
#define HONEST_MS(traits) ((traits)&RECIPE_KEEP ? 600 : DIALOG_PATIENCE_MS)
#define SCALE             0.02 /* the slowest faults pause for 25 s and 35 s of it */

static bool await_octets(const struct connection *connection, int timeout_ms)
{
    struct pollfd ready = {.fd = connection->fd, .events = POLLIN};
    return poll(&ready, 1, timeout_ms) > 0;
}

/* Reads until the server closes, says nothing for quiet_ms, or has said enough. */
static void hear_quietly(struct connection *connection, struct buf *heard, int quiet_ms)
{
    while (await_octets(connection, quiet_ms)) {
        unsigned char octets[65536];
        size_t got = 0;
        const enum connection_result result =
            connection_read(connection, octets, sizeof octets, &got);
        if (result == CONNECTION_EOF || result == CONNECTION_RESET)
            return;
        if (!buf_add(heard, (struct octets){octets, got}))
            return;
    }
}

/* Appends text with the placeholders of recipe.def filled in. */
static void fill_in(struct buf *out, const char *text, const char *token)
{
    struct octets rest = octets_of(text);
    while (rest.len > 0) {
        const size_t brace = octets_find(rest, OCTETS("{"));
        buf_add(out, octets_slice(rest, 0, brace));
        rest = octets_slice(rest, brace, rest.len);
        const bool lock = octets_starts_with(rest, OCTETS("{lock-token}"));
        if (rest.len > 0)
            buf_add_text(out, lock ? "urn:uuid:00000000-0000-4000-8000-000000000001"
                                   : token);
        rest = octets_slice(rest, octets_find(rest, OCTETS("}")), rest.len);
        rest = octets_slice(rest, 1, rest.len);
    }
}

static void add_head(struct buf *out, const struct recipe_request *request,
                     const char *fault, const char *token, bool last)
{
    const unsigned traits = recipe_row(request->recipe)->traits;
    const bool chunked = strstr(request->fields, "chunked");
    buf_printf(out, "%s%s ", traits & RECIPE_EMPTY_LINE ? "\r\n" : "", request->method);
    fill_in(out, request->target, token);
    buf_printf(out, "%sfault=%s HTTP/%s\r\nHost: h\r\n",
               strchr(request->target, '?') ? "&" : "?", fault,
               traits & RECIPE_HTTP10 ? "1.0" : "1.1");
    fill_in(out, request->fields, token);
    if (request->content[0] && !chunked) {
        struct buf content;
        buf_init(&content, CONTENT_MAX);
        fill_in(&content, request->content, token);
        buf_printf(out, "Content-Length: %zu\r\n", content.len);
        buf_fini(&content);
    }
    if (last && !(traits & RECIPE_KEEP))
        buf_add_text(out, "Connection: close\r\n");
    buf_add_text(out, "\r\n");
}

/* What the playground answers to a recipe's requests. */
static void follow(const struct peer_server *server, enum recipe recipe,
                   const char *fault, struct buf *heard)
{
    const unsigned traits = recipe_row(recipe)->traits;
    const bool honest = strcmp(fault, "none") == 0;
    struct connection connection;
    struct buf out;
    buf_init(&out, HEARD_MAX);
    dialog_dial(&connection, peer_server_address(server));
    const struct recipe_request *request;
    for (size_t at = 0; (request = recipe_request(recipe, at)); at++) {
        add_head(&out, request, fault, "T", !recipe_request(recipe, at + 1));
        if (traits & RECIPE_LATER) {
            dialog_say(&connection, buf_view(&out));
            buf_clear(&out);
            await_octets(&connection, honest && !(traits & RECIPE_HTTP10)
                                          ? DIALOG_PATIENCE_MS
                                          : LATER_MS);
        }
        fill_in(&out, request->content, "T");
    }
    (void)connection_send(&connection, buf_view(&out),
                          clock_deadline_ns(DIALOG_PATIENCE_MS));
    hear_quietly(&connection, heard, honest ? HONEST_MS(traits) : QUIET_MS);
    connection_close(&connection);
    buf_fini(&out);
}

static struct peer_server *start(void)
{
    struct address any;
    struct err err;
    address_loopback(&any, 0);
    struct peer_server *const server =
        peer_playground_start(&any, FAULT_NONE, SCALE, &err);
    assert_non_null(server);
    return server;
}

/* How many findings the exchanges with this fault have (FAULT_NONE: with none). What
 * binds has to be what the fault may break. */
static size_t count_findings(const struct peer_server *server, enum fault fault)
{
    const char *const id = fault == FAULT_NONE ? "" : fault_row(fault)->id;
    json_t *const value = exchanges_of(server, "");
    size_t at, row, count = 0;
    json_t *exchange, *finding;
    json_array_foreach(json_object_get(value, "exchanges"), at, exchange)
    {
        if (strcmp(json_string_value(json_object_get(exchange, "fault")), id) != 0)
            continue;
        json_array_foreach(json_object_get(exchange, "findings"), row, finding)
        {
            const char *const found =
                json_string_value(json_object_get(finding, "requirement"));
            const enum requirement requirement = requirement_find(octets_of(found));
            count++;
            if (level_is_binding(requirement_row(requirement)->level) &&
                (fault == FAULT_NONE || !fault_may_break(fault, found)))
                fail_msg("fault '%s' is not to break %s", id, found);
        }
    }
    json_decref(value);
    return count;
}

/* true where the oracle finds something, too. */
static bool assert_seen(const struct peer_server *server, enum fault fault,
                        const struct buf *honest)
{
    const char *const id = fault_row(fault)->id;
    const enum recipe recipe = recipe_of(fault);
    struct buf faulty;
    if (recipe_row(recipe)->traits & RECIPE_AT_START)
        return false;
    buf_init(&faulty, HEARD_MAX);
    follow(server, recipe, id, &faulty);
    if (octets_equal(buf_view(&faulty), buf_view(&honest[recipe])))
        fail_msg("%s is not seen by %s:\n%s", id, recipe_row(recipe)->id,
                 buf_text(&faulty));
    buf_fini(&faulty);
    return count_findings(server, fault) > 0;
}

static void every_fault_is_seen_by_its_recipe(void **state)
{
    (void)state;
    static struct buf honest[RECIPE_COUNT];
    struct peer_server *server = start();
    size_t found = 0;
    for (unsigned recipe = 0; recipe < RECIPE_COUNT; recipe++) {
        buf_init(&honest[recipe], HEARD_MAX);
        follow(server, (enum recipe)recipe, "none", &honest[recipe]);
        assert_true(honest[recipe].len > 0);
        (void)count_findings(server, FAULT_NONE);
    }
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++)
        if (fault_row((enum fault)fault)->role == ROLE_SERVER)
            found += assert_seen(server, (enum fault)fault, honest);
    assert_in_range(found, FOUND_MIN, FAULT_COUNT);
    for (unsigned recipe = 0; recipe < RECIPE_COUNT; recipe++)
        buf_fini(&honest[recipe]);
    peer_server_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_seen_by_its_recipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
