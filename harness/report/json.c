/* SPDX-License-Identifier: MIT */
/* The report for programs: one run is one object, several are an array of them. */
#include "report/json_run.h"

static void json_open(struct report_state *state, struct buf *out)
{
    if (state->runs != 1)
        buf_add_text(out, "[\n");
}

static void json_end(const struct report_run *run, struct report_state *state,
                     struct buf *out)
{
    json_t *value = json_run(run);
    if (state->run > 0)
        buf_add_text(out, ",\n");
    json_add(out, value, 1);
    json_decref(value);
}

static void json_close(struct report_state *state, struct buf *out)
{
    buf_add_text(out, state->runs != 1 ? "\n]\n" : "\n");
}

const struct report_writer REPORT_JSON = {
    .name = "json",
    .suffix = ".json",
    .open = json_open,
    .end = json_end,
    .close = json_close,
};
