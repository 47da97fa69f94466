/* SPDX-License-Identifier: MIT */
/* interim check as a user meets it: files, standard input, exit statuses. */
#include "test/spawn.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000, WORDS = 8 };

static const struct {
    const char *name, *octets;
} FILES[] = {
    {"good",
     "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    {"bad", "HTTP/1.1 102 Processing\r\nContent-Length: 0\r\n\r\n"
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    {"advice", "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    {"begun", "HTTP/1.1 102 Processing\r\n\r\n"},
    {"empty", ""},
    {"request", "GET / HTTP/1.0\r\n\r\n"},
    {"garbage", "\x01\x02\x03\r\n"},
};
enum { FILE_COUNT = sizeof FILES / sizeof FILES[0] };

static char FOLDER[] = "/tmp/interim-check-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(FOLDER) || chdir(FOLDER) != 0)
        return -1;
    for (size_t row = 0; row < FILE_COUNT; row++) {
        FILE *file = fopen(FILES[row].name, "wb");
        if (!file)
            return -1;
        fputs(FILES[row].octets, file);
        fclose(file);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t row = 0; row < FILE_COUNT; row++)
        unlink(FILES[row].name);
    return chdir("/") == 0 && rmdir(FOLDER) == 0 ? 0 : -1;
}

static void every_command_line_has_its_exit_status_and_words(void **state)
{
    static const struct {
        const char *words[WORDS];
        int status;
        const char *out, *err; /* what must be there */
        const char *why;
    } ROWS[] = {
        {{"good"}, 0, "exchange 1: 102 200\n", "", "nothing to find"},
        {{"--format", "text", "good"}, 0, "no findings\n", "", "the same, by name"},
        {{"bad"}, 1, "interim.no-content-length", "", "a must-not"},
        {{"--format", "json", "bad"}, 1, "\"offset\": 25", "", "as JSON"},
        {{"advice"}, 0, "interim.no-stray-crlf", "", "advice alone does not fail"},
        {{"begun"},
         1,
         "exchange 1: 102, no final response\n",
         "",
         "the end is a close"},
        {{"--open", "begun"}, 0, "no findings\n", "", "... unless it is not"},
        {{"--format=json", "--open", "begun"}, 0, "\"final\": null", "", "as JSON"},
        {{"empty"}, 1, "exchange.one-final", "", "no answer at all"},
        {{"empty"}, 1, "    (FILE holds no octet)\n", "", "... and no octet to mark"},
        {{"--request", "request", "good"},
         1,
         "http10.no-interim",
         "",
         "other requests"},
        {{"--request", "garbage", "good"},
         2,
         "",
         "octet 4 of the requests",
         "no request"},
        {{"--request", "empty", "good"}, 2, "", "no request in it", "none at all"},
        {{"--request", "absent", "good"},
         2,
         "",
         "absent: No such file",
         "no such file"},
        {{"--request", "-", "-"},
         2,
         "",
         "cannot both come from",
         "both from one place"},
        {{"absent"}, 2, "", "absent: No such file or directory", "no such file"},
        {{"."}, 2, "", ".: Is a directory", "a directory"},
        {{NULL}, 2, "", "the file of response octets is missing", "nothing"},
        {{"good", "bad"}, 2, "", "unexpected argument 'bad'", "too much"},
        {{"--nonsense", "good"},
         2,
         "",
         "unknown option '--nonsense'",
         "unknown option"},
        {{"--format", "xml", "good"}, 2, "", "unknown format 'xml'", "unknown format"},
        {{"--request"},
         2,
         "",
         "--request needs a value",
         "an option without its value"},
        {{"--help"}, 0, "interim check [OPTION...] FILE|-", "", "help"},
    };
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        const char *words[WORDS + 2] = {"check"};
        struct spawn spawn;
        memcpy(words + 1, ROWS[row].words, sizeof ROWS[row].words);
        spawn_start(&spawn, words, SPAWN_READ);
        spawn_wait(&spawn, PATIENCE_MS);
        const char *out = buf_text(&spawn.out);
        const char *err = buf_text(&spawn.err);
        if (spawn.status != ROWS[row].status || !strstr(out, ROWS[row].out) ||
            !strstr(err, ROWS[row].err) || (ROWS[row].err[0] == '\0' && err[0] != '\0'))
            fail_msg("%s: expected status %d, \"%s\" and \"%s\"; found %d, \"%s\" and "
                     "\"%s\"",
                     ROWS[row].why, ROWS[row].status, ROWS[row].out, ROWS[row].err,
                     spawn.status, out, err);
        spawn_fini(&spawn);
    }
}

static void standard_input_is_a_file_like_any_other(void **state)
{
    static const char *const FROM[] = {"check", "-", NULL};
    struct spawn spawn;
    (void)state;
    const int saved = dup(STDIN_FILENO);
    const int file = open("bad", O_RDONLY);
    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    spawn_start(&spawn, FROM, SPAWN_READ);
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(file);
    spawn_wait(&spawn, PATIENCE_MS);
    assert_int_equal(spawn.status, 1);
    spawn_fini(&spawn);
}

static void a_report_that_nobody_gets_is_an_error(void **state)
{
    static const enum spawn_stdout HOW[] = {SPAWN_FULL, SPAWN_CLOSED};
    static const char *const GOOD[] = {"check", "good", NULL};
    (void)state;
    for (size_t row = 0; row < sizeof HOW / sizeof HOW[0]; row++) {
        struct spawn spawn;
        spawn_start(&spawn, GOOD, HOW[row]);
        spawn_wait(&spawn, PATIENCE_MS);
        assert_int_equal(spawn.status, 3);
        assert_non_null(strstr(buf_text(&spawn.err), "standard output"));
        spawn_fini(&spawn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_line_has_its_exit_status_and_words),
        cmocka_unit_test(standard_input_is_a_file_like_any_other),
        cmocka_unit_test(a_report_that_nobody_gets_is_an_error),
    };
    return cmocka_run_group_tests_name("cmd_check", tests, set_up, tear_down);
}
