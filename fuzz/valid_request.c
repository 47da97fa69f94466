/* SPDX-License-Identifier: MIT */
/* Connections made of choices: requests. */
#include "fuzz/valid_state.h"

#include <string.h>

static void choose_plan(struct maker *maker, bool last)
{
    static const struct {
        const char *method;
        bool head, connect, content;
    } METHODS[] = {{"GET", false, false, false},     {"POST", false, false, true},
                   {"HEAD", true, false, false},     {"PUT", false, false, true},
                   {"OPTIONS", false, false, false}, {"CONNECT", false, true, false}};
    struct plan *plan = &maker->plan;
    const unsigned row = choose(maker, last ? 6 : 5);
    *plan = (struct plan){.method = METHODS[row].method,
                          .last = last,
                          .head = METHODS[row].head,
                          .connect = METHODS[row].connect};
    plan->old = choose(maker, 6) == 5 || plant_due(maker, PLANT_OLD_INTERIM) ||
                plant_due(maker, PLANT_OLD_CONTINUE) ||
                plant_due(maker, PLANT_SWITCH_OLD);
    plan->upgrade = last && !plan->connect && choose(maker, 3) == 2;
    if (METHODS[row].content) {
        plan->content = 1 + choose(maker, 2);
        plan->expect = choose(maker, 2);
        plan->chunked = !plan->old && choose(maker, 3) == 2;
    }
}

/* The content, as the header section announced it. */
static struct octets content_of(const struct plan *plan)
{
    return plan->chunked ? OCTETS("5\r\nhello\r\n0\r\n\r\n") : OCTETS("hello");
}

void request_content(struct maker *maker)
{
    if (maker->plan.content != AFTER_HEAD || maker->plan.sent)
        return;
    maker->plan.sent = true;
    put(maker, CAPTURE_REQUEST, content_of(&maker->plan));
}

void request_make(struct maker *maker, bool last)
{
    struct plan *plan = &maker->plan;
    struct buf *out = &maker->head;
    choose_plan(maker, last);
    buf_clear(out);
    buf_printf(out, "%s %s HTTP/1.%c\r\nHost: a\r\n", plan->method,
               plan->connect ? "a:1" : "/", plan->old ? '0' : '1');
    if (plan->content != NO_CONTENT)
        buf_add_text(out, plan->chunked ? "Transfer-Encoding: chunked\r\n"
                                        : "Content-Length: 5\r\n");
    if (plan->expect)
        buf_add_text(out, choose(maker, 2) ? "Expect: 100-Continue\r\n"
                                           : "Expect: 100-continue\r\n");
    if (plan->upgrade)
        buf_add_text(out, "Upgrade: websocket\r\nConnection: upgrade\r\n");
    if (plan->old)
        buf_add_text(out, "Connection: keep-alive\r\n");
    buf_add_text(out, "\r\n");
    if (plan->content == WITH_HEAD) {
        plan->sent = true;
        buf_add(out, content_of(plan));
        /* In one segment: what has not come with its head may be waited for. */
        capture_add(maker->capture, CAPTURE_REQUEST, buf_view(out));
        return;
    }
    put(maker, CAPTURE_REQUEST, buf_view(out));
}
