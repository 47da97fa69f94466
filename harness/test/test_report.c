/* SPDX-License-Identifier: MIT */
/* Reports: they say what they should, and stay valid whatever a target sent. */
#include "base/disk.h"
#include "base/root.h"
#include "test/sample.h"
#include "test/wellformed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { REPORT_MAX_OCTETS = 1 << 24 };

static const struct report_style PLAIN = {false, false, false};

/* ---------------------------------------------------------------- golden samples */

/* With UPDATE_SAMPLES in the environment the samples are written instead. */
static void compare_sample(const struct report_writer *writer, const char *name)
{
    char relative[64];
    char path[1024];
    struct sample sample;
    struct buf made;
    struct buf golden;
    struct err err;
    buf_init(&made, REPORT_MAX_OCTETS);
    buf_init(&golden, REPORT_MAX_OCTETS);
    snprintf(relative, sizeof relative, "reports/samples/%s", name);
    root_path(path, sizeof path, relative);
    sample_init(&sample);
    sample_write(&sample, writer, PLAIN, 1, &made);
    if (getenv("UPDATE_SAMPLES"))
        assert_true(disk_write(path, buf_view(&made), &err));
    if (!disk_read(&golden, path, &err))
        fail_msg("%s: run this test with UPDATE_SAMPLES=1, and read the diff",
                 err.text);
    assert_string_equal(buf_text(&made), buf_text(&golden));
    sample_fini(&sample);
    buf_fini(&golden);
    buf_fini(&made);
}

static void every_format_equals_its_golden_sample(void **state)
{
    (void)state;
    compare_sample(&REPORT_TEXT, "gateway.txt");
    compare_sample(&REPORT_TAP, "gateway.tap");
    compare_sample(&REPORT_JUNIT, "gateway.xml");
    compare_sample(&REPORT_JSON, "gateway.json");
    compare_sample(&REPORT_MARKDOWN, "gateway.md");
    compare_sample(&REPORT_SARIF, "gateway.sarif");
    compare_sample(&REPORT_BADGE, "gateway.svg");
}

/* ---------------------------------------------------------------- validity */

/* Puts text wherever a report has text. */
static void poison(struct sample *sample, const char *text)
{
    static struct tap_entry entry = {.kind = TAP_RECEIVED};
    sample->run.target = text;
    sample->run.version = text;
    sample->run.arguments = text;
    entry.octets = octets_of(text);
    for (size_t row = 0; row < SAMPLE_COUNT; row++) {
        struct outcome *outcome = &sample->outcomes[row];
        sample->tests[row].why = text;
        outcome->reason = text;
        outcome->expected = text;
        outcome->actual = text;
        outcome->round = text;
        outcome->rounds_list = text;
        outcome->transcript = &entry;
        outcome->transcript_count = 1;
    }
}

static void assert_all_valid(const struct sample *sample, size_t runs)
{
    for (size_t row = 0; REPORT_WRITERS[row]; row++) {
        struct buf out;
        buf_init(&out, REPORT_MAX_OCTETS);
        sample_write(sample, REPORT_WRITERS[row], PLAIN, runs, &out);
        wellformed_assert(REPORT_WRITERS[row], buf_view(&out), runs);
        buf_fini(&out);
    }
}

static void every_format_is_valid_for_one_target_and_for_several(void **state)
{
    (void)state;
    struct sample sample;
    sample_init(&sample);
    assert_all_valid(&sample, 1);
    assert_all_valid(&sample, 3);
    sample_fini(&sample);
}

static void every_format_is_valid_whatever_octets_a_target_sends(void **state)
{
    (void)state;
    static const char *const HOSTILE[] = {
        "]]>",
        "</failure><testcase>",
        "&lt;&#0;<!-- -->",
        "\"\\\"",
        "\\",
        "# SKIP # TODO\nnot ok 999\nBail out!\n1..0",
        "  ...\n  ---\n",
        "\033[31m\b\a\v\f\r",
        "\xff\xfe\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80",
        "\xef\xbf\xbe\xef\xbf\xbf\xef\xb7\x90",
        "\302\23331m\302\205\342\200\250\342\200\256",
        "\xe2\x82",
        "%s%n%1000000d",
    };
    struct sample sample;
    sample_init(&sample);
    for (size_t row = 0; row < sizeof HOSTILE / sizeof HOSTILE[0]; row++) {
        poison(&sample, HOSTILE[row]);
        assert_all_valid(&sample, 1);
    }
    for (unsigned value = 1; value < 256; value++) {
        const char text[] = {'a', (char)value, 'b', '\0'};
        poison(&sample, text);
        assert_all_valid(&sample, 1);
    }
    sample_fini(&sample);
}

static void no_reason_becomes_a_directive_of_tap(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out;
    buf_init(&out, REPORT_MAX_OCTETS);
    sample_init(&sample);
    poison(&sample, "a # TODO \\ b");
    sample_write(&sample, &REPORT_TAP, PLAIN, 1, &out);
    assert_non_null(strstr(buf_text(&out), "# SKIP a \\# TODO \\\\ b\n"));
    sample_fini(&sample);
    buf_fini(&out);
}

static void a_target_that_is_not_installed_is_a_skip_in_every_format(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out;
    buf_init(&out, REPORT_MAX_OCTETS);
    sample_init(&sample);
    sample.run.trouble = "not installed";
    sample.run.skipped = true;
    assert_all_valid(&sample, 2);
    sample_write(&sample, &REPORT_JUNIT, PLAIN, 1, &out);
    assert_non_null(strstr(buf_text(&out), "<skipped message=\"not installed\">"));
    assert_non_null(strstr(buf_text(&out), "errors=\"1\" skipped=\"2\""));
    buf_clear(&out);
    sample_write(&sample, &REPORT_TAP, PLAIN, 1, &out);
    assert_non_null(strstr(buf_text(&out), "could be tested # SKIP not installed"));
    sample_fini(&sample);
    buf_fini(&out);
}

static void a_target_that_cannot_be_tested_is_an_error_in_every_format(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out;
    buf_init(&out, REPORT_MAX_OCTETS);
    sample_init(&sample);
    sample.run.trouble = "Connection refused";
    sample.run.outcome_count = 0;
    report_judge(sample.list, 0, false, sample.verdicts, &sample.run.summary);
    for (size_t row = 0; REPORT_WRITERS[row]; row++) {
        const struct report_writer *writer = REPORT_WRITERS[row];
        struct report_state at = {.runs = 1};
        if (!writer->end) /* packets alone */
            continue;
        buf_clear(&out);
        if (writer->open)
            writer->open(&at, &out);
        writer->end(&sample.run, &at, &out);
        if (writer->close)
            writer->close(&at, &out);
        /* A badge has room for the fact alone. */
        const char *const reason =
            writer == &REPORT_BADGE ? "not tested" : "Connection refused";
        if (octets_find(buf_view(&out), octets_of(reason)) == SIZE_MAX)
            fail_msg("%s does not say why: %s", writer->name, buf_text(&out));
    }
    sample_fini(&sample);
    buf_fini(&out);
}

/* ---------------------------------------------------------------- verdicts */

static void a_verdict_is_the_worst_that_was_seen(void **state)
{
    (void)state;
    static const struct {
        enum requirement requirement;
        enum outcome_kind kind;
        const char *why;
    } ROWS[] = {
        {REQUIREMENT_EXCHANGE_ONE_FINAL, OUTCOME_PASS, "its case passed"},
        {REQUIREMENT_INTERIM_NO_CONTENT_LENGTH, OUTCOME_FAIL, "a finding of its case"},
        {REQUIREMENT_PROXY_FINAL, OUTCOME_FAIL, "its case's pattern"},
        {REQUIREMENT_PROXY_FORWARD, OUTCOME_WARN, "a should"},
        {REQUIREMENT_PROXY_BURST, OUTCOME_INFO, "advice"},
        {REQUIREMENT_PROXY_CACHE, OUTCOME_SKIP, "a skip shows nothing: untested"},
        {REQUIREMENT_PROXY_ONE_FINAL, OUTCOME_SKIP, "an error shows nothing: untested"},
        {REQUIREMENT_CLIENT_FINAL, OUTCOME_SKIP, "no case: untested"},
    };
    struct sample sample;
    sample_init(&sample);
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        if (sample.verdicts[ROWS[row].requirement].kind != ROWS[row].kind)
            fail_msg("%s: expected %s, found %s (%s)",
                     requirement_row(ROWS[row].requirement)->id,
                     outcome_name(ROWS[row].kind),
                     outcome_name(sample.verdicts[ROWS[row].requirement].kind),
                     ROWS[row].why);
    sample_fini(&sample);
}

static void a_finding_of_another_requirement_leaves_the_cases_own_untested(void **state)
{
    (void)state;
    struct sample sample;
    sample_init(&sample);
    sample.tests[1].requirement = "proxy.hop-by-hop";
    sample_judge(&sample);
    assert_int_equal(sample.verdicts[REQUIREMENT_INTERIM_NO_CONTENT_LENGTH].kind,
                     OUTCOME_FAIL);
    assert_int_equal(sample.verdicts[REQUIREMENT_PROXY_HOP_BY_HOP].kind, OUTCOME_SKIP);
    assert_int_equal(sample.verdicts[REQUIREMENT_PROXY_HOP_BY_HOP].asked, 1);
    sample_fini(&sample);
}

static void a_verdict_counts_the_cases_that_showed_it(void **state)
{
    (void)state;
    struct sample sample;
    sample_init(&sample);
    sample.outcomes[0].kind = OUTCOME_WARN;
    sample.outcomes[0].requirement = REQUIREMENT_PROXY_FORWARD;
    sample_judge(&sample);
    assert_int_equal(sample.verdicts[REQUIREMENT_PROXY_FORWARD].cases, 2);
    assert_int_equal(sample.run.summary.count[OUTCOME_WARN], 2);
    sample_fini(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_equals_its_golden_sample),
        cmocka_unit_test(every_format_is_valid_for_one_target_and_for_several),
        cmocka_unit_test(every_format_is_valid_whatever_octets_a_target_sends),
        cmocka_unit_test(no_reason_becomes_a_directive_of_tap),
        cmocka_unit_test(a_target_that_is_not_installed_is_a_skip_in_every_format),
        cmocka_unit_test(a_target_that_cannot_be_tested_is_an_error_in_every_format),
        cmocka_unit_test(a_verdict_is_the_worst_that_was_seen),
        cmocka_unit_test(
            a_finding_of_another_requirement_leaves_the_cases_own_untested),
        cmocka_unit_test(a_verdict_counts_the_cases_that_showed_it),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
