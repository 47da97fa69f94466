/* SPDX-License-Identifier: MIT */
/* The reference server: requests of one connection, one after the other.
 *
 * A request is read to the end of its header section (server_plan.h says what it
 * asks), then: early final response, or expectation, content, interim responses, final
 * response. Each fault is one condition at the place of the honest behaviour. */
#include "peer/server.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "peer/interim.h"
#include "peer/server_plan.h"
#include "peer/service.h"

#include <stdlib.h>

enum {
    SERVER_PATIENCE_MS = 60000, /* times the time scale: for a request or content */
    SERVER_MAX_OUT = 1024 * 1024,
    SERVER_MAX_DRAIN = 16 * 1024 * 1024,
    SERVER_TOO_LARGE = 1024 * 1024 * 1024, /* content of that length gets a 413 */
    SERVER_IDLE_MS = 50,
    SERVER_SLOW_MS = 25000,
    SERVER_SILENT_MS = 35000
};

struct peer_server {
    struct service *service;
    enum fault fault;
    double time_scale;
    const struct interim_form *form;
};

/* One connection. */
struct visit {
    const struct peer_server *server;
    struct stream *client;
    struct server_plan plan;
    struct buf head; /* of the request under way; plan borrows from it */
    struct buf out;  /* written, not sent yet */
    struct buf held; /* an answer kept back (pipeline-reversed) */
    bool holding;
};

static bool has(const struct visit *visit, enum fault fault)
{
    return visit->server->fault == fault;
}

static int64_t patience(const struct visit *visit)
{
    return clock_deadline_ns((int64_t)(SERVER_PATIENCE_MS * visit->server->time_scale));
}

static bool flush(struct visit *visit)
{
    if (visit->holding)
        return true;
    const enum stream_result sent =
        stream_send(visit->client, buf_view(&visit->out), patience(visit));
    buf_clear(&visit->out);
    return sent == STREAM_OK;
}

static bool pause_for(const struct visit *visit, int64_t pause_ms)
{
    return stream_pause(visit->client,
                        (int64_t)((double)pause_ms * visit->server->time_scale));
}

/* Says nothing more, and leaves it to the client to close. */
static bool fall_silent(struct visit *visit)
{
    flush(visit);
    stream_drain(visit->client, SERVER_MAX_DRAIN, patience(visit));
    return false;
}

/* ------------------------------------------------------------ interim responses */

static void write_interim(struct visit *visit, unsigned status)
{
    const struct octets fields =
        status == 103 ? OCTETS("Link: </style.css>; rel=preload\r\n") : OCTETS("");
    interim_write(&visit->out, visit->server->form, status, fields);
}

/* The interim responses asked for; false where the exchange ends with them. */
static bool send_interims(struct visit *visit, const struct server_plan *plan)
{
    const size_t count = plan->interim_count;
    if (count == 0 ||
        (plan->facts.http10 && !has(visit, FAULT_SERVER_INTERIM_TO_HTTP10)))
        return true;
    size_t sent = 0;
    for (; sent < count; sent++) {
        write_interim(visit, plan->interim[sent]);
        if (!flush(visit) || visit->server->form->cut)
            return false;
        if (plan->gap_ms > 0 && !pause_for(visit, plan->gap_ms))
            return false;
    }
    while (has(visit, FAULT_SERVER_ELEVEN_INTERIM) && sent++ < 11)
        write_interim(visit, plan->interim[count - 1]);
    if (has(visit, FAULT_SERVER_SLOW_AFTER_INTERIM))
        pause_for(visit, SERVER_SILENT_MS);
    if (has(visit, FAULT_SERVER_NO_FINAL_AFTER_INTERIM))
        return fall_silent(visit);
    return flush(visit) && !has(visit, FAULT_SERVER_CLOSE_AFTER_INTERIM);
}

/* The interim responses in front of the final one. */
static bool send_own_interims(struct visit *visit)
{
    struct server_plan later;
    const struct octets next = stream_view(visit->client);
    if (has(visit, FAULT_SERVER_INTERIM_AFTER_FINAL))
        return true;
    if (has(visit, FAULT_SERVER_INTERIM_OF_LATER) && next.len > 0) {
        server_plan_read(&later, next);
        return send_interims(visit, &later);
    }
    return send_interims(visit, &visit->plan);
}

/* ------------------------------------------------------------ final responses */

static void write_statuses(struct buf *out, const unsigned *statuses, size_t count)
{
    for (size_t at = 0; at < count; at++)
        buf_printf(out, "%s%u", at > 0 ? "," : "", statuses[at]);
    buf_add_text(out, "\r\n");
}

static void write_final_fields(struct visit *visit, size_t len, bool chunked)
{
    const struct server_plan *const plan = &visit->plan;
    struct buf *const out = &visit->out;
    if (plan->interim_count + plan->refused_count > 0) {
        buf_add_text(out, "X-Interim-Asked: ");
        write_statuses(out, plan->interim, plan->interim_count);
        buf_add_text(out, "X-Interim-Refused: ");
        write_statuses(out, plan->refused, plan->refused_count);
    }
    if (chunked)
        buf_add_text(out, "Transfer-Encoding: chunked\r\n");
    else if (plan->final != 204 && plan->final != 304)
        buf_printf(out, "Content-Length: %zu\r\n", len);
    if (!plan->facts.keep_alive)
        buf_add_text(out, "Connection: close\r\n");
    buf_add_text(out, "Content-Type: text/plain\r\n\r\n");
}

static void write_content(struct buf *out, struct octets content, bool chunked)
{
    if (!chunked) {
        buf_add(out, content);
        return;
    }
    if (content.len > 0) {
        buf_printf(out, "%zx\r\n", content.len);
        buf_add(out, content);
        buf_add_text(out, "\r\n");
    }
    buf_add_text(out, "0\r\n\r\n");
}

static void write_final(struct visit *visit)
{
    const struct server_plan *const plan = &visit->plan;
    const bool chunked = plan->chunked && !plan->facts.http10 && plan->final != 204 &&
                         plan->final != 304;
    struct octets content = OCTETS("The reference server of interim.\n");
    if (plan->token.len > 0)
        content = plan->token;
    const unsigned status = has(visit, FAULT_SERVER_STATUS_600) ? 600 : plan->final;
    buf_printf(&visit->out, "HTTP/1.1 %u %s\r\n", status, interim_reason(plan->final));
    if (has(visit, FAULT_SERVER_CUT_HEAD)) {
        buf_add_text(&visit->out, "X-Defect: cut");
        return;
    }
    write_final_fields(visit, content.len, chunked);
    if (plan->final == 204 || plan->final == 304)
        return;
    if (has(visit, FAULT_SERVER_CUT_CONTENT))
        content.len--;
    if (!plan->facts.head || has(visit, FAULT_SERVER_CONTENT_AFTER_HEAD))
        write_content(&visit->out, content, chunked);
}

/* Sends the final response; false where the connection ends with it. */
static bool send_final(struct visit *visit)
{
    const struct server_plan *const plan = &visit->plan;
    if (has(visit, FAULT_SERVER_SLOW_FINAL))
        pause_for(visit, SERVER_SLOW_MS);
    write_final(visit);
    if (has(visit, FAULT_SERVER_CUT_HEAD) || has(visit, FAULT_SERVER_CUT_CONTENT)) {
        flush(visit);
        return false;
    }
    if (has(visit, FAULT_SERVER_TWO_FINALS))
        write_final(visit);
    if (has(visit, FAULT_SERVER_LAST_INTERIM_LATE) && plan->interim_count > 0)
        write_interim(visit, plan->interim[plan->interim_count - 1]);
    if (has(visit, FAULT_SERVER_INTERIM_AFTER_FINAL) && !send_interims(visit, plan))
        return false;
    return flush(visit) && plan->facts.keep_alive;
}

/* A final response before the content was read: says that it closes, and then reads
 * what is under way, so that the answer is not lost in a reset. */
static bool send_early_final(struct visit *visit, unsigned status)
{
    struct server_plan *const plan = &visit->plan;
    plan->final = status;
    plan->facts.keep_alive = has(visit, FAULT_SERVER_EARLY_FINAL_CONTENT_IS_REQUEST) ||
                             has(visit, FAULT_SERVER_EARLY_FINAL_REQUEST_IS_CONTENT) ||
                             has(visit, FAULT_SERVER_EARLY_FINAL_NO_CLOSE_FIELD);
    if (send_final(visit)) {
        if (has(visit, FAULT_SERVER_EARLY_FINAL_CONTENT_IS_REQUEST))
            return true;
        if (has(visit, FAULT_SERVER_EARLY_FINAL_REQUEST_IS_CONTENT)) {
            content_skip(&plan->facts.content, visit->client, patience(visit));
            stream_use(visit->client, stream_view(visit->client).len);
            return true;
        }
    }
    connection_half_close(&visit->client->connection);
    stream_drain(visit->client, SERVER_MAX_DRAIN, patience(visit));
    return false;
}

/* ------------------------------------------------------------ Upgrade */

/* The protocol echo: what comes goes back. */
static bool speak_echo(struct visit *visit)
{
    for (size_t octets = 0; octets < SERVER_MAX_DRAIN;) {
        const struct octets view = stream_view(visit->client);
        octets += view.len;
        if (stream_send(visit->client, view, patience(visit)) != STREAM_OK)
            return false;
        stream_use(visit->client, view.len);
        if (stream_fill(visit->client, patience(visit)) != STREAM_OK)
            return false;
    }
    return false;
}

/* true where the request is to be answered with 101. */
static bool switches(const struct visit *visit)
{
    const struct server_plan *const plan = &visit->plan;
    if (has(visit, FAULT_SERVER_101_UNASKED))
        return !plan->facts.http10;
    return plan->echo &&
           (!plan->facts.http10 || has(visit, FAULT_SERVER_101_TO_HTTP10));
}

static bool switch_protocols(struct visit *visit)
{
    struct octets fields = OCTETS("Upgrade: echo\r\nConnection: upgrade\r\n");
    if (has(visit, FAULT_SERVER_101_NO_UPGRADE))
        fields = OCTETS("Connection: upgrade\r\n");
    else if (has(visit, FAULT_SERVER_101_NO_CONNECTION))
        fields = OCTETS("Upgrade: echo\r\n");
    else if (has(visit, FAULT_SERVER_101_OTHER_PROTOCOL))
        fields = OCTETS("Upgrade: other\r\nConnection: upgrade\r\n");
    interim_write(&visit->out, visit->server->form, 101, fields);
    if (has(visit, FAULT_SERVER_HTTP_AFTER_101))
        return send_final(visit);
    return flush(visit) && !visit->server->form->cut && speak_echo(visit);
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
        return has(visit, FAULT_SERVER_100_TO_HTTP10) && !plan->facts.content.done;
    if (switches(visit))
        return !has(visit, FAULT_SERVER_101_BEFORE_100);
    if (has(visit, FAULT_SERVER_NO_100) ||
        (has(visit, FAULT_SERVER_EXPECT_CASE) && !plan->facts.expects_100_lower) ||
        (has(visit, FAULT_SERVER_EXPECT_NAME_CASE) && !plan->facts.expects_spelled) ||
        (has(visit, FAULT_SERVER_NO_100_CHUNKED) &&
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
    if (has(visit, FAULT_SERVER_102_BEFORE_CONTENT) && !plan->facts.content.done)
        write_interim(visit, 102);
    if (asked)
        write_interim(visit, 100);
    if (asked && has(visit, FAULT_SERVER_TWO_100))
        write_interim(visit, 100);
    if (!flush(visit) || (asked && visit->server->form->cut))
        return false;
    if (plan->facts.expects_100 && plan->facts.content.done &&
        has(visit, FAULT_SERVER_EXPECT_NO_CONTENT_WAITS))
        return fall_silent(visit);
    if (content_skip(&plan->facts.content, visit->client, patience(visit)) != STREAM_OK)
        return false;
    if (expected && has(visit, FAULT_SERVER_NO_FINAL_AFTER_100))
        return fall_silent(visit);
    return !(expected && has(visit, FAULT_SERVER_CLOSE_AFTER_100));
}

/* ------------------------------------------------------------ one request */

static bool answer(struct visit *visit)
{
    struct server_plan *const plan = &visit->plan;
    const bool waiting =
        !plan->facts.content.done && plan->facts.expects_100 && !plan->facts.http10;
    if (!plan->facts.valid)
        return send_early_final(visit, 400);
    if (plan->facts.connect || (plan->unknown_method && !plan->facts.content.done))
        return send_early_final(visit, 501);
    if (plan->unknown_method)
        plan->final = 501;
    if (plan->facts.content.framing == FRAMING_LENGTH &&
        plan->facts.content.left >= SERVER_TOO_LARGE)
        return send_early_final(visit, 413);
    if (plan->facts.expects_other && !plan->facts.http10) {
        if (has(visit, FAULT_SERVER_UNKNOWN_EXPECTATION_SILENCE))
            return fall_silent(visit);
        plan->final = 417;
    }
    if (waiting && has(visit, FAULT_SERVER_417_TO_ALL))
        return send_early_final(visit, 417);
    if (plan->before && !send_own_interims(visit))
        return false;
    if (plan->before && plan->final >= 400 && !plan->facts.content.done)
        return send_early_final(visit, plan->final);
    if (!read_content(visit))
        return false;
    if (switches(visit))
        return switch_protocols(visit);
    if (!plan->before && !send_own_interims(visit))
        return false;
    return send_final(visit);
}

/* Sends the answer that was held back behind the one that came after it. */
static bool send_held(struct visit *visit)
{
    visit->holding = false;
    buf_add(&visit->out, buf_view(&visit->held));
    buf_clear(&visit->held);
    return flush(visit);
}

/* Waits for a request and looks at its first octets. */
static bool begins_with_empty_line(struct visit *visit)
{
    if (stream_view(visit->client).len == 0)
        (void)stream_fill(visit->client, patience(visit));
    return octets_starts_with(stream_view(visit->client), OCTETS("\r\n"));
}

/* Reads and answers one request; false where the connection ends. */
static bool serve_request(struct visit *visit)
{
    struct octets head;
    if (has(visit, FAULT_SERVER_EMPTY_LINE_IS_REQUEST) && begins_with_empty_line(visit))
        buf_add_text(&visit->out,
                     "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    if (stream_head(visit->client, &head, patience(visit)) != STREAM_OK)
        return false;
    const bool second = visit->holding;
    buf_clear(&visit->head);
    buf_add(&visit->head, head);
    server_plan_read(&visit->plan, buf_view(&visit->head));
    visit->holding = has(visit, FAULT_SERVER_PIPELINE_REVERSED) && !second &&
                     stream_view(visit->client).len > 0 &&
                     visit->plan.facts.content.done;
    const bool persists = answer(visit);
    if (visit->holding && persists) {
        buf_add(&visit->held, buf_view(&visit->out));
        buf_clear(&visit->out);
        return true;
    }
    if (second && !send_held(visit))
        return false;
    if (persists && has(visit, FAULT_SERVER_PIPELINE_LOST))
        stream_use(visit->client, stream_view(visit->client).len);
    return persists;
}

static void serve_connection(void *user, struct stream *client)
{
    struct visit visit = {.server = user, .client = client};
    buf_init(&visit.head, SERVER_MAX_OUT);
    buf_init(&visit.out, SERVER_MAX_OUT);
    buf_init(&visit.held, SERVER_MAX_OUT);
    if (has(&visit, FAULT_SERVER_INTERIM_BEFORE_REQUEST))
        write_interim(&visit, 102);
    if (has(&visit, FAULT_SERVER_FINAL_BEFORE_REQUEST))
        buf_add_text(&visit.out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    while (flush(&visit) && serve_request(&visit)) {
        if (!has(&visit, FAULT_SERVER_INTERIM_WHEN_IDLE))
            continue;
        if (pause_for(&visit, SERVER_IDLE_MS) && !stream_readable(client))
            write_interim(&visit, 102);
    }
    buf_fini(&visit.head);
    buf_fini(&visit.out);
    buf_fini(&visit.held);
}

struct peer_server *peer_server_start(const struct address *address, enum fault fault,
                                      double time_scale, struct err *err)
{
    struct peer_server *server = malloc(sizeof *server);
    ENSURE(server);
    *server = (struct peer_server){
        .fault = fault, .time_scale = time_scale, .form = interim_form_of(fault)};
    server->service = service_start(address, serve_connection, server, err);
    if (server->service)
        return server;
    free(server);
    return NULL;
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
    free(*server);
    *server = NULL;
}
