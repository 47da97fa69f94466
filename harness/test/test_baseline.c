/* SPDX-License-Identifier: MIT */
/* What is known to fail: how it is read, what it excuses, and what it does not. */
#include "base/disk.h"
#include "run/baseline.h"
#include "target/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TODAY "2026-06-15"

static const char CASES[] = "# exchange.one-final\n\n"
                            "## one\n\n"
                            "roles: server\n\n"
                            "One answer.\n\n"
                            "```client\n"
                            "GET {target} HTTP/1.1\n"
                            "Host: {authority}\n"
                            "\n"
                            "```\n"
                            "```expect\n"
                            "server: pass 1xx* final\n"
                            "faults: server no-final-after-1xx\n"
                            "```\n";

/* A catalogue of one case, and a file. */
struct scene {
    struct folder folder;
    struct catalogue catalogue;
    char path[1024];
};

static void scene_init(struct scene *scene)
{
    struct err err = {.text = ""};
    if (!catalogue_load_text(&scene->catalogue, "exchange.one-final", octets_of(CASES),
                             NULL, NULL, NULL, &err))
        fail_msg("%d: %s", err.line, err.text);
    if (!folder_make(&scene->folder, "baseline", &err))
        fail_msg("%s", err.text);
    snprintf(scene->path, sizeof scene->path, "%s/known.txt", scene->folder.path);
}

static void scene_fini(struct scene *scene)
{
    catalogue_fini(&scene->catalogue);
    folder_remove(&scene->folder);
}

static bool load(struct scene *scene, struct baseline *baseline, const char *text,
                 struct err *err)
{
    assert_true(disk_write(scene->path, octets_of(text), err));
    return baseline_load(baseline, scene->path, &scene->catalogue, TODAY, err);
}

static void every_mistake_is_told_with_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } ROWS[] = {
        {"x\n", ":1:2: expected a role"},
        {"# a\n\nx sever exchange.one-final/one FAIL r\n", ":3:3: expected a role"},
        {"x server exchange.one-final/two FAIL r\n",
         ":1:10: expected the id of a case"},
        {"x server exchange.one-final/one PASS r\n", ":1:33: expected FAIL, WARN or"},
        {"x server exchange.one-final/one FAIL\n", ":1:37: expected the reason"},
        {"x server exchange.one-final/one FAIL until=2027-01-01\n",
         ":1:54: expected the reason"},
        {"x server exchange.one-final/one FAIL until=tomorrow r\n",
         ":1:38: expected a day, as in"},
        {"x server exchange.one-final/one FAIL until=2026-06-14 r\n",
         ":1:38: expected a day that has not passed"},
        {"x server exchange.one-final/one FAIL r\nx server exchange.one-final/one WARN "
         "s",
         ":2:1: expected each case of a target once"},
    };
    struct scene scene;
    scene_init(&scene);
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct baseline baseline;
        struct err err = {.text = ""};
        if (load(&scene, &baseline, ROWS[row].text, &err) ||
            !strstr(err.text, ROWS[row].says))
            fail_msg("'%s': expected '%s', found '%s'", ROWS[row].text, ROWS[row].says,
                     err.text);
        baseline_fini(&baseline);
    }
    scene_fini(&scene);
}

static void an_entry_excuses_what_it_names_and_nothing_worse(void **state)
{
    (void)state;
    static const struct {
        const char *entry;
        enum outcome_kind kind;
        enum standing before, after;
    } ROWS[] = {
        {"t server exchange.one-final/one FAIL r", OUTCOME_FAIL, 0, STANDING_XFAIL},
        {"* server exchange.one-final/one FAIL r", OUTCOME_FAIL, 0, STANDING_XFAIL},
        {"u server exchange.one-final/one FAIL r", OUTCOME_FAIL, 0, STANDING_PLAIN},
        {"* client exchange.one-final/one FAIL r", OUTCOME_FAIL, 0, STANDING_PLAIN},
        {"* server exchange.one-final/one FAIL r", OUTCOME_WARN, 0, STANDING_XPASS},
        {"* server exchange.one-final/one FAIL r", OUTCOME_PASS, 0, STANDING_XPASS},
        {"* server exchange.one-final/one FAIL r", OUTCOME_SKIP, 0, STANDING_PLAIN},
        {"* server exchange.one-final/one FAIL r", OUTCOME_ERROR, 0, STANDING_PLAIN},
        {"* server exchange.one-final/one WARN r", OUTCOME_FAIL, 0, STANDING_PLAIN},
        {"* server exchange.one-final/one WARN r\r\n", OUTCOME_WARN, 0, STANDING_XFAIL},
        {"* server exchange.one-final/one ERROR r", OUTCOME_ERROR, 0, STANDING_XFAIL},
        {"* server exchange.one-final/one FAIL until=" TODAY " r", OUTCOME_FAIL, 0,
         STANDING_XFAIL},
        {"* server exchange.one-final/one FAIL r", OUTCOME_FAIL, STANDING_FLAKY,
         STANDING_FLAKY},
    };
    struct scene scene;
    scene_init(&scene);
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        struct baseline baseline;
        struct outcome outcome;
        struct err err = {.text = ""};
        if (!load(&scene, &baseline, ROWS[row].entry, &err))
            fail_msg("%s: %s", ROWS[row].entry, err.text);
        outcome_init(&outcome, &scene.catalogue.cases[0], ROLE_SERVER);
        outcome.kind = ROWS[row].kind;
        outcome.standing = ROWS[row].before;
        baseline_mark(&baseline, "t", &outcome);
        if (outcome.standing != ROWS[row].after)
            fail_msg("%s with %s: found '%s'", ROWS[row].entry,
                     outcome_name(ROWS[row].kind), standing_name(outcome.standing));
        assert_int_equal(outcome.known[0] != '\0',
                         ROWS[row].after == STANDING_XFAIL ||
                             ROWS[row].after == STANDING_XPASS);
        outcome_fini(&outcome);
        baseline_fini(&baseline);
    }
    scene_fini(&scene);
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    struct scene scene;
    struct baseline baseline;
    struct outcome outcome;
    struct buf text;
    struct err err = {.text = ""};
    scene_init(&scene);
    buf_init(&text, 1 << 16);
    outcome_init(&outcome, &scene.catalogue.cases[0], ROLE_SERVER);
    outcome.kind = OUTCOME_FAIL;
    outcome.reason = "a\nb # c";
    struct outcome *const list[] = {&outcome};
    const struct report_run run = {.target = "http://127.0.0.1:1/ x",
                                   .role = ROLE_SERVER,
                                   .outcomes = list,
                                   .outcome_count = 1};
    baseline_head(&text);
    baseline_add(&text, &run);
    if (!load(&scene, &baseline, buf_text(&text), &err))
        fail_msg("%s: %s", buf_text(&text), err.text);
    assert_int_equal(baseline.count, 1);
    assert_string_equal(baseline.entries[0].target, "*");
    assert_string_equal(baseline.entries[0].reason, "a\\nb # c");
    outcome_fini(&outcome);
    baseline_fini(&baseline);
    buf_fini(&text);
    scene_fini(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_told_with_line_and_column),
        cmocka_unit_test(an_entry_excuses_what_it_names_and_nothing_worse),
        cmocka_unit_test(what_is_written_can_be_read),
    };
    return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
