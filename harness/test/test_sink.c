/* SPDX-License-Identifier: MIT */
/* Report files: whole or not there. */
#include "run/sink.h"
#include "test/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* ---------------------------------------------------------------- report files */

static void make_folder(char *path, size_t size)
{
    snprintf(path, size, "/tmp/interim-test-run-XXXXXX");
    assert_non_null(mkdtemp(path));
}

static bool exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

/* Opens a report at path and writes the sample to it. */
static bool write_report(const char *path, struct sink *sink, struct err *err)
{
    struct sample sample;
    const struct sink_request request = {&REPORT_JSON, path};
    if (!sink_open(sink, &request, (struct report_style){.quiet = false}, 1, err))
        return false;
    sample_init(&sample);
    sink_begin(sink, &sample.run);
    sink_end(sink, &sample.run);
    sample_fini(&sample);
    return sink_close(sink, err);
}

static void a_report_has_its_name_when_it_is_whole(void **state)
{
    (void)state;
    char folder[64];
    char path[128];
    struct sink sink;
    struct err err;
    make_folder(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/report.json", folder);
    const struct sink_request request = {&REPORT_JSON, path};
    assert_true(
        sink_open(&sink, &request, (struct report_style){.quiet = false}, 1, &err));
    assert_false(exists(path));
    assert_true(exists(sink.temporary));
    sink_abandon(&sink);
    assert_true(write_report(path, &sink, &err));
    assert_true(exists(path));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0); /* nothing was left behind */
}

static void a_path_that_cannot_be_written_is_told_before_the_run(void **state)
{
    (void)state;
    static const char *const PATHS[] = {"/nonexistent/report", "/", "",
                                        "/proc/version"};
    for (size_t row = 0; row < COUNT_OF(PATHS); row++) {
        struct sink sink;
        struct err err = {.text = ""};
        const struct sink_request request = {&REPORT_JSON, PATHS[row]};
        if (sink_open(&sink, &request, (struct report_style){.quiet = false}, 1, &err))
            fail_msg("'%s' was opened", PATHS[row]);
        assert_string_not_equal(err.text, "");
        sink_abandon(&sink);
    }
}

static void a_full_disk_is_an_error_and_not_a_short_report(void **state)
{
    (void)state;
    struct sink sink;
    struct err err = {.text = ""};
    assert_false(write_report("/dev/full", &sink, &err));
    assert_non_null(strstr(err.text, "No space left"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_has_its_name_when_it_is_whole),
        cmocka_unit_test(a_path_that_cannot_be_written_is_told_before_the_run),
        cmocka_unit_test(a_full_disk_is_an_error_and_not_a_short_report),
    };
    return cmocka_run_group_tests_name("sink", tests, NULL, NULL);
}
