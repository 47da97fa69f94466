/* SPDX-License-Identifier: MIT */
/* Reading what a request asks of the reference server. */
#include "peer/server_plan.h"

#include "oracle/head.h"

enum { PLAN_MAX_GAP_MS = 60000, PLAN_MAX_POLLS = 1000 };

/* Cuts what stands before separator off the front of rest. */
static struct octets cut_front(struct octets *rest, const char *separator)
{
    const size_t len = octets_find(*rest, octets_of(separator));
    const struct octets front = octets_slice(*rest, 0, len);
    *rest = len >= rest->len ? (struct octets){NULL, 0}
                             : octets_slice(*rest, len + 1, rest->len);
    return front;
}

static void read_interim(struct server_plan *plan, struct octets value)
{
    for (unsigned word = 0; value.len > 0 && word < PLAN_MAX_INTERIM; word++) {
        uint64_t status = 0;
        if (!octets_to_u64(cut_front(&value, ","), &status) || status > 999)
            continue;
        if (status >= 100 && status <= 199 && status != 101)
            plan->interim[plan->interim_count++] = (unsigned)status;
        else
            plan->refused[plan->refused_count++] = (unsigned)status;
    }
}

static void read_when(struct server_plan *plan, struct octets value)
{
    plan->before = octets_equal(value, OCTETS("before"));
    plan->on_preference = octets_equal(value, OCTETS("prefer"));
}

static void read_parameter(struct server_plan *plan, struct octets parameter)
{
    const struct octets name = cut_front(&parameter, "=");
    uint64_t number = 0;
    const bool is_number = octets_to_u64(parameter, &number);
    if (octets_equal(name, OCTETS("interim")))
        read_interim(plan, parameter);
    else if (octets_equal(name, OCTETS("token")))
        plan->token = parameter;
    else if (octets_equal(name, OCTETS("when")))
        read_when(plan, parameter);
    else if (octets_equal(name, OCTETS("chunked")))
        plan->chunked = number == 1;
    else if (octets_equal(name, OCTETS("polls")) && is_number)
        plan->polls = number < PLAN_MAX_POLLS ? (unsigned)number : PLAN_MAX_POLLS;
    else if (octets_equal(name, OCTETS("gap_ms")) && is_number)
        plan->gap_ms = number < PLAN_MAX_GAP_MS ? (unsigned)number : PLAN_MAX_GAP_MS;
    else if (octets_equal(name, OCTETS("final")) && number >= 200 && number <= 599)
        plan->final = (unsigned)number;
}

static void read_query(struct server_plan *plan, struct octets target)
{
    cut_front(&target, "?");
    while (target.len > 0)
        read_parameter(plan, cut_front(&target, "&"));
}

/* Methods of RFC 9110, PATCH, and those of WebDAV; the rest get a 501. */
static bool is_known_method(struct octets method)
{
    static const char *const KNOWN[] = {"GET",    "HEAD",     "POST",      "PUT",
                                        "DELETE", "CONNECT",  "OPTIONS",   "TRACE",
                                        "PATCH",  "PROPFIND", "PROPPATCH", "MKCOL",
                                        "COPY",   "MOVE",     "LOCK",      "UNLOCK"};
    size_t row = 0;
    while (row < sizeof KNOWN / sizeof KNOWN[0] &&
           !octets_equal(method, octets_of(KNOWN[row])))
        row++;
    return row < sizeof KNOWN / sizeof KNOWN[0];
}

void server_plan_read(struct server_plan *plan, struct octets head)
{
    *plan = (struct server_plan){.final = 200};
    facts_read(&plan->facts, head);
    plan->unknown_method = !is_known_method(head_word(head, 0));
    plan->echo =
        plan->facts.upgrade && head_has_token(head, OCTETS("Upgrade"), OCTETS("echo"));
    read_query(plan, head_word(head, 1));
}
