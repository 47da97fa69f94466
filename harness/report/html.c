/* SPDX-License-Identifier: MIT */
/* The report for people who want to look around: one page, self-contained. */
#include "report/json_run.h"
#include "report/page.h"
#include "report/slim.h"

static void html_open(struct report_state *state, struct buf *out)
{
    (void)state;
    page_open(out);
}

/* One run keeps every transcript; of many, what passed is only counted. */
static void html_end(const struct report_run *run, struct report_state *state,
                     struct buf *out)
{
    json_t *value = json_run(run);
    if (state->runs > 1)
        slim_run(value);
    page_run(out, value, state->run == 0, state->runs == 1);
    json_decref(value);
}

static void html_close(struct report_state *state, struct buf *out)
{
    (void)state;
    page_close(out);
}

const struct report_writer REPORT_HTML = {
    .name = "html",
    .suffix = ".html",
    .open = html_open,
    .end = html_end,
    .close = html_close,
};
