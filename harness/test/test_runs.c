/* SPDX-License-Identifier: MIT */
/* Several reports made one: united, judged, compared, tabled, and put into a page that
 * nothing breaks out of. */
#include "report/json_read.h"
#include "report/page.h"
#include "report/runs.h"
#include "report/slim.h"
#include "test/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX_OCTETS = 1 << 24 };

static const struct report_style PLAIN = {false, false, false};

/* A file with this text; the caller unlinks it. */
static void write_text(char path[32], const char *text)
{
    snprintf(path, 32, "/tmp/interim-runs-XXXXXX");
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static bool load_text(json_t *runs, const char *text, struct err *err)
{
    char path[32];
    write_text(path, text);
    const bool loaded = runs_load(runs, path, err);
    unlink(path);
    return loaded;
}

/* The sample as its own JSON writer writes it. */
static json_t *sample_runs(void)
{
    struct sample sample;
    struct buf text;
    struct err err = {.text = ""};
    json_t *runs = json_array();
    buf_init(&text, MAX_OCTETS);
    sample_init(&sample);
    sample_write(&sample, &REPORT_JSON, PLAIN, 1, &text);
    assert_true(load_text(runs, buf_text(&text), &err));
    sample_fini(&sample);
    buf_fini(&text);
    return runs;
}

/* A run of two cases, as short as may be. */
static char *run_text(char out[1024], const char *target, const char *first,
                      const char *outcome)
{
    snprintf(out, 1024,
             "{\"target\":\"%s\",\"target_version\":\"1\",\"role\":\"client\","
             "\"summary\":{\"ms\":5},\"requirements\":[{\"id\":\"client.final\","
             "\"level\":\"must\",\"verdict\":\"PASS\",\"cases\":1}],\"cases\":["
             "{\"id\":\"client.final/%s\",\"requirement\":\"client.final\","
             "\"outcome\":\"%s\",\"reason\":\"why|\",\"transcript\":[]}]}",
             target, first, outcome);
    return out;
}

static void what_is_judged_anew_is_what_the_run_said(void **state)
{
    (void)state;
    json_t *runs = sample_runs();
    json_t *run = json_array_get(runs, 0);
    json_t *again = json_deep_copy(run);
    runs_judge(again);
    assert_true(json_equal(json_object_get(run, "requirements"),
                           json_object_get(again, "requirements")));
    static const char *const COUNTS[] = {"cases", "PASS", "INFO", "WARN",
                                         "FAIL",  "SKIP", "ERROR"};
    for (size_t row = 0; row < sizeof COUNTS / sizeof *COUNTS; row++)
        assert_true(json_equal(
            json_object_get(json_object_get(run, "summary"), COUNTS[row]),
            json_object_get(json_object_get(again, "summary"), COUNTS[row])));
    json_decref(again);
    json_decref(runs);
}

static void shards_become_one_run_and_nothing_counts_twice(void **state)
{
    (void)state;
    char text[1024];
    struct err err = {.text = ""};
    json_t *runs = json_array();
    assert_true(load_text(runs, run_text(text, "a", "x", "PASS"), &err));
    assert_true(load_text(runs, run_text(text, "a", "y", "FAIL"), &err));
    assert_true(load_text(runs, run_text(text, "b", "x", "PASS"), &err));
    assert_int_equal(json_array_size(runs), 2);
    const json_t *run = json_array_get(runs, 0);
    const json_t *summary = json_object_get(run, "summary");
    assert_int_equal(json_integer_value(json_object_get(summary, "cases")), 2);
    assert_int_equal(json_integer_value(json_object_get(summary, "FAIL")), 1);
    assert_int_equal(json_integer_value(json_object_get(summary, "status")), 1);
    assert_string_equal(
        json_text(json_array_get(json_object_get(run, "requirements"), 0), "verdict"),
        "FAIL");
    assert_false(load_text(runs, run_text(text, "a", "y", "PASS"), &err));
    assert_non_null(strstr(err.text, "client.final/y of a is in another report"));
    json_decref(runs);
}

static void what_is_no_report_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } ROWS[] = {
        {"", "'[' or '{' expected"},
        {"[1]", "not a report of interim"},
        {"{\"target\":\"a\"}", "not a report of interim"},
        {"{\"target\":\"a\",\"role\":\"client\",\"summary\":{},\"requirements\":[],"
         "\"cases\":[{\"id\":1}]}",
         "not a report of interim"},
        {"{\"target\":\"a\",\"role\":\"client\",\"summary\":{},\"requirements\":[],"
         "\"cases\":[],\"versions\":{\"format\":2}}",
         "written in format 2 by a later interim"},
        {"{\n\"target\": oops}", ":2:"},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof *ROWS; row++) {
        struct err err = {.text = ""};
        json_t *runs = json_array();
        assert_false(load_text(runs, ROWS[row].text, &err));
        print_message("%s\n", err.text);
        assert_non_null(strstr(err.text, ROWS[row].message));
        json_decref(runs);
    }
    struct err err = {.text = ""};
    json_t *runs = json_array();
    assert_false(runs_load(runs, "/nowhere/report.json", &err));
    assert_non_null(strstr(err.text, "/nowhere/report.json"));
    json_decref(runs);
}

/* What a report says goes to terminals and pages, whoever wrote it. */
static void what_a_report_says_is_clean_once_it_is_read(void **state)
{
    static const char TEXT[] =
        "{\"target\":\"a\\u001b[31m\\u202e\",\"role\":\"client\",\"summary\":{},"
        "\"requirements\":[],\"cases\":[{\"id\":\"x\\ny\",\"requirement\":\"\","
        "\"outcome\":\"PASS\",\"transcript\":[],\"log\":{\"text\":\"b\\u0007\\nc\\n\"}}"
        "]}";
    struct err err = {.text = ""};
    json_t *const runs = json_array();
    (void)state;
    if (!load_text(runs, TEXT, &err))
        fail_msg("%s", err.text);
    const json_t *const run = json_array_get(runs, 0);
    const json_t *const test = json_array_get(json_object_get(run, "cases"), 0);
    assert_string_equal(json_text(run, "target"), "a\\x1b[31m\\xe2\\x80\\xae");
    assert_string_equal(json_text(test, "id"), "x\\ny");
    assert_string_equal(json_text(json_object_get(test, "log"), "text"), "b\\x07\nc\n");
    json_decref(runs);
}

static void a_difference_is_worse_better_new_or_gone(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after, *name, *line;
        size_t worse;
    } ROWS[] = {
        {"PASS", "FAIL", "x", "worse   a: client.final/x: PASS -> FAIL (why|)\n", 1},
        {"PASS", "SKIP", "x", "worse   a: client.final/x: PASS -> SKIP (why|)\n", 1},
        {"FAIL", "WARN", "x", "better  a: client.final/x: FAIL -> WARN\n", 0},
        {"FAIL", "FAIL", "x", "", 0},
        {"PASS", "FAIL", "y",
         "gone    a: client.final/x: PASS\nnew     a: client.final/y: FAIL\n", 0},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof *ROWS; row++) {
        char text[1024];
        struct err err = {.text = ""};
        struct buf out;
        json_t *before = json_array();
        json_t *after = json_array();
        buf_init(&out, MAX_OCTETS);
        load_text(before, run_text(text, "a", "x", ROWS[row].before), &err);
        load_text(after, run_text(text, "a", ROWS[row].name, ROWS[row].after), &err);
        assert_int_equal(runs_diff(before, after, &out), ROWS[row].worse);
        assert_string_equal(buf_text(&out), ROWS[row].line);
        buf_fini(&out);
        json_decref(before);
        json_decref(after);
    }
}

static void the_matrix_has_a_row_a_requirement_and_a_column_a_target(void **state)
{
    (void)state;
    char text[1024];
    struct err err = {.text = ""};
    struct buf out;
    json_t *runs = json_array();
    buf_init(&out, MAX_OCTETS);
    load_text(runs, run_text(text, "a|b", "x", "PASS"), &err);
    load_text(runs, run_text(text, "c", "x", "PASS"), &err);
    runs_matrix(runs, &out);
    assert_string_equal(buf_text(&out), "## Role client: 2 targets\n\n"
                                        "| requirement | level | a\\|b 1 | c 1 |\n"
                                        "|---|---|---|---|\n"
                                        "| client.final | must | ok | ok |\n");
    buf_fini(&out);
    json_decref(runs);
}

static void a_slim_run_keeps_the_evidence_of_failures_alone(void **state)
{
    (void)state;
    json_t *runs = sample_runs();
    json_t *run = json_array_get(runs, 0);
    json_t *whole = json_deep_copy(run);
    size_t failures = 0;
    slim_run(run);
    for (size_t at = 0; at < json_array_size(json_object_get(run, "cases")); at++) {
        const json_t *test = json_array_get(json_object_get(run, "cases"), at);
        const json_t *was = json_array_get(json_object_get(whole, "cases"), at);
        const char *outcome = json_text(test, "outcome");
        const bool kept = json_equal(json_object_get(test, "transcript"),
                                     json_object_get(was, "transcript"));
        const size_t left = json_array_size(json_object_get(test, "transcript"));
        if (strcmp(outcome, "FAIL") == 0)
            assert_true(kept);
        if (strcmp(outcome, "PASS") == 0)
            assert_int_equal(left, 0);
        failures += strcmp(outcome, "FAIL") == 0 && left > 0;
    }
    assert_true(failures > 0);
    json_decref(whole);
    json_decref(runs);
}

/* The data of a page is the element's text up to the first end tag, as a browser has
 * it. */
static json_t *runs_of_page(struct octets page)
{
    static const char BEGIN[] = "id=\"runs\">";
    const size_t begin = octets_find(page, OCTETS(BEGIN)) + sizeof BEGIN - 1;
    struct octets rest = octets_slice(page, begin, page.len);
    const size_t end = octets_find(rest, OCTETS("</script"));
    assert_true(end < rest.len);
    assert_true(octets_find(octets_slice(rest, 0, end), OCTETS("<")) >= end);
    json_error_t error;
    json_t *runs = json_loadb((const char *)rest.ptr, end, 0, &error);
    if (!runs)
        fail_msg("%s", error.text);
    return runs;
}

/* What a page leaves out of a case, because its table of requirements has it. */
static void drop_known(json_t *run)
{
    size_t at;
    json_t *test;
    json_array_foreach(json_object_get(run, "cases"), at, test)
    {
        json_object_del(test, "level");
        json_object_del(test, "basis");
        json_object_del(test, "source");
        json_object_del(test, "harm");
    }
}

static void nothing_breaks_out_of_a_page(void **state)
{
    (void)state;
    static const char *const HOSTILE[] = {"</script><script>alert(1)</script>",
                                          "<!--<script>",
                                          "]]>",
                                          "\\u003c/script>",
                                          "&lt;",
                                          "\xe2\x80\xa8\xe2\x80\xa9"};
    for (size_t row = 0; row < sizeof HOSTILE / sizeof *HOSTILE; row++) {
        json_t *runs = sample_runs();
        json_t *run = json_array_get(runs, 0);
        struct buf page;
        buf_init(&page, MAX_OCTETS);
        json_object_set_new(run, "target", json_string(HOSTILE[row]));
        page_open(&page);
        page_run(&page, run, true, true);
        page_run(&page, run, false, false);
        page_close(&page);
        assert_true(octets_find(buf_view(&page), OCTETS("cannot be read")) >= page.len);
        json_t *shown = runs_of_page(buf_view(&page));
        assert_int_equal(json_array_size(shown), 2);
        drop_known(run);
        assert_true(json_equal(json_array_get(shown, 1), run));
        json_decref(shown);
        buf_fini(&page);
        json_decref(runs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_judged_anew_is_what_the_run_said),
        cmocka_unit_test(shards_become_one_run_and_nothing_counts_twice),
        cmocka_unit_test(what_is_no_report_is_refused),
        cmocka_unit_test(what_a_report_says_is_clean_once_it_is_read),
        cmocka_unit_test(a_difference_is_worse_better_new_or_gone),
        cmocka_unit_test(the_matrix_has_a_row_a_requirement_and_a_column_a_target),
        cmocka_unit_test(a_slim_run_keeps_the_evidence_of_failures_alone),
        cmocka_unit_test(nothing_breaks_out_of_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
