/* SPDX-License-Identifier: MIT */
/* interim cases: what its forms print, and what it says to bad input. */
#include "test/spawn.h"

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

enum { PATIENCE_MS = 60000, WORDS_MAX = 10 };

static char folder[64];

static void write_file(const char *name, const char *text)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    char path[160];
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/interim-test-cases-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/interim", folder);
    assert_int_equal(mkdir(path, 0777), 0);
    write_file("README.md", "# not a case\n");
    write_file("interim/interim.count.md",
               "# interim.count\n\n## five\n\nroles: client, gateway\nfor: n = 5, 6\n\n"
               "Five are many. More are more.\n\n```client\nGET {target} HTTP/1.1\n\n"
               "```\n```do\norigin waits request\n```\n```origin repeat={n}\n"
               "HTTP/1.1 102 Processing\n\n```\n```expect\nclient: pass delivered\n"
               "gateway: pass 102{{n}} 200\n```\n");
    write_file("wrong.md", "# interim.count\n\n## one\n\nroles: nobody\n\n```client\n"
                           "\xc3\xa9 \n```\n");
    return 0;
}

static int tear_down(void **state)
{
    static const char *const FILES[] = {"README.md", "wrong.md",
                                        "interim/interim.count.md"};
    char path[160];
    (void)state;
    for (size_t at = 0; at < sizeof FILES / sizeof FILES[0]; at++) {
        snprintf(path, sizeof path, "%s/%s", folder, FILES[at]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/interim", folder);
    rmdir(path);
    return rmdir(folder);
}

static const struct {
    const char *words[WORDS_MAX]; /* {dir}: the folder, {wrong}: the malformed file */
    int status;
    const char *out, *err; /* what standard output and error hold; "" in none */
    const char *why;
} RUNS[] = {
    {{"list", "--cases", "{dir}/interim"},
     0,
     "interim.count/five                               client, gateway        Five are "
     "many.\n",
     "",
     "a line a case, up to the first full stop"},
    {{"list", "--cases", "{dir}/interim", "--role", "proxy"},
     2,
     "",
     "interim cases: the selection is empty: none of the 1 cases",
     "nothing for this role"},
    {{"list", "--cases", "{dir}/interim", "--skip", "five"},
     2,
     "",
     "the selection is empty",
     "all skipped"},
    {{"list", "--cases", "{dir}/interim", "--requirement", "interim.count"},
     0,
     "interim.count/five",
     "",
     "of a requirement"},
    {{"list", "--cases", "{dir}/interim", "--json"},
     0,
     "\"id\":\"interim.count/five\"",
     "",
     "as JSON"},
    {{"list", "five"}, 2, "", "list takes no argument 'five'", "an argument too many"},
    {{"list", "--role", "cache"},
     2,
     "",
     "expected --role server, client, gateway or proxy, found 'cache'",
     "an unknown role"},
    {{"list", "--colour"}, 2, "", "unknown option '--colour'", "an unknown option"},
    {{"list", "--only"}, 2, "", "--only needs a value", "a missing argument"},
    {{"list", "--cases", "/nonexistent"},
     2,
     "",
     "/nonexistent: cannot be read: No such file or directory",
     "no folder"},
    {{"show", "interim.count/five", "--cases", "{dir}/interim"},
     0,
     "  rounds     2: n=5, n=6\n  shown      n=5\n",
     "",
     "the first round"},
    {{"show", "interim.count/five", "--cases", "{dir}/interim", "--round", "n=6"},
     0,
     "    17  origin sends, 6 times\n             ~ HTTP/1.1 102 Processing\\r\\n\n",
     "",
     "another round"},
    {{"show", "interim.count/five", "--cases", "{dir}/interim", "--round", "n=7"},
     2,
     "",
     "interim.count/five has no round 'n=7' (it has 'n=5' and so on)",
     "an unknown round"},
    {{"show", "--cases", "{dir}/interim"}, 2, "", "show needs the id", "no id"},
    {{"show", "five", "--cases", "{dir}/interim"},
     2,
     "",
     "unknown case 'five'",
     "an unknown id"},
    {{"export", "--cases", "{dir}/interim"},
     0,
     "{\"octets\":\"HTTP/1.1 102 Processing\\\\r\\\\n\\\\r\\\\n\",\"interim\":true}",
     "",
     "octets are visible, and known as interim"},
    {{"lint", "{dir}/interim"}, 0, ": 1 cases, no mistakes\n", "", "no mistakes"},
    {{"lint", "{dir}/interim/interim.count.md"}, 0, ": 1 cases, ", "", "one file"},
    {{"lint", "{wrong}"},
     2,
     "wrong.md:8:1: expected printable ASCII, found the octet 0xc3 (write \\xc3)\n",
     "",
     "a mistake inside a fence"},
    {{"lint", "{dir}"},
     2,
     "wrong.md:5:8: expected roles, separated by commas: server, client, gateway, "
     "proxy, "
     "found 'nobody'\n",
     "",
     "a folder with a mistake"},
    {{"lint", "--json", "{wrong}"},
     2,
     "\"line\": 5,\n   \"column\": 8,\n",
     "",
     "mistakes as JSON"},
    {{"lint", "--coverage", "--cases", "{dir}/interim"},
     1,
     "interim.no-content-length       no case\n",
     "",
     "requirements without a case"},
    {{"lint", "--coverage", "--json", "--cases", "{dir}/interim"},
     1,
     "\"requirement\": \"interim.count\",\n   \"cases\": 1,",
     "",
     "coverage as JSON"},
    {{"lint", "--coverage", "{dir}"},
     2,
     "",
     "--coverage is about a whole",
     "of a file"},
    {{"burn"},
     2,
     "",
     "expected list, show, lint, export or from-finding, found 'burn'",
     "a form"},
    {{NULL}, 2, "", "expected list, show, lint, export or from-finding", "no form"},
};

static void fill_in(char *out, size_t size, const char *word)
{
    if (strcmp(word, "{wrong}") == 0)
        snprintf(out, size, "%s/wrong.md", folder);
    else if (strncmp(word, "{dir}", 5) == 0)
        snprintf(out, size, "%s%s", folder, word + 5);
    else
        snprintf(out, size, "%s", word);
}

static bool holds(struct buf *buf, const char *text)
{
    return text[0] ? strstr(buf_text(buf), text) != NULL : buf->len == 0;
}

static void fail_row(size_t row, struct spawn *spawn)
{
    print_error("%s:\nexpected status %d, output\n%s\nand error\n%s\n", RUNS[row].why,
                RUNS[row].status, RUNS[row].out, RUNS[row].err);
    print_error("found status %d, output\n%s\nand error\n%s\n", spawn->status,
                buf_text(&spawn->out), buf_text(&spawn->err));
    fail();
}

static void each_form_prints_what_is_asked_and_says_what_is_wrong(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof RUNS / sizeof RUNS[0]; row++) {
        char filled[WORDS_MAX][200];
        const char *words[WORDS_MAX + 2] = {"cases"};
        struct spawn spawn;
        for (size_t at = 0; at < WORDS_MAX && RUNS[row].words[at]; at++) {
            fill_in(filled[at], sizeof filled[at], RUNS[row].words[at]);
            words[at + 1] = filled[at];
        }
        spawn_start(&spawn, words, SPAWN_READ);
        spawn_wait(&spawn, PATIENCE_MS);
        if (spawn.status != RUNS[row].status || !holds(&spawn.out, RUNS[row].out) ||
            !holds(&spawn.err, RUNS[row].err))
            fail_row(row, &spawn);
        spawn_fini(&spawn);
    }
}

static void output_that_cannot_be_written_is_told(void **state)
{
    static const enum spawn_stdout HOW[] = {SPAWN_FULL, SPAWN_CLOSED};
    static const char *const WORDS[] = {"cases", "export", NULL};
    (void)state;
    for (size_t row = 0; row < sizeof HOW / sizeof HOW[0]; row++) {
        struct spawn spawn;
        spawn_start(&spawn, WORDS, HOW[row]);
        spawn_wait(&spawn, PATIENCE_MS);
        assert_int_not_equal(spawn.status, 0);
        assert_true(spawn.status < 128);
        assert_non_null(strstr(buf_text(&spawn.err), "standard output"));
        spawn_fini(&spawn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_prints_what_is_asked_and_says_what_is_wrong),
        cmocka_unit_test(output_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests_name("cmd_cases", tests, set_up, tear_down);
}
