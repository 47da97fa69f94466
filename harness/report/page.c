/* SPDX-License-Identifier: MIT */
/* Joining the parts of the page and the data of the runs. */
#include "report/page.h"
#include "base/disk.h"

#include "base/ensure.h"
#include "base/root.h"
#include "oracle/requirement.h"
#include "report/json_read.h"
#include "report/json_run.h"
#include "report/reproduce.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    RUN_MAX = 1 << 28,
    REPRODUCER_MAX = 1 << 15 /* octets of one: longer ones are made by hand */
};

/* Appends a file of reports/page/. */
static void add_part(struct buf *out, const char *name)
{
    char relative[64];
    char path[512];
    struct err err;
    snprintf(relative, sizeof relative, "reports/page/%s", name);
    if (!disk_read(out, root_path(path, sizeof path, relative), &err))
        buf_printf(out, "/* %s cannot be read: %s */\n", relative, err.text);
}

/* Data within a script element ends at the first "</script", and an opening comment
 * changes how that is found: no "<" of the data may stand there as it is. */
static void add_data(struct buf *out, const json_t *value)
{
    struct buf text;
    buf_init(&text, RUN_MAX);
    json_add(&text, value, 0);
    struct octets left = buf_view(&text);
    while (left.len > 0) {
        const size_t found = octets_find(left, OCTETS("<"));
        const size_t end = found < left.len ? found : left.len;
        buf_add(out, octets_slice(left, 0, end));
        if (end < left.len)
            buf_add_text(out, "\\u003c");
        left = octets_slice(left, end < left.len ? end + 1 : end, left.len);
    }
    buf_fini(&text);
}

/* What a report says of each requirement, once for all runs. */
static json_t *requirements(void)
{
    json_t *all = json_object();
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++) {
        const struct requirement_row *row = requirement_row((enum requirement)at);
        json_t *one =
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "level", level_name(row->level),
                      "gateway", level_name(row->gateway), "basis",
                      basis_name(row->basis), "source", row->source, "harm",
                      harm_name(row->harm), "sentence", row->sentence);
        ENSURE(one && json_object_set_new(all, row->id, one) == 0);
    }
    return all;
}

void page_open(struct buf *out)
{
    json_t *table = requirements();
    add_part(out, "head.html");
    buf_add_text(out, "<style>\n");
    add_part(out, "page.css");
    buf_add_text(out, "</style>\n");
    add_part(out, "body.html");
    buf_add_text(out, "<script type=\"application/json\" id=\"requirements\">");
    add_data(out, table);
    buf_add_text(out, "</script>\n<script type=\"application/json\" id=\"runs\">[\n");
    json_decref(table);
}

/* The reproducer of a case that failed, as far as one can be made. */
static void add_reproducer(const json_t *run, const json_t *test, json_t *copy)
{
    static const char *const KINDS[] = {"FAIL", "WARN"};
    const char *const outcome = json_text(test, "outcome");
    struct buf program;
    struct err err;
    if (strcmp(outcome, KINDS[0]) != 0 && strcmp(outcome, KINDS[1]) != 0)
        return;
    buf_init(&program, REPRODUCER_MAX);
    if (reproduce_case(run, test, &program, &err) && !program.full)
        ENSURE(json_object_set_new(copy, "reproducer",
                                   json_string(buf_text(&program))) == 0);
    buf_fini(&program);
}

/* A run without what the page knows of each requirement anyway. */
static json_t *made_for_page(json_t *run, bool reproducers)
{
    static const char *const KNOWN[] = {"level", "basis", "source", "harm"};
    json_t *const lean = json_copy(run);
    json_t *const cases = json_array();
    size_t at;
    json_t *test;
    ENSURE(lean && cases);
    json_array_foreach(json_object_get(run, "cases"), at, test)
    {
        json_t *const copy = json_copy(test);
        for (size_t row = 0; row < sizeof KNOWN / sizeof *KNOWN; row++)
            (void)json_object_del(copy, KNOWN[row]);
        if (reproducers)
            add_reproducer(run, test, copy);
        ENSURE(json_array_append_new(cases, copy) == 0);
    }
    ENSURE(json_object_set_new(lean, "cases", cases) == 0);
    return lean;
}

void page_run(struct buf *out, json_t *run, bool first, bool reproducers)
{
    if (!first)
        buf_add_text(out, ",\n");
    json_t *const lean = made_for_page(run, reproducers);
    add_data(out, lean);
    json_decref(lean);
}

void page_close(struct buf *out)
{
    static const char *const SCRIPTS[] = {"model.js", "exchange.js", "views.js",
                                          "page.js"};
    buf_add_text(out, "\n]</script>\n<script>\n\"use strict\";\n");
    for (size_t row = 0; row < sizeof SCRIPTS / sizeof *SCRIPTS; row++)
        add_part(out, SCRIPTS[row]);
    buf_add_text(out, "</script>\n</body>\n</html>\n");
}
