/* SPDX-License-Identifier: MIT */
/* Options: what is understood, what is refused, and what reproduces a case. */
#include "run/option.h"
#include "run/option_value.h"
#include "run/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* ---------------------------------------------------------------- options */

static bool parse(struct options *options, unsigned verb, const char *const *words,
                  struct err *err)
{
    const char *argv[16];
    int argc = 0;
    while (words[argc]) {
        argv[argc] = words[argc];
        argc++;
    }
    argv[argc] = NULL;
    return options_parse(options, verb, argc, argv, err);
}

static void formats_and_outputs_go_in_pairs(void **state)
{
    (void)state;
    static const struct {
        const char *words[12];
        size_t count; /* of reports, standard output included */
        struct {
            const char *format, *path;
        } reports[3];
    } ROWS[] = {
        {{"run", "x"}, 1, {{"text", "-"}}},
        {{"run", "--format", "tap", "x"}, 1, {{"tap", "-"}}},
        {{"run", "-o", "a.json", "x"}, 2, {{"json", "a.json"}, {"text", "-"}}},
        {{"run", "-o", "a", "x"}, 2, {{"text", "a"}, {"text", "-"}}},
        {{"run", "-o", "-", "x"}, 1, {{"text", "-"}}},
        {{"run", "--format", "junit", "-o", "a", "--format", "json", "-o", "-", "x"},
         2,
         {{"junit", "a"}, {"json", "-"}}},
        {{"run", "--format", "tap", "-o", "a.xml", "-o", "b.xml", "x"},
         3,
         {{"tap", "a.xml"}, {"junit", "b.xml"}, {"text", "-"}}},
        {{"run", "--format", "tap", "--format", "junit", "-o", "b"},
         2,
         {{"tap", "-"}, {"junit", "b"}}},
    };
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct options options;
        struct err err;
        if (!parse(&options, OF_RUN, ROWS[row].words, &err))
            fail_msg("row %zu: %s", row, err.text);
        assert_int_equal(options.settings.report_count, ROWS[row].count);
        for (size_t at = 0; at < ROWS[row].count; at++) {
            assert_string_equal(options.reports[at].writer->name,
                                ROWS[row].reports[at].format);
            assert_string_equal(options.reports[at].path, ROWS[row].reports[at].path);
        }
        options_fini(&options);
    }
}

static void what_cannot_be_understood_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        unsigned verb;
        const char *words[8];
        const char *says;
    } ROWS[] = {
        {OF_RUN, {"run", "--nonsense"}, "unknown option"},
        {OF_RUN, {"run", "--trigger", "/x"}, "unknown option"},
        {OF_RUN, {"run", "--only"}, "needs a value"},
        {OF_RUN,
         {"run", "--format", "yaml"},
         "text, tap, junit, json, html, markdown, sarif, badge or pcap"},
        {OF_RUN, {"run", "--format", "tap", "--format", "json"}, "two reports"},
        {OF_RUN, {"run", "-o", "report.pdf"}, ".sarif, .svg or .pcap"},
        {OF_RUN, {"run", "--jobs", "0"}, "at least 1"},
        {OF_RUN, {"run", "--jobs", "many"}, "expected a number"},
        {OF_RUN, {"run", "--min", "-1"}, "expected a number"},
        {OF_RUN, {"run", "--level", "musst"}, "unknown level"},
        {OF_RUN, {"run", "--time-scale", "0"}, "from 0.01"},
        {OF_RUN, {"run", "--time-scale", "1e3"}, "from 0.01"},
        {OF_RUN, {"run", "--deadline", "5"}, "10s or 500ms"},
        {OF_RUN, {"run", "--strict=yes"}, "--strict"},
    };
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct options options;
        struct err err = {.text = ""};
        if (parse(&options, ROWS[row].verb, ROWS[row].words, &err))
            fail_msg("row %zu was understood", row);
        if (!strstr(err.text, ROWS[row].says))
            fail_msg("row %zu: expected \"%s\", found \"%s\"", row, ROWS[row].says,
                     err.text);
        options_fini(&options);
    }
}

static void a_case_is_reproduced_without_what_is_about_the_report(void **state)
{
    (void)state;
    static const struct {
        unsigned verb;
        const char *words[16];
        const char *command, *arguments;
    } ROWS[] = {
        {OF_CLIENT,
         {"client", "--jobs", "2", "--only", "x", "-o", "f", "--", "curl", "-s",
          "a b'c", "{url}"},
         "interim client",
         " -- curl -s 'a b'\\''c' {url}"},
        {OF_CLIENT,
         {"client", "--driver", "node x.js", "--quiet"},
         "interim client --driver 'node x.js'",
         ""},
        {OF_GATEWAY,
         {"gateway", "--origin", "h:1", "--strict", "--time-scale", "2", "http://h/"},
         "interim gateway --origin h:1 --time-scale 2",
         " http://h/"},
    };
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct options options;
        struct err err;
        assert_true(parse(&options, ROWS[row].verb, ROWS[row].words, &err));
        assert_string_equal(options.repeat_command, ROWS[row].command);
        assert_string_equal(options.repeat_arguments, ROWS[row].arguments);
        options_fini(&options);
    }
}

/* What stands in --help and in the manual can be typed as it stands there. */
static void every_option_has_an_example_that_is_understood(void **state)
{
    (void)state;
    for (unsigned at = 0; at < OPTION_COUNT; at++) {
        const struct option_row *row = option_row((enum option)at);
        struct arena arena;
        struct err err = {.text = ""};
        arena_init(&arena);
        const char *const *words = options_words(&arena, row->example, &err);
        if (!words || !strstr(words[0], row->letter ? "-" : row->word) ||
            (words[1] != NULL) != (row->argument != NULL) || !row->help[0])
            fail_msg("--%s: its example is '%s'", row->word, row->example);
        for (unsigned verb = 1; verb < OF_EVERY; verb <<= 1) {
            const char *line[8] = {"verb"};
            struct options options;
            size_t count = 1;
            for (size_t word = 0; words[word]; word++)
                line[count++] = words[word];
            if (!(row->verbs & verb))
                continue;
            if (!parse(&options, verb, line, &err))
                fail_msg("%s: %s", row->example, err.text);
            options_fini(&options);
        }
        arena_fini(&arena);
    }
}

static void values_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned ms; /* 0: refused */
    } TIMES[] = {{"500ms", 500}, {"10s", 10000}, {"2m", 120000}, {"0s", 0}, {"s", 0},
                 {"10", 0},      {"10 s", 0},    {"-1s", 0},     {"61m", 0}};
    static const struct {
        const char *text;
        double factor; /* 0: refused */
    } FACTORS[] = {{"1", 1},       {"0.5", 0.5}, {"2.25", 2.25}, {"1000", 1000},
                   {"0.01", 0.01}, {"0.0", 0},   {"1001", 0},    {".5", 0},
                   {"5.", 0},      {"1,5", 0},   {"nan", 0},     {"", 0}};
    for (size_t row = 0; row < COUNT_OF(TIMES); row++) {
        unsigned ms = 0;
        if (option_time_ms(TIMES[row].text, &ms) != (TIMES[row].ms > 0) ||
            (TIMES[row].ms && ms != TIMES[row].ms))
            fail_msg("%s: expected %u, found %u", TIMES[row].text, TIMES[row].ms, ms);
    }
    for (size_t row = 0; row < COUNT_OF(FACTORS); row++) {
        double factor = 0;
        const bool ok = option_factor(FACTORS[row].text, &factor);
        if (ok != (FACTORS[row].factor > 0) ||
            (ok && (factor < FACTORS[row].factor * 0.999 ||
                    factor > FACTORS[row].factor * 1.001)))
            fail_msg("%s: expected %f, found %f", FACTORS[row].text,
                     FACTORS[row].factor, factor);
    }
}

static void a_command_is_split_as_a_shell_does(void **state)
{
    (void)state;
    struct arena arena;
    struct err err;
    arena_init(&arena);
    const char *const *words =
        options_words(&arena, "curl -H \"A: b\" 'c d' e\\ f {url}", &err);
    static const char *const EXPECTED[] = {"curl", "-H", "A: b", "c d", "e f", "{url}"};
    assert_non_null(words);
    for (size_t at = 0; at < COUNT_OF(EXPECTED); at++)
        assert_string_equal(words[at], EXPECTED[at]);
    assert_null(words[COUNT_OF(EXPECTED)]);
    assert_null(options_words(&arena, "curl 'open", &err));
    assert_null(options_words(&arena, "  ", &err));
    arena_fini(&arena);
}

/* Help is prose of the table: it has to name what the writers are. */
static void help_names_every_format_and_suffix(void **state)
{
    (void)state;
    for (size_t row = 0; REPORT_WRITERS[row]; row++) {
        const char *const name = REPORT_WRITERS[row]->name;
        const char *const suffix = REPORT_WRITERS[row]->suffix;
        if (!strstr(option_row(OPTION_FORMAT)->help, name) ||
            !strstr(option_row(OPTION_MERGE_FORMAT)->help, name))
            fail_msg("--format: no %s", name);
        if (!strstr(option_row(OPTION_OUTPUT)->help, suffix) ||
            !strstr(option_row(OPTION_MERGE_OUTPUT)->help, suffix))
            fail_msg("-o: no %s", suffix);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_and_outputs_go_in_pairs),
        cmocka_unit_test(what_cannot_be_understood_is_refused_with_a_reason),
        cmocka_unit_test(a_case_is_reproduced_without_what_is_about_the_report),
        cmocka_unit_test(every_option_has_an_example_that_is_understood),
        cmocka_unit_test(help_names_every_format_and_suffix),
        cmocka_unit_test(values_are_read_whole_or_not_at_all),
        cmocka_unit_test(a_command_is_split_as_a_shell_does),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
