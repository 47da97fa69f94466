/* SPDX-License-Identifier: MIT */
/* What the reference server sends: interim responses, then the final one. */
#include "peer/server_visit.h"

#include "base/clock.h"
#include "oracle/head.h"
#include "peer/playground.h"

enum {
    SERVER_PATIENCE_MS = 60000, /* times the time scale: for a request or content */
    SERVER_SLOW_MS = 25000,
    SERVER_SILENT_MS = 35000,
    SERVER_FLOOD_FROM = 10, /* interim responses asked for, where they find no end */
    SERVER_FLOOD_ROUNDS = 4 * 1000 * 1000
};

bool visit_has(const struct visit *visit, enum fault fault)
{
    return visit->fault == fault;
}

int64_t visit_patience(const struct visit *visit)
{
    return clock_deadline_ns(
        (int64_t)((double)SERVER_PATIENCE_MS * visit->server->time_scale));
}

bool visit_flush(struct visit *visit)
{
    if (visit->holding)
        return true;
    const enum stream_result sent =
        stream_send(visit->client, buf_view(&visit->out), visit_patience(visit));
    buf_clear(&visit->out);
    return sent == STREAM_OK;
}

bool visit_pause(const struct visit *visit, int64_t pause_ms)
{
    return stream_pause(visit->client,
                        (int64_t)((double)pause_ms * visit->server->time_scale));
}

bool visit_fall_silent(struct visit *visit)
{
    visit_flush(visit);
    stream_drain(visit->client, SERVER_MAX_DRAIN, visit_patience(visit));
    return false;
}

/* ------------------------------------------------------------ interim responses */

void visit_write_interim(struct visit *visit, unsigned status)
{
    struct octets fields =
        status == 103 ? OCTETS("Link: </style.css>; rel=preload\r\n") : OCTETS("");
    if (visit->server->playground)
        fields = playground_fields(visit, status);
    interim_write(&visit->out, visit->form, status, fields);
}

/* Interim responses until the client has enough (a fault). Returns false. */
static bool flood(struct visit *visit, unsigned status)
{
    bool more = true;
    for (unsigned round = 0; more && round < SERVER_FLOOD_ROUNDS; round++) {
        visit_write_interim(visit, status);
        more = visit_flush(visit);
    }
    return false;
}

/* The interim responses asked for; false where the exchange ends with them. */
static bool send_interims(struct visit *visit, const struct server_plan *plan)
{
    const size_t count = plan->interim_count;
    if (count == 0 ||
        (plan->facts.http10 && !visit_has(visit, FAULT_SERVER_INTERIM_TO_HTTP10)))
        return true;
    size_t sent = 0;
    for (; sent < count; sent++) {
        visit_write_interim(visit, plan->interim[sent]);
        if (!visit_flush(visit) || visit->form->cut)
            return false;
        if (plan->gap_ms > 0 && !visit_pause(visit, plan->gap_ms))
            return false;
    }
    if (visit_has(visit, FAULT_SERVER_FLOOD) && count >= SERVER_FLOOD_FROM)
        return flood(visit, plan->interim[count - 1]);
    while (visit_has(visit, FAULT_SERVER_ELEVEN_INTERIM) && sent++ < 11)
        visit_write_interim(visit, plan->interim[count - 1]);
    if (visit_has(visit, FAULT_SERVER_SLOW_AFTER_INTERIM) && plan->gap_ms > 0)
        visit_pause(visit, SERVER_SILENT_MS);
    if (visit_has(visit, FAULT_SERVER_NO_FINAL_AFTER_INTERIM))
        return visit_fall_silent(visit);
    return visit_flush(visit) && !visit_has(visit, FAULT_SERVER_CLOSE_AFTER_INTERIM);
}

bool visit_send_interims(struct visit *visit)
{
    struct server_plan later;
    const struct octets next = stream_view(visit->client);
    if (visit_has(visit, FAULT_SERVER_INTERIM_AFTER_FINAL))
        return true;
    if (visit_has(visit, FAULT_SERVER_INTERIM_OF_LATER) && next.len > 0) {
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
    const struct octets TYPE = OCTETS("Content-Type:");
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
    if (visit->ready)
        buf_add(out, buf_view(&visit->fields));
    if (!visit->ready || octets_find(buf_view(&visit->fields), TYPE) == SIZE_MAX)
        buf_add_text(out, "Content-Type: text/plain\r\n");
    buf_add_text(out, "\r\n");
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

/* There has to be some. */
static bool cuts_content(const struct visit *visit)
{
    return visit_has(visit, FAULT_SERVER_CUT_CONTENT) &&
           !(visit->ready && visit->answer.len == 0);
}

static void write_final(struct visit *visit)
{
    const struct server_plan *const plan = &visit->plan;
    const bool chunked = plan->chunked && !plan->facts.http10 && plan->final != 204 &&
                         plan->final != 304;
    struct octets content = OCTETS("The reference server of interim.\n");
    if (visit->ready)
        content = buf_view(&visit->answer);
    else if (plan->token.len > 0)
        content = plan->token;
    const unsigned status =
        visit_has(visit, FAULT_SERVER_STATUS_600) ? 600 : plan->final;
    buf_printf(&visit->out, "HTTP/1.1 %u %s\r\n", status, interim_reason(plan->final));
    if (visit_has(visit, FAULT_SERVER_CUT_HEAD)) {
        buf_add_text(&visit->out, "X-Defect: cut");
        return;
    }
    write_final_fields(visit, content.len, chunked);
    if (plan->final == 204 || plan->final == 304)
        return;
    if (cuts_content(visit))
        content.len--;
    if (!plan->facts.head || visit_has(visit, FAULT_SERVER_CONTENT_AFTER_HEAD))
        write_content(&visit->out, content, chunked);
}

/* What a server sends that takes a final response for an interim one, or a late 102 for
 * a courtesy. */
static void write_after_final(struct visit *visit)
{
    const bool accepted = visit->ready && visit->plan.final == 202;
    if ((visit->tree && visit_has(visit, FAULT_SERVER_DAV_102_LATE)) ||
        (accepted && visit_has(visit, FAULT_SERVER_ACCEPTED_THEN_102)))
        visit_write_interim(visit, 102);
    if (accepted && visit_has(visit, FAULT_SERVER_ACCEPTED_THEN_FINAL)) {
        visit->plan.final = 200;
        write_final(visit);
    }
}

bool visit_send_final(struct visit *visit)
{
    const struct server_plan *const plan = &visit->plan;
    if (visit_has(visit, FAULT_SERVER_SLOW_FINAL) &&
        octets_equal(head_word(buf_view(&visit->head), 0), OCTETS("PROPFIND")) &&
        head_has_token(buf_view(&visit->head), OCTETS("Depth"), OCTETS("infinity")))
        visit_pause(visit, SERVER_SLOW_MS);
    write_final(visit);
    if (visit_has(visit, FAULT_SERVER_CUT_HEAD) || cuts_content(visit)) {
        visit_flush(visit);
        return false;
    }
    if (visit_has(visit, FAULT_SERVER_TWO_FINALS) ||
        (visit->tree && visit_has(visit, FAULT_SERVER_DAV_TWO_FINALS)))
        write_final(visit);
    write_after_final(visit);
    if (visit_has(visit, FAULT_SERVER_LAST_INTERIM_LATE) && plan->interim_count > 0)
        visit_write_interim(visit, plan->interim[plan->interim_count - 1]);
    if (visit_has(visit, FAULT_SERVER_INTERIM_AFTER_FINAL) &&
        !send_interims(visit, plan))
        return false;
    return visit_flush(visit) && plan->facts.keep_alive;
}

bool visit_send_early_final(struct visit *visit, unsigned status)
{
    struct server_plan *const plan = &visit->plan;
    plan->final = status;
    plan->facts.keep_alive =
        visit_has(visit, FAULT_SERVER_EARLY_FINAL_CONTENT_IS_REQUEST) ||
        visit_has(visit, FAULT_SERVER_EARLY_FINAL_REQUEST_IS_CONTENT) ||
        visit_has(visit, FAULT_SERVER_EARLY_FINAL_NO_CLOSE_FIELD);
    if (visit_send_final(visit)) {
        if (visit_has(visit, FAULT_SERVER_EARLY_FINAL_CONTENT_IS_REQUEST))
            return true;
        if (visit_has(visit, FAULT_SERVER_EARLY_FINAL_REQUEST_IS_CONTENT)) {
            content_skip(&plan->facts.content, visit->client, visit_patience(visit));
            stream_use(visit->client, stream_view(visit->client).len);
            return true;
        }
    }
    stream_half_close(visit->client);
    stream_drain(visit->client, SERVER_MAX_DRAIN, visit_patience(visit));
    return false;
}
