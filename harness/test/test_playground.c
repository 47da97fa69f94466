/* SPDX-License-Identifier: MIT */
/* The playground: its page, what it tells of its exchanges, a fault chosen per request;
 * and that it is the reference server in all else. */
#include "base/root.h"
#include "oracle/head.h"
#include "peer/history.h"
#include "peer/recipe.h"
#include "peer/server.h"
#include "test/dialog.h"
#include "test/exchanges.h"
#include "test/schema.h"
#include "test/spawn.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include <cmocka.h>

enum { HEARD_MAX = 1024 * 1024, TEXT_SIZE = 1024 };
#define CLOSES " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
#define PAGE                                                                           \
    "GET / HTTP/1.1\r\nAccept: text/html,*/*;q=0.8\r\nConnection: close\r\n\r\n"

/* A playground, and the honest server of all other tests. */
struct bench {
    struct peer_server *playground, *plain;
};

static int set_up(void **state)
{
    static struct bench bench;
    struct address any;
    struct err err;
    address_loopback(&any, 0);
    bench.playground = peer_playground_start(&any, FAULT_NONE, 1, &err);
    bench.plain = peer_server_start(&any, FAULT_NONE, 1, &err);
    *state = &bench;
    return bench.playground && bench.plain ? 0 : -1;
}

static int tear_down(void **state)
{
    struct bench *const bench = *state;
    peer_server_stop(&bench->playground);
    peer_server_stop(&bench->plain);
    return 0;
}

/* ------------------------------------------------------------ the page */

/* What stands between two tags. */
static struct octets between(struct octets html, const char *open, const char *close)
{
    const size_t start = octets_find(html, octets_of(open));
    assert_true(start != SIZE_MAX);
    html = octets_slice(html, start + octets_of(open).len, html.len);
    const size_t end = octets_find(html, octets_of(close));
    assert_true(end != SIZE_MAX);
    return octets_slice(html, 0, end);
}

static void assert_allowed(struct octets policy, const char *directive,
                           struct octets text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    char base64[128], expected[TEXT_SIZE];
    unsigned len = 0;
    assert_int_equal(EVP_Digest(text.ptr, text.len, digest, &len, EVP_sha256(), NULL),
                     1);
    EVP_EncodeBlock((unsigned char *)base64, digest, (int)len);
    snprintf(expected, sizeof expected, "%s 'sha256-%s'", directive, base64);
    assert_true(octets_find(policy, octets_of(expected)) != SIZE_MAX);
}

static void the_page_runs_its_own_script_and_no_other(void **state)
{
    const struct bench *const bench = *state;
    struct buf heard;
    struct octets policy;
    buf_init(&heard, HEARD_MAX);
    exchanges_ask(bench->playground, PAGE, &heard);
    const struct octets head =
        octets_slice(buf_view(&heard), 0, head_length(buf_view(&heard)));
    const struct octets html =
        octets_slice(buf_view(&heard), head.len, buf_view(&heard).len);
    assert_int_equal(head_status(head), 200);
    assert_true(octets_starts_with(html, OCTETS("<!DOCTYPE html>\n")));
    assert_true(octets_ends_with(html, OCTETS("</html>\n")));
    assert_true(head_find(head, OCTETS("Content-Security-Policy"), &policy));
    assert_true(octets_starts_with(policy, OCTETS("default-src 'none'; ")));
    assert_int_equal(octets_find(policy, OCTETS("unsafe")), SIZE_MAX);
    assert_allowed(policy, "style-src", between(html, "<style>", "</style>"));
    assert_allowed(policy, "script-src", between(html, "\n<script>", "</script>"));
    buf_fini(&heard);
}

static void the_page_names_every_fault_with_a_recipe(void **state)
{
    const struct bench *const bench = *state;
    struct buf heard;
    size_t count = 0;
    buf_init(&heard, HEARD_MAX);
    exchanges_ask(bench->playground, PAGE, &heard);
    const struct octets data =
        between(buf_view(&heard), "<script type=\"application/json\" id=\"data\">",
                "</script>");
    json_t *const value = json_loadb((const char *)data.ptr, data.len, 0, NULL);
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++)
        count += fault_row((enum fault)fault)->role == ROLE_SERVER;
    assert_int_equal(json_array_size(json_object_get(value, "faults")), count);
    assert_int_equal(json_array_size(json_object_get(value, "recipes")), RECIPE_COUNT);
    for (unsigned recipe = 0; recipe < RECIPE_COUNT; recipe++)
        assert_non_null(recipe_request((enum recipe)recipe, 0));
    json_decref(value);
    buf_fini(&heard);
}

/* ------------------------------------------------------------ as ever */

static void without_its_own_words_it_is_the_reference_server(void **state)
{
    static const char *const REQUESTS[] = {
        "GET /" CLOSES,
        "HEAD /" CLOSES,
        "POST / HTTP/1.1\r\nAccept: text/html\r\nContent-Length: 2\r\nConnection: "
        "close\r\n\r\nhi",
        "GET /?interim=100,102,103,199&final=404&token=T HTTP/1.1\r\nAccept: "
        "text/html\r\nConnection: close\r\n\r\n",
        "GET /?interim=102 HTTP/1.0\r\n\r\n",
        "\r\nGET /any/path?final=204" CLOSES,
        "POST /accepted?token=T&polls=0" CLOSES,
        "GET /accepted/status/T" CLOSES,
        "GET /accepted/result/T" CLOSES,
        "PROPFIND /dav HTTP/1.1\r\nDepth: infinity\r\nConnection: close\r\n\r\n",
        "nonsense\r\n\r\n",
    };
    const struct bench *const bench = *state;
    struct buf here, there;
    buf_init(&here, HEARD_MAX);
    buf_init(&there, HEARD_MAX);
    for (size_t row = 0; row < sizeof REQUESTS / sizeof REQUESTS[0]; row++)
        assert_string_equal(exchanges_ask(bench->playground, REQUESTS[row], &here),
                            exchanges_ask(bench->plain, REQUESTS[row], &there));
    buf_fini(&here);
    buf_fini(&there);
}

static void a_chosen_fault_is_for_the_playground_alone(void **state)
{
    const struct bench *const bench = *state;
    const char *const chosen = "GET /?interim=102&token=T&fault=content-in-1xx" CLOSES;
    const char *const asked = "GET /?interim=102&token=T" CLOSES;
    struct buf here, there;
    buf_init(&here, HEARD_MAX);
    buf_init(&there, HEARD_MAX);
    assert_string_equal(exchanges_ask(bench->plain, chosen, &here),
                        exchanges_ask(bench->plain, asked, &there));
    assert_non_null(strstr(exchanges_ask(bench->playground, chosen, &here),
                           "Processing\r\n\r\nhello"));
    assert_string_equal(exchanges_ask(bench->playground, asked, &here),
                        buf_text(&there));
    assert_non_null(strstr(exchanges_ask(bench->plain, "GET /playground" CLOSES, &here),
                           "The reference server of interim.\n"));
    exchanges_ask(bench->playground, "GET /?fault=nonsense" CLOSES, &here);
    assert_int_equal(head_status(buf_view(&here)), 400);
    exchanges_ask(bench->playground, "GET /?fault=1xx-before-request" CLOSES, &here);
    assert_int_equal(head_status(buf_view(&here)), 409);
    buf_fini(&here);
    buf_fini(&there);
}

/* ------------------------------------------------------------ exchanges */

static void assert_schema(json_t *value)
{
    char path[TEXT_SIZE];
    json_t *const schema = json_load_file(
        root_path(path, sizeof path, "reports/exchanges.schema.json"), 0, NULL);
    assert_non_null(schema);
    assert_true(schema_valid(schema, value));
    json_decref(schema);
}

static const char *event_text(const json_t *exchange, size_t at, const char *key)
{
    const json_t *const events = json_object_get(exchange, "events");
    return json_string_value(json_object_get(json_array_get(events, at), key));
}

static void an_exchange_is_told_as_it_was(void **state)
{
    const struct bench *const bench = *state;
    struct buf heard;
    buf_init(&heard, HEARD_MAX);
    exchanges_ask(
        bench->playground,
        "GET /?interim=102&token=told&fault=nul-in-value-of-1xx HTTP/1.1\r\n"
        "Cookie: secret\r\nauthorization: secret\r\nConnection: close\r\n\r\n",
        &heard);
    json_t *const value = exchanges_of(bench->playground, "told");
    assert_schema(value);
    const json_t *const list = json_object_get(value, "exchanges");
    assert_int_equal(json_array_size(list), 1);
    const json_t *const one = json_array_get(list, 0);
    assert_null(strstr(event_text(one, 0, "text"), "secret"));
    assert_non_null(strstr(event_text(one, 0, "text"), "Cookie: (not kept)\\r\\n"));
    assert_string_equal(event_text(one, 1, "what"), "sent");
    assert_string_equal(event_text(one, 1, "text"),
                        "HTTP/1.1 102 Processing\\r\\nX-Defect: a\\0b\\r\\n\\r\\n");
    assert_non_null(strstr(event_text(one, 2, "text"), "\\r\\n\\r\\ntold"));
    const json_t *const finding = json_array_get(json_object_get(one, "findings"), 0);
    assert_string_equal(json_string_value(json_object_get(finding, "requirement")),
                        "field.value");
    json_decref(value);
    buf_fini(&heard);
}

/* Its Upgrade field came in one piece with the end of content that is long gone. */
static void a_request_behind_much_content_is_read_whole(void **state)
{
    enum { MUCH = 300001 };
    const struct bench *const bench = *state;
    struct connection connection;
    struct buf said, heard;
    buf_init(&said, MUCH + 1000);
    buf_init(&heard, HEARD_MAX);
    buf_printf(&said, "POST /?token=much HTTP/1.1\r\nContent-Length: %d\r\n\r\n", MUCH);
    for (size_t octet = 0; octet < MUCH; octet++)
        buf_add_octet(&said, 'x');
    buf_add_text(&said, "GET /?token=behind HTTP/1.1\r\nConnection: upgrade\r\n"
                        "Upgrade: echo\r\n\r\n");
    dialog_dial(&connection, peer_server_address(bench->playground));
    dialog_say(&connection, buf_view(&said));
    dialog_hear(&connection, &heard, "Connection: upgrade\r\n\r\n");
    json_t *const value = exchanges_of(bench->playground, "behind");
    const json_t *const one = json_array_get(json_object_get(value, "exchanges"), 0);
    assert_int_equal(json_array_size(json_object_get(one, "findings")), 0);
    assert_non_null(strstr(event_text(one, 1, "text"), "101 Switching Protocols"));
    json_decref(value);
    connection_close(&connection);
    buf_fini(&said);
    buf_fini(&heard);
}

/* Octets that need five characters each, and more exchanges and pieces than are kept.
 */
static void what_is_told_is_bounded(void **state)
{
    const struct bench *const bench = *state;
    struct buf heard, request;
    buf_init(&heard, HEARD_MAX);
    buf_init(&request, HEARD_MAX);
    buf_add_text(&request, "GET /?token=many&pad=9000&interim=102");
    for (unsigned more = 0; more < 100; more++)
        buf_add_text(&request, ",102");
    buf_add_text(&request, " HTTP/1.1\r\nConnection: close\r\nX-Octets: ");
    for (unsigned octet = 0; octet < HISTORY_OCTETS; octet++)
        buf_add_octet(&request, 0x80);
    buf_add_text(&request, "\r\n\r\n");
    for (unsigned round = 0; round < HISTORY_EXCHANGES + 8; round++)
        exchanges_ask(bench->playground, buf_text(&request), &heard);
    json_t *const value = exchanges_of(bench->playground, "");
    assert_schema(value);
    const json_t *const list = json_object_get(value, "exchanges");
    assert_in_range(json_array_size(list), 1, HISTORY_EXCHANGES);
    json_decref(value);
    buf_fini(&heard);
    buf_fini(&request);
}

/* ------------------------------------------------------------ the command */

static void a_port_in_use_is_told(void **state)
{
    const struct bench *const bench = *state;
    char port[8];
    const char *const words[] = {"serve", "--port", port, NULL};
    struct spawn spawn;
    snprintf(port, sizeof port, "%u", address_port(peer_server_address(bench->plain)));
    spawn_start(&spawn, words, SPAWN_READ);
    spawn_wait(&spawn, DIALOG_PATIENCE_MS);
    assert_int_equal(spawn.status, 3);
    assert_non_null(strstr(buf_text(&spawn.err), port));
    assert_non_null(strstr(buf_text(&spawn.err),
                           "Address already in use (without --port it takes any"));
    spawn_fini(&spawn);
}

static void an_interrupt_ends_it_in_order(void **state)
{
    (void)state;
    const char *const words[] = {"serve", NULL};
    struct spawn spawn;
    spawn_start(&spawn, words, SPAWN_READ);
    assert_true(spawn_wait_for(&spawn, "Ctrl-C ends it", DIALOG_PATIENCE_MS));
    assert_true(octets_starts_with(buf_view(&spawn.out), OCTETS("http://127.0.0.1:")));
    assert_int_equal(kill(spawn.pid, SIGINT), 0);
    spawn_wait(&spawn, DIALOG_PATIENCE_MS);
    assert_int_equal(spawn.status, 0);
    assert_int_equal(spawn.err.len, 0);
    spawn_fini(&spawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_runs_its_own_script_and_no_other),
        cmocka_unit_test(the_page_names_every_fault_with_a_recipe),
        cmocka_unit_test(without_its_own_words_it_is_the_reference_server),
        cmocka_unit_test(a_chosen_fault_is_for_the_playground_alone),
        cmocka_unit_test(an_exchange_is_told_as_it_was),
        cmocka_unit_test(a_request_behind_much_content_is_read_whole),
        cmocka_unit_test(what_is_told_is_bounded),
        cmocka_unit_test(a_port_in_use_is_told),
        cmocka_unit_test(an_interrupt_ends_it_in_order),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
