/* SPDX-License-Identifier: MIT */
/* 202, its status monitor, and the result. */
#include "peer/server_accepted.h"

#include "oracle/head.h"
#include "peer/jobs.h"

static const char STATUS[] = ACCEPTED_ROOT "/status/",
                  RESULT[] = ACCEPTED_ROOT "/result/";

static struct octets target_of(const struct visit *visit)
{
    return head_word(buf_view(&visit->head), 1);
}

bool server_accepted_wants(const struct visit *visit)
{
    const struct octets root = OCTETS(ACCEPTED_ROOT);
    const struct octets target = target_of(visit);
    return octets_starts_with(target, root) &&
           (target.len == root.len || target.ptr[root.len] == '?' ||
            target.ptr[root.len] == '/');
}

/* A path, and the token at its end, as a Location; what the request chose goes on. */
static void add_location(struct visit *visit, const char *path, struct octets token)
{
    buf_printf(&visit->fields, "Location: %s%.*s%s%s\r\n", path, (int)token.len,
               (const char *)token.ptr, visit->chosen ? "?fault=" : "",
               visit->chosen ? visit->chosen : "");
}

static void add_result(struct visit *visit, struct octets token, unsigned works)
{
    buf_add(&visit->answer, token);
    buf_printf(&visit->answer, " %u\n", works);
}

/* The work is begun: with an answer at once, or with its result where the client did
 * not ask for less (RFC 7240 section 4.1) and the query says that this matters. */
static unsigned begin(struct visit *visit)
{
    const struct server_plan *const plan = &visit->plan;
    struct jobs *const jobs = visit->server->jobs;
    const bool prefers = head_has_token(buf_view(&visit->head), OCTETS("Prefer"),
                                        OCTETS("respond-async"));
    if (plan->token.len == 0 || !jobs_work(jobs, plan->token, plan->polls))
        return 400;
    if (plan->on_preference && !prefers &&
        !visit_has(visit, FAULT_SERVER_ACCEPTED_UNASKED)) {
        add_result(visit, plan->token, jobs_ask(jobs, plan->token, false, NULL));
        return 200;
    }
    if (prefers)
        buf_add_text(&visit->fields, "Preference-Applied: respond-async\r\n");
    if (!visit_has(visit, FAULT_SERVER_ACCEPTED_NO_LOCATION))
        add_location(visit, STATUS, plan->token);
    buf_add_text(&visit->fields, "Retry-After: 1\r\n");
    buf_add_text(&visit->answer, "Accepted: see the status monitor.\n");
    return 202;
}

static unsigned tell_status(struct visit *visit, struct octets token)
{
    bool ended;
    const unsigned works = jobs_ask(visit->server->jobs, token, true, &ended);
    if (works == 0 || visit_has(visit, FAULT_SERVER_ACCEPTED_STATUS_404))
        return 404;
    if (visit_has(visit, FAULT_SERVER_ACCEPTED_WORKS_TWICE))
        (void)jobs_work(visit->server->jobs, token, 0);
    if (ended && !visit_has(visit, FAULT_SERVER_ACCEPTED_NEVER_ENDS)) {
        add_location(visit, RESULT, token);
        return 303;
    }
    buf_add_text(&visit->fields, "Retry-After: 1\r\n");
    buf_add_text(&visit->answer, "Under way.\n");
    return 200;
}

static unsigned tell_result(struct visit *visit, struct octets token)
{
    bool ended;
    const unsigned works = jobs_ask(visit->server->jobs, token, false, &ended);
    if (works == 0 || !ended || visit_has(visit, FAULT_SERVER_ACCEPTED_RESULT_404))
        return 404;
    add_result(visit, token, works);
    return 200;
}

void server_accepted_answer(struct visit *visit)
{
    const struct octets target = target_of(visit);
    const struct octets status = octets_of(STATUS), result = octets_of(RESULT);
    visit->ready = true;
    const struct octets path =
        octets_slice(target, 0, octets_find(target, OCTETS("?")));
    if (octets_starts_with(target, status))
        visit->plan.final =
            tell_status(visit, octets_slice(path, status.len, path.len));
    else if (octets_starts_with(target, result))
        visit->plan.final =
            tell_result(visit, octets_slice(path, result.len, path.len));
    else
        visit->plan.final = begin(visit);
}
