/* SPDX-License-Identifier: MIT */
/* A run read back from its JSON is the run that it was: every format of it is octet for
 * octet what was written at first. */
#include "base/disk.h"
#include "base/root.h"
#include "report/json_run.h"
#include "report/recall.h"
#include "test/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { REPORT_MAX_OCTETS = 1 << 24 };

static void write_recalled(const struct report_writer *writer,
                           const struct report_run *run, struct buf *out)
{
    struct report_state state = {.runs = 1};
    if (writer->open)
        writer->open(&state, out);
    report_write_run(writer, run, &state, out);
    if (writer->close)
        writer->close(&state, out);
}

static void every_format_is_what_it_was(void **state)
{
    struct sample sample;
    struct recall recall;
    struct err err = {.text = ""};
    (void)state;
    sample_init(&sample);
    json_t *const value = json_run(&sample.run);
    if (!recall_run(&recall, value, &err))
        fail_msg("%s", err.text);
    for (size_t row = 0; REPORT_WRITERS[row]; row++) {
        const struct report_style plain = {false, false, false};
        struct buf was;
        struct buf is;
        buf_init(&was, REPORT_MAX_OCTETS);
        buf_init(&is, REPORT_MAX_OCTETS);
        sample_write(&sample, REPORT_WRITERS[row], plain, 1, &was);
        write_recalled(REPORT_WRITERS[row], &recall.run, &is);
        print_message("%s\n", REPORT_WRITERS[row]->name);
        assert_string_equal(buf_text(&is), buf_text(&was));
        assert_true(octets_equal(buf_view(&is), buf_view(&was)));
        buf_fini(&is);
        buf_fini(&was);
    }
    recall_fini(&recall);
    json_decref(value);
    sample_fini(&sample);
}

/* Reads the golden sample with `to` in place of `from`. */
static bool recall_changed(const char *from, const char *to, struct err *err)
{
    char path[1024];
    struct buf text;
    struct buf changed;
    struct recall recall;
    buf_init(&text, REPORT_MAX_OCTETS);
    buf_init(&changed, REPORT_MAX_OCTETS);
    assert_true(disk_read(
        &text, root_path(path, sizeof path, "reports/samples/gateway.json"), err));
    const char *const at = strstr(buf_text(&text), from);
    assert_non_null(at);
    buf_add(&changed, (struct octets){text.ptr, (size_t)(at - buf_text(&text))});
    buf_add_text(&changed, to);
    buf_add_text(&changed, at + strlen(from));
    json_t *const run = json_loads(buf_text(&changed), 0, NULL);
    assert_non_null(run);
    const bool ok = recall_run(&recall, run, err);
    recall_fini(&recall);
    json_decref(run);
    buf_fini(&changed);
    buf_fini(&text);
    return ok;
}

static void what_cannot_be_read_is_named_by_its_case(void **state)
{
    struct err err = {.text = ""};
    (void)state;
    assert_true(recall_changed("interim.no-content-length", "of.a-later-day", &err));
    assert_false(recall_changed("\"outcome\": \"FAIL\"", "\"outcome\": \"SAD\"", &err));
    assert_non_null(strstr(err.text, "unknown outcome 'SAD'"));
    assert_false(recall_changed("\"kind\": \"sent\"", "\"kind\": \"sung\"", &err));
    assert_non_null(strstr(err.text, ": entry "));
    assert_false(recall_changed("\"role\": \"gateway\"", "\"role\": \"guest\"", &err));
    assert_non_null(strstr(err.text, "unknown role 'guest'"));
}

/* What was not installed has no cases that would tell. */
static void a_role_of_a_later_day_is_told_without_cases(void **state)
{
    struct recall recall;
    struct err err = {.text = ""};
    (void)state;
    json_t *const run = json_pack("{ss ss s[] s{}}", "target", "nginx", "role", "guest",
                                  "cases", "summary");
    assert_non_null(run);
    assert_false(recall_run(&recall, run, &err));
    assert_string_equal(err.text, "nginx: unknown role 'guest'");
    recall_fini(&recall);
    json_decref(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_what_it_was),
        cmocka_unit_test(what_cannot_be_read_is_named_by_its_case),
        cmocka_unit_test(a_role_of_a_later_day_is_told_without_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
