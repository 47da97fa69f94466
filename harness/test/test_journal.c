/* SPDX-License-Identifier: MIT */
/* The folder of a fuzzing run: nobody's findings are lost in it, and a journal is
 * followed only by a run of the same inputs. */
#include "base/disk.h"
#include "salvo/claim.h"
#include "salvo/journal.h"
#include "target/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

enum { FILE_OCTETS = 1 << 16 };

static struct folder begin(void)
{
    struct folder folder;
    struct err err;
    if (!folder_make(&folder, "test-journal", &err))
        fail_msg("%s", err.text);
    return folder;
}

static void write_file(const struct folder *folder, const char *name, const char *text)
{
    char path[600];
    struct err err;
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    if (!disk_write(path, octets_of(text), &err))
        fail_msg("%s", err.text);
}

static bool holds(const struct folder *folder, const char *name, const char *text)
{
    char path[600];
    struct buf found;
    struct err err;
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    buf_init(&found, FILE_OCTETS);
    const bool same = disk_read(&found, path, &err) &&
                      octets_equal(buf_view(&found), octets_of(text));
    buf_fini(&found);
    return same;
}

static int claim(const struct folder *folder, unsigned *before)
{
    struct err err;
    const int fd = claim_folder(folder->path, before, &err);
    if (fd < 0)
        fail_msg("%s", err.text);
    return fd;
}

static void what_an_earlier_run_found_is_put_aside(void **state)
{
    struct folder folder = begin();
    unsigned before = 7;
    (void)state;
    assert_int_equal(close(claim(&folder, &before)), 0);
    assert_int_equal(before, 0);
    for (unsigned run = 1; run < 3; run++) {
        char name[64];
        write_file(&folder, "findings/01-proxy.final.input", run == 1 ? "one" : "two");
        write_file(&folder, "findings/mine.txt", "a file of others");
        write_file(&folder, "corpus/000000.capture", "made again from the journal");
        write_file(&folder, "journal", "how");
        assert_int_equal(close(claim(&folder, &before)), 0);
        assert_int_equal(before, run);
        snprintf(name, sizeof name, "before-%u/findings/01-proxy.final.input", run);
        assert_true(holds(&folder, name, run == 1 ? "one" : "two"));
        snprintf(name, sizeof name, "before-%u/journal", run);
        assert_true(holds(&folder, name, "how"));
        assert_false(holds(&folder, "findings/01-proxy.final.input", "one"));
        assert_false(
            holds(&folder, "corpus/000000.capture", "made again from the journal"));
    }
    folder_remove(&folder);
}

static void one_run_at_a_time_has_a_folder(void **state)
{
    struct folder folder = begin();
    struct err err;
    unsigned before;
    (void)state;
    const int fd = claim(&folder, &before);
    write_file(&folder, "findings/01-proxy.final.input", "one");
    assert_int_equal(claim_folder(folder.path, &before, &err), -1);
    assert_non_null(strstr(err.text, "in use by another"));
    assert_true(holds(&folder, "findings/01-proxy.final.input", "one"));
    (void)close(fd);
    assert_int_equal(close(claim(&folder, &before)), 0);
    folder_remove(&folder);
}

static void only_a_journal_of_the_same_inputs_is_followed(void **state)
{
    static const struct {
        const char *text, *says;
        unsigned recipes;
    } ROWS[] = {
        {"interim fuzz journal 3\nrequests\n# title\ng 1\nm 0 2\n", NULL, 2},
        {"interim fuzz journal 3\nrequests\n# title\ng 1\nm 0", NULL, 1},
        {"interim fuzz journal 3\nrequests\n# title\ng 1\nno line\ng 2\n",
         "line 5 of the journal", 1},
        {"interim fuzz journal 3\nresponses\n# title\ng 1\n", "of other inputs", 0},
        {"interim fuzz journal 2\n# title\ng 1\n", "another version", 0},
    };
    struct folder folder = begin();
    char path[600], into[600];
    (void)state;
    snprintf(path, sizeof path, "%s/journal", folder.path);
    snprintf(into, sizeof into, "%s/into", folder.path);
    const struct journal_plan plan = {
        .folder = into, .title = "a\nb", .inputs = "requests", .replay = path};
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct journal journal;
        struct recipe recipe = {.kind = RECIPE_END};
        struct err err;
        unsigned recipes = 0;
        write_file(&folder, "journal", ROWS[row].text);
        assert_true(journal_is_one(path));
        if (journal_open(&journal, &plan, &err))
            for (journal_next(&journal, &recipe); recipe.kind != RECIPE_END;
                 journal_next(&journal, &recipe))
                recipes++;
        else
            journal.failed = true;
        const char *said = recipes > 0 ? journal.err.text : err.text;
        if (journal.failed != (ROWS[row].says != NULL) ||
            recipes != ROWS[row].recipes ||
            (ROWS[row].says && !strstr(said, ROWS[row].says)))
            fail_msg("row %zu: %u recipes, '%s'", row, recipes,
                     journal.failed ? said : "");
        journal_close(&journal);
    }
    folder_remove(&folder);
}

static void a_file_that_cannot_be_written_is_told(void **state)
{
    struct folder folder = begin();
    struct journal journal;
    struct err err;
    (void)state;
    const struct journal_plan plan = {
        .folder = folder.path, .title = "", .inputs = "requests"};
    assert_true(journal_open(&journal, &plan, &err));
    journal_write(&journal, "findings/01-proxy.final.md", OCTETS("all well"));
    assert_false(journal.failed);
    journal_write(&journal, "nowhere/01-proxy.final.md", OCTETS("lost"));
    journal_close(&journal);
    assert_true(journal.failed);
    assert_non_null(strstr(journal.err.text, "nowhere/01-proxy.final.md"));
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_earlier_run_found_is_put_aside),
        cmocka_unit_test(one_run_at_a_time_has_a_folder),
        cmocka_unit_test(only_a_journal_of_the_same_inputs_is_followed),
        cmocka_unit_test(a_file_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
