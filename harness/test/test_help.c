/* SPDX-License-Identifier: MIT */
/* interim help: topics, manual pages and completions have all that the tables have. */
#include "run/option.h"
#include "test/spawn.h"
#include "test/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

enum { PATIENCE_MS = 60000, LINE_OCTETS = 300 };

/* What `interim help` prints with these words; the caller's to spawn_fini. */
static const char *help(struct spawn *spawn, const char *first, const char *second)
{
    const char *const words[] = {"help", first, second, NULL};
    spawn_start(spawn, words, SPAWN_READ);
    spawn_wait(spawn, PATIENCE_MS);
    if (spawn->status != 0)
        fail_msg("help %s: status %d, %s", first, spawn->status, buf_text(&spawn->err));
    return buf_text(&spawn->out);
}

/* Calls each with every line of `interim help --words KIND`. */
static void each_word(const char *kind, void (*each)(const char *word))
{
    struct spawn spawn;
    size_t count = 0;
    for (const char *line = help(&spawn, "--words", kind); *line; count++) {
        char word[LINE_OCTETS];
        const size_t len = strcspn(line, "\n");
        snprintf(word, sizeof word, "%.*s", (int)len, line);
        each(word);
        line += len + (line[len] == '\n');
    }
    if (count == 0)
        fail_msg("there is no %s", kind);
    spawn_fini(&spawn);
}

static void topic_is_told(const char *topic)
{
    struct spawn spawn;
    if (strlen(help(&spawn, topic, NULL)) < 100)
        fail_msg("help %s says nothing", topic);
    spawn_fini(&spawn);
}

static void verb_is_told(const char *verb)
{
    struct spawn spawn;
    if (!strstr(help(&spawn, verb, NULL), verb))
        fail_msg("help %s does not speak of it", verb);
    spawn_fini(&spawn);
}

static void every_topic_and_every_verb_is_told(void **state)
{
    struct spawn spawn;
    (void)state;
    each_word("TOPIC", topic_is_told);
    each_word("VERB", verb_is_told);
    assert_non_null(strstr(help(&spawn, "exit", "status"), "nothing applied"));
    spawn_fini(&spawn);
    assert_non_null(strstr(help(&spawn, "probe", NULL), "usage: interim probe"));
    assert_true(spawn.out.len > 4000); /* it is a topic as well */
    spawn_fini(&spawn);
    assert_non_null(strstr(help(&spawn, "fuzz", "client"), "--driver COMMAND"));
    spawn_fini(&spawn);
}

static void what_is_no_topic_is_refused(void **state)
{
    static const char *const ROWS[][4] = {{"help", "nonsense"},
                                          {"help", "--man", "nonsense"},
                                          {"help", "--completion", "csh"}};
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct spawn spawn;
        spawn_start(&spawn, ROWS[row], SPAWN_READ);
        spawn_wait(&spawn, PATIENCE_MS);
        assert_int_equal(spawn.status, 2);
        assert_true(spawn_is_clear(buf_view(&spawn.err)));
        spawn_fini(&spawn);
    }
}

static void in_the_manual(const char *verb)
{
    struct spawn spawn;
    char title[LINE_OCTETS];
    snprintf(title, sizeof title, "\n.SS \"interim %s ", verb);
    if (!strstr(help(&spawn, "--man", "interim"), title))
        fail_msg("the manual does not have %s", verb);
    spawn_fini(&spawn);
}

/* "time-scale" as a manual page spells it. */
static void spell(const char *word, char *out)
{
    for (; *word; word++) {
        if (*word == '-')
            *out++ = '\\';
        *out++ = *word;
    }
    *out = '\0';
}

static void manual_and_completions_have_every_verb_and_option(void **state)
{
    static const struct {
        const char *option, *value, *before, *behind;
        bool spelled;
    } PLACES[] = {{"--man", "interim", "\\-\\-", "\\fR", true},
                  {"--completion", "bash", "--", " ", false},
                  {"--completion", "zsh", "--", "", false},
                  {"--completion", "fish", " -l ", " ", false}};
    (void)state;
    each_word("VERB", in_the_manual);
    for (size_t place = 0; place < COUNT_OF(PLACES); place++) {
        struct spawn spawn;
        const char *text = help(&spawn, PLACES[place].option, PLACES[place].value);
        for (unsigned at = 0; at < OPTION_COUNT; at++) {
            char spelled[LINE_OCTETS];
            char wanted[LINE_OCTETS];
            const char *word = option_row((enum option)at)->word;
            spell(word, spelled);
            snprintf(wanted, sizeof wanted, "%s%s%s", PLACES[place].before,
                     PLACES[place].spelled ? spelled : word, PLACES[place].behind);
            if (!strstr(text, wanted))
                fail_msg("%s %s has no --%s", PLACES[place].option, PLACES[place].value,
                         word);
        }
        spawn_fini(&spawn);
    }
}

/* ---------------------------------------------------------------- what reads them */

#define IF_THERE(program, line) "command -v " program " >/dev/null || exit 0; " line
#define HELP                    INTERIM_BUILD "/interim help "

static void manual_pages_have_no_mistakes(void **state)
{
    (void)state;
    spawn_sh(IF_THERE("mandoc", HELP "--man interim | mandoc -Tlint"), "");
    spawn_sh(IF_THERE("mandoc", HELP "--man interim-case | mandoc -Tlint"), "");
    spawn_sh(IF_THERE("mandoc", HELP "--man libinterim | mandoc -Tlint"), "");
    spawn_sh(IF_THERE("groff",
                      HELP "--man interim | groff -man -ww -Kutf8 -Tutf8 2>&1 >"
                           "/dev/null | grep -v preconv || true"),
             "");
}

static void shells_read_their_completions(void **state)
{
    (void)state;
    spawn_sh(IF_THERE("bash", HELP "--completion bash | bash -n"), "");
    spawn_sh(IF_THERE("zsh", HELP "--completion zsh | zsh -n"), "");
    spawn_sh(IF_THERE("fish", HELP "--completion fish | fish --no-config -n"), "");
}

/* As bash calls it: the words so far, the last of them to be completed. */
#define COMPLETE(words)                                                                \
    IF_THERE("bash", "PATH=" INTERIM_BUILD                                             \
                     ":$PATH bash -c 'eval \"$(interim help --completion bash)\"; "    \
                     "COMP_WORDS=(interim " words "); "                                \
                     "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _interim; "               \
                     "echo ${COMPREPLY[*]}'")

static void bash_completes(void **state)
{
    (void)state;
    spawn_sh(COMPLETE("serv"), "server serve\n");
    spawn_sh(COMPLETE("server --tri"), "--trigger\n");
    spawn_sh(COMPLETE("server --level mus"), "must must-not\n");
    spawn_sh(COMPLETE("server -f ju"), "junit\n");
    spawn_sh(COMPLETE("run reference-s"), "reference-server\n");
    spawn_sh(COMPLETE("cases li"), "list lint\n");
    spawn_sh(COMPLETE("cases list --role ga"), "gateway\n");
    spawn_sh(COMPLETE("report --format h"), "html\n");
    spawn_sh(COMPLETE("requirements --explain http10"), "http10.no-interim\n");
    spawn_sh(COMPLETE("help exit"), "exit-status\n");
    spawn_sh(COMPLETE("check /proc/self/cmdli"), "/proc/self/cmdline\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_topic_and_every_verb_is_told),
        cmocka_unit_test(what_is_no_topic_is_refused),
        cmocka_unit_test(manual_and_completions_have_every_verb_and_option),
        cmocka_unit_test(manual_pages_have_no_mistakes),
        cmocka_unit_test(shells_read_their_completions),
        cmocka_unit_test(bash_completes),
    };
    return cmocka_run_group_tests_name("help", tests, NULL, NULL);
}
