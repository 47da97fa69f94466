/* SPDX-License-Identifier: MIT */
/* The reference server: requests of one connection, one after the other.
 *
 * A request is read to the end of its header section (server_plan.h says what it
 * asks), then: early final response, or expectation, content, interim responses, final
 * response. Each fault is one condition at the place of the honest behaviour. */
#include "peer/server.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "peer/dav_store.h"
#include "peer/jobs.h"
#include "peer/playground.h"
#include "peer/server_accepted.h"
#include "peer/server_dav.h"
#include "peer/server_visit.h"
#include "peer/service.h"

#include <stdlib.h>

enum {
    SERVER_MAX_OUT = 1024 * 1024,
    SERVER_MAX_FIELDS = 4096,
    SERVER_TOO_LARGE = 1024 * 1024 * 1024, /* content of that length gets a 413 */
    SERVER_IDLE_MS = 50
};

/* ------------------------------------------------------------ Upgrade */

/* The protocol echo: what comes goes back. */
static bool speak_echo(struct visit *visit)
{
    for (size_t octets = 0; octets < SERVER_MAX_DRAIN;) {
        const struct octets view = stream_view(visit->client);
        octets += view.len;
        if (stream_send(visit->client, view, visit_patience(visit)) != STREAM_OK)
            return false;
        stream_use(visit->client, view.len);
        if (stream_fill(visit->client, visit_patience(visit)) != STREAM_OK)
            return false;
    }
    return false;
}

/* true where the request is to be answered with 101. */
static bool switches(const struct visit *visit)
{
    const struct server_plan *const plan = &visit->plan;
    if (visit_has(visit, FAULT_SERVER_101_UNASKED))
        return !plan->facts.http10;
    return plan->echo &&
           (!plan->facts.http10 || visit_has(visit, FAULT_SERVER_101_TO_HTTP10));
}

static bool switch_protocols(struct visit *visit)
{
    struct octets fields = OCTETS("Upgrade: echo\r\nConnection: upgrade\r\n");
    if (visit_has(visit, FAULT_SERVER_101_NO_UPGRADE))
        fields = OCTETS("Connection: upgrade\r\n");
    else if (visit_has(visit, FAULT_SERVER_101_NO_CONNECTION))
        fields = OCTETS("Upgrade: echo\r\n");
    else if (visit_has(visit, FAULT_SERVER_101_OTHER_PROTOCOL))
        fields = OCTETS("Upgrade: other\r\nConnection: upgrade\r\n");
    interim_write(&visit->out, visit->form, 101, fields);
    if (visit_has(visit, FAULT_SERVER_HTTP_AFTER_101))
        return visit_send_final(visit);
    return visit_flush(visit) && !visit->form->cut && speak_echo(visit);
}

/* ------------------------------------------------------------ content */

/* true where a 100 is due. It may be left out where content has arrived or there is
 * none, but not before a 101 (RFC 9110 section 7.8). */
static bool owes_100(const struct visit *visit)
{
    const struct server_plan *const plan = &visit->plan;
    if (!plan->facts.expects_100)
        return false;
    if (plan->facts.http10)
        return visit_has(visit, FAULT_SERVER_100_TO_HTTP10) &&
               !plan->facts.content.done;
    if (switches(visit))
        return true;
    if (visit_has(visit, FAULT_SERVER_NO_100) ||
        (visit_has(visit, FAULT_SERVER_EXPECT_CASE) &&
         !plan->facts.expects_100_lower) ||
        (visit_has(visit, FAULT_SERVER_EXPECT_NAME_CASE) &&
         !plan->facts.expects_spelled) ||
        (visit_has(visit, FAULT_SERVER_NO_100_CHUNKED) &&
         plan->facts.content.framing == FRAMING_CHUNKED))
        return false;
    return !plan->facts.content.done && stream_view(visit->client).len == 0;
}

/* Reads the content, having asked for it where that is expected; false where the
 * exchange ends here. */
static bool read_content(struct visit *visit)
{
    struct server_plan *const plan = &visit->plan;
    const bool asked = owes_100(visit);
    const bool expected =
        plan->facts.expects_100 && !plan->facts.http10 && !plan->facts.content.done;
    if (visit_has(visit, FAULT_SERVER_102_BEFORE_CONTENT) && !plan->facts.content.done)
        visit_write_interim(visit, 102);
    if (asked)
        visit_write_interim(visit, 100);
    if (asked && visit_has(visit, FAULT_SERVER_TWO_100))
        visit_write_interim(visit, 100);
    if (!visit_flush(visit) || (asked && visit->form->cut))
        return false;
    if (plan->facts.expects_100 && plan->facts.content.done &&
        visit_has(visit, FAULT_SERVER_EXPECT_NO_CONTENT_WAITS))
        return visit_fall_silent(visit);
    if (content_keep(&plan->facts.content, visit->client, visit_patience(visit),
                     server_dav_wants(visit) ? &visit->content : NULL) != STREAM_OK)
        return false;
    if (expected && visit_has(visit, FAULT_SERVER_NO_FINAL_AFTER_100))
        return visit_fall_silent(visit);
    return !(expected && visit_has(visit, FAULT_SERVER_CLOSE_AFTER_100));
}

/* ------------------------------------------------------------ one request */

static bool answer(struct visit *visit)
{
    struct server_plan *const plan = &visit->plan;
    const bool waiting =
        !plan->facts.content.done && plan->facts.expects_100 && !plan->facts.http10;
    if (visit->own)
        return read_content(visit) && visit_send_final(visit);
    if (!plan->facts.valid)
        return visit_send_early_final(visit, 400);
    if (plan->facts.connect || (plan->unknown_method && !plan->facts.content.done))
        return visit_send_early_final(visit, 501);
    if (plan->unknown_method)
        plan->final = 501;
    if (plan->facts.content.framing == FRAMING_LENGTH &&
        plan->facts.content.left >= SERVER_TOO_LARGE)
        return visit_send_early_final(visit, 413);
    if (plan->facts.expects_other && !plan->facts.http10) {
        if (visit_has(visit, FAULT_SERVER_UNKNOWN_EXPECTATION_SILENCE))
            return visit_fall_silent(visit);
        plan->final = 417;
    }
    if (waiting && visit_has(visit, FAULT_SERVER_417_TO_ALL))
        return visit_send_early_final(visit, 417);
    if (plan->before && !visit_send_interims(visit))
        return false;
    if (plan->before && plan->final >= 400 && !plan->facts.content.done)
        return visit_send_early_final(visit, plan->final);
    if (waiting && switches(visit) && visit_has(visit, FAULT_SERVER_101_BEFORE_100))
        return switch_protocols(visit);
    if (!read_content(visit))
        return false;
    if (switches(visit))
        return switch_protocols(visit);
    if (!plan->before && !visit_send_interims(visit))
        return false;
    if (server_dav_wants(visit) && !server_dav_answer(visit))
        return false;
    if (server_accepted_wants(visit))
        server_accepted_answer(visit);
    return visit_send_final(visit);
}

/* Sends the answer that was held back behind the one that came after it. */
static bool send_held(struct visit *visit)
{
    visit->holding = false;
    buf_add(&visit->out, buf_view(&visit->held));
    buf_clear(&visit->held);
    return visit_flush(visit);
}

/* Waits for a request and looks at its first octets. */
static bool begins_with_empty_line(struct visit *visit)
{
    if (stream_view(visit->client).len == 0)
        (void)stream_fill(visit->client, visit_patience(visit));
    return octets_starts_with(stream_view(visit->client), OCTETS("\r\n"));
}

/* Reads a request's header section, and what it asks; false where none came. */
static bool read_request(struct visit *visit)
{
    struct octets head;
    const bool is_playground = visit->server->playground;
    const bool empty_line =
        (is_playground || visit_has(visit, FAULT_SERVER_EMPTY_LINE_IS_REQUEST)) &&
        begins_with_empty_line(visit);
    if (stream_head(visit->client, &head, visit_patience(visit)) != STREAM_OK)
        return false;
    buf_clear(&visit->head);
    buf_add(&visit->head, head);
    server_plan_read(&visit->plan, buf_view(&visit->head));
    visit->ready = visit->tree = false;
    buf_clear(&visit->content);
    buf_clear(&visit->fields);
    buf_clear(&visit->answer);
    if (is_playground)
        playground_begin(visit);
    if (empty_line && visit_has(visit, FAULT_SERVER_EMPTY_LINE_IS_REQUEST))
        buf_add_text(&visit->out,
                     "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    return true;
}

/* Reads and answers one request; false where the connection ends. */
static bool serve_request(struct visit *visit)
{
    const bool second = visit->holding;
    if (!read_request(visit))
        return false;
    visit->holding = visit_has(visit, FAULT_SERVER_PIPELINE_REVERSED) && !second &&
                     stream_view(visit->client).len > 0 &&
                     visit->plan.facts.content.done;
    const bool persists = answer(visit);
    if (visit->server->playground)
        playground_end(visit);
    if (visit->holding && persists) {
        buf_add(&visit->held, buf_view(&visit->out));
        buf_clear(&visit->out);
        return true;
    }
    if (second && !send_held(visit))
        return false;
    if (persists && visit_has(visit, FAULT_SERVER_PIPELINE_LOST))
        stream_use(visit->client, stream_view(visit->client).len);
    return persists;
}

/* The requests of a connection. */
static void converse(struct visit *visit)
{
    if (visit_has(visit, FAULT_SERVER_INTERIM_BEFORE_REQUEST))
        visit_write_interim(visit, 102);
    if (visit_has(visit, FAULT_SERVER_FINAL_BEFORE_REQUEST))
        buf_add_text(&visit->out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    while (visit_flush(visit) && serve_request(visit)) {
        if (!visit_has(visit, FAULT_SERVER_INTERIM_WHEN_IDLE))
            continue;
        if (visit_pause(visit, SERVER_IDLE_MS) && !stream_readable(visit->client))
            visit_write_interim(visit, 102);
    }
}

static void serve_connection(void *user, struct stream *client)
{
    const struct peer_server *const server = user;
    struct visit visit = {.server = server,
                          .fault = server->fault,
                          .form = server->form,
                          .dav = server->dav,
                          .client = client};
    buf_init(&visit.head, SERVER_MAX_OUT);
    buf_init(&visit.out, SERVER_MAX_OUT);
    buf_init(&visit.held, SERVER_MAX_OUT);
    buf_init(&visit.content, DAV_MAX_CONTENT);
    buf_init(&visit.fields, SERVER_MAX_FIELDS);
    buf_init(&visit.answer, SERVER_MAX_OUT / 2);
    buf_init(&visit.extra, 2 * PLAYGROUND_MAX_PAD);
    if (server->playground)
        playground_enter(&visit);
    converse(&visit);
    if (server->playground)
        playground_leave(&visit);
    buf_fini(&visit.head);
    buf_fini(&visit.out);
    buf_fini(&visit.held);
    buf_fini(&visit.content);
    buf_fini(&visit.fields);
    buf_fini(&visit.answer);
    buf_fini(&visit.extra);
}

static void forget(struct peer_server **server)
{
    playground_free(&(*server)->playground);
    dav_store_free(&(*server)->dav);
    jobs_free(&(*server)->jobs);
    free(*server);
    *server = NULL;
}

static struct peer_server *make_server(enum fault fault, double time_scale)
{
    struct peer_server *server = malloc(sizeof *server);
    ENSURE(server);
    *server = (struct peer_server){
        .fault = fault, .time_scale = time_scale, .form = interim_form_of(fault)};
    server->dav = dav_store_new(fault);
    server->jobs = jobs_new();
    return server;
}

/* NULL with err, and *server freed, where it cannot listen. */
static struct peer_server *open_server(struct peer_server *server,
                                       const struct address *address, struct err *err)
{
    server->service = service_start(address, serve_connection, server, err);
    if (!server->service)
        forget(&server);
    return server;
}

struct peer_server *peer_server_start(const struct address *address, enum fault fault,
                                      double time_scale, struct err *err)
{
    return open_server(make_server(fault, time_scale), address, err);
}

struct peer_server *peer_playground_start(const struct address *address,
                                          enum fault fault, double time_scale,
                                          struct err *err)
{
    struct peer_server *server = make_server(fault, time_scale);
    server->playground = playground_new(fault, err);
    if (!server->playground) {
        forget(&server);
        return NULL;
    }
    return open_server(server, address, err);
}

const struct address *peer_server_address(const struct peer_server *server)
{
    return service_address(server->service);
}

void peer_server_stop(struct peer_server **server)
{
    if (!*server)
        return;
    service_stop(&(*server)->service);
    forget(server);
}
