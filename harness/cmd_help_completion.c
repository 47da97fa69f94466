/* SPDX-License-Identifier: MIT */
/* Completions for bash, zsh and fish, from the tables of verbs and options. What stands
 * for a word of usage is asked of `interim help --words` at the time of completion. */
#include "cmd.h"
#include "cmd_help.h"
#include "run/option.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct usage_word {
    struct octets text;
    bool typed;  /* as it stands, lower case; otherwise the name of a kind of word */
    bool begins; /* one of the forms of the verb */
};

/* The next word of a verb's arguments at *at; false at their end. Marks ("--", "-",
 * {url}) are passed over. */
static bool next_word(const char *arguments, size_t *at, struct usage_word *word)
{
    static const char BETWEEN[] = " |[].";
    for (;;) {
        const size_t start = *at;
        *at += strspn(arguments + start, BETWEEN);
        const struct octets between = {(const unsigned char *)arguments + start,
                                       *at - start};
        const size_t len = strcspn(arguments + *at, BETWEEN);
        word->text = (struct octets){(const unsigned char *)arguments + *at, len};
        word->begins = start == 0 || octets_find(between, OCTETS("|")) != SIZE_MAX;
        *at += len;
        if (len == 0)
            return false;
        const unsigned char first = word->text.ptr[0];
        word->typed = first >= 'a' && first <= 'z';
        if (word->typed || (first >= 'A' && first <= 'Z'))
            return true;
    }
}

enum words { WORDS_TYPED, WORDS_KINDS, WORDS_FIRST_KINDS };

static void add_words(struct buf *out, const struct cmd_row *verb, enum words which)
{
    struct usage_word word;
    for (size_t at = 0; next_word(verb->arguments, &at, &word);)
        if (word.typed == (which == WORDS_TYPED) &&
            (which != WORDS_FIRST_KINDS || word.begins))
            buf_printf(out, "%.*s ", (int)word.text.len, (const char *)word.text.ptr);
}

static bool has_option(const struct cmd_row *verb, unsigned option)
{
    return option_row((enum option)option)->verbs & verb->options;
}

/* Text within single quotes; zsh wants brackets quoted as well. */
static void add_quoted(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            buf_add_text(out, "'\\'");
        else if (*text == '[' || *text == ']')
            buf_add_octet(out, '\\');
        buf_add_octet(out, (unsigned char)*text);
    }
}

/* What stands for a file in the words of usage, as a pattern of bash and zsh. */
#define FILE_KINDS "FILE | FOLDER | DIR | PATH | BEFORE | AFTER | COMMAND"

/* ---------------------------------------------------------------- bash */

static const char BASH_HEAD[] =
    "# Completion of interim for bash, made by: interim help --completion bash\n"
    "_interim() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local options= typed= kinds= first= kind= words= files=no\n"
    "    case ${COMP_WORDS[1]} in\n";

static const char BASH_TAIL[] =
    "    esac\n"
    "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
    "        words=\"$(interim help --words VERB 2>/dev/null) --help --version\" "
    "kinds=\n"
    "    elif [ -n \"$kind\" ]; then\n"
    "        kinds=$kind\n"
    "    elif [[ $cur == -* ]]; then\n"
    "        words=$options kinds=\n"
    "    elif [ \"$COMP_CWORD\" -eq 2 ] && [ -n \"$typed\" ]; then\n"
    "        words=$typed kinds=$first\n"
    "    fi\n"
    "    for kind in $kinds; do\n"
    "        case $kind in\n"
    "        *\\|*) words=\"$words ${kind//|/ }\" ;;\n"
    "        " FILE_KINDS ") files=yes ;;\n"
    "        *) words=\"$words $(interim help --words \"$kind\" 2>/dev/null)\" ;;\n"
    "        esac\n"
    "    done\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"\n"
    "        [ $files = no ] || compgen -f -- \"$cur\")\n"
    "    [ $files = no ] || compopt -o filenames 2>/dev/null\n"
    "    return 0\n"
    "}\n"
    "complete -F _interim interim\n";

static void add_bash_verb(struct buf *out, const struct cmd_row *verb)
{
    buf_printf(out, "    %s)\n        options=\"", verb->verb);
    for (unsigned at = 0; at < OPTION_COUNT; at++)
        if (has_option(verb, at))
            buf_printf(out, "--%s ", option_row((enum option)at)->word);
    buf_add_text(out, "\"\n        typed=\"");
    add_words(out, verb, WORDS_TYPED);
    buf_add_text(out, "\" kinds=\"");
    add_words(out, verb, WORDS_KINDS);
    buf_add_text(out, "\" first=\"");
    add_words(out, verb, WORDS_FIRST_KINDS);
    buf_add_text(out, "\"\n        case $prev in\n");
    for (unsigned at = 0; at < OPTION_COUNT; at++) {
        const struct option_row *row = option_row((enum option)at);
        if (!has_option(verb, at) || !row->argument)
            continue;
        buf_printf(out, "        --%s", row->word);
        if (row->letter)
            buf_printf(out, " | -%c", row->letter);
        buf_printf(out, ") kind='%s' ;;\n", row->argument);
    }
    buf_add_text(out, "        esac ;;\n");
}

/* ---------------------------------------------------------------- zsh */

static const char ZSH_HEAD[] =
    "#compdef interim\n"
    "# Completion of interim for zsh, made by: interim help --completion zsh\n"
    "_interim_words() {\n"
    "    local kind\n"
    "    local -a found\n"
    "    for kind in \"$@\"; do\n"
    "        case $kind in\n"
    "        *\\|*) found+=(${(s:|:)kind}) ;;\n"
    "        " FILE_KINDS ") _files ;;\n"
    "        [a-z]*) found+=($kind) ;;\n"
    "        *) found+=(${(f)\"$(interim help --words $kind 2>/dev/null)\"}) ;;\n"
    "        esac\n"
    "    done\n"
    "    (( $#found )) && compadd -- $found\n"
    "}\n"
    "_interim() {\n"
    "    local -a verbs\n"
    "    local verb\n"
    "    verbs=(\n";

static void add_zsh_option(struct buf *out, const struct option_row *row)
{
    if (row->letter)
        buf_printf(out, " \\\n            '*'{-%c,--%s}'[", row->letter, row->word);
    else
        buf_printf(out, " \\\n            '*--%s[", row->word);
    add_quoted(out, row->help);
    buf_add_octet(out, ']');
    if (row->argument)
        buf_printf(out, ":%s:_interim_words \"%s\"", row->argument, row->argument);
    buf_add_octet(out, '\'');
}

static void add_zsh(struct buf *out)
{
    buf_add_text(out, ZSH_HEAD);
    for (size_t at = 0; cmd_row(at); at++) {
        buf_printf(out, "        '%s:", cmd_row(at)->verb);
        add_quoted(out, cmd_row(at)->help);
        buf_add_text(out, "'\n");
    }
    buf_add_text(out, "    )\n    if (( CURRENT == 2 )); then\n"
                      "        _describe verb verbs\n        return\n    fi\n"
                      "    verb=$words[2]\n    shift words\n    (( CURRENT-- ))\n"
                      "    case $verb in\n");
    for (size_t at = 0; cmd_row(at); at++) {
        buf_printf(out, "    %s)\n        _arguments -s", cmd_row(at)->verb);
        for (unsigned option = 0; option < OPTION_COUNT; option++)
            if (has_option(cmd_row(at), option))
                add_zsh_option(out, option_row((enum option)option));
        buf_add_text(out, " \\\n            '*:argument:_interim_words ");
        add_words(out, cmd_row(at), WORDS_TYPED);
        add_words(out, cmd_row(at), WORDS_KINDS);
        buf_add_text(out, "' ;;\n");
    }
    buf_add_text(out, "    esac\n}\n_interim \"$@\"\n");
}

/* ---------------------------------------------------------------- fish */

static bool is_file(const char *kind)
{
    struct octets left = OCTETS(FILE_KINDS);
    while (left.len > 0) {
        const size_t len = octets_find(left, OCTETS(" | "));
        if (octets_equal(octets_slice(left, 0, len), octets_of(kind)))
            return true;
        left = octets_slice(left, len == SIZE_MAX ? left.len : len + 3, left.len);
    }
    return false;
}

static void add_fish_kind(struct buf *out, const char *kind)
{
    if (is_file(kind)) {
        buf_add_text(out, " -r -F");
        return;
    }
    if (!strchr(kind, '|')) {
        buf_printf(out, " -x -a '(interim help --words %s 2>/dev/null)'", kind);
        return;
    }
    buf_add_text(out, " -x -a '");
    for (; *kind; kind++)
        buf_add_octet(out, *kind == '|' ? ' ' : (unsigned char)*kind);
    buf_add_octet(out, '\'');
}

static void add_fish_text(struct buf *out, const char *text)
{
    buf_add_text(out, " -d '");
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            buf_add_octet(out, '\\');
        buf_add_octet(out, (unsigned char)*text);
    }
    buf_add_text(out, "'\n");
}

static void add_fish_verb(struct buf *out, const struct cmd_row *verb)
{
    static const char SEEN[] = "complete -c interim -n '__fish_seen_subcommand_from";
    struct usage_word word;
    buf_printf(out, "complete -c interim -n __fish_use_subcommand -a %s", verb->verb);
    add_fish_text(out, verb->help);
    for (unsigned at = 0; at < OPTION_COUNT; at++) {
        const struct option_row *row = option_row((enum option)at);
        if (!has_option(verb, at))
            continue;
        buf_printf(out, "%s %s' -l %s", SEEN, verb->verb, row->word);
        if (row->letter)
            buf_printf(out, " -s %c", row->letter);
        if (row->argument)
            add_fish_kind(out, row->argument);
        add_fish_text(out, row->help);
    }
    for (size_t at = 0; next_word(verb->arguments, &at, &word);) {
        char text[32];
        snprintf(text, sizeof text, "%.*s", (int)word.text.len,
                 (const char *)word.text.ptr);
        buf_printf(out, "%s %s'", SEEN, verb->verb);
        if (word.typed)
            buf_printf(out, " -a %s", text);
        else
            add_fish_kind(out, text);
        buf_add_octet(out, '\n');
    }
}

bool help_completion(struct buf *out, const char *shell)
{
    const bool fish = strcmp(shell, "fish") == 0;
    if (strcmp(shell, "zsh") == 0) {
        add_zsh(out);
        return true;
    }
    if (!fish && strcmp(shell, "bash") != 0)
        return false;
    buf_add_text(out, fish ? "# Completion of interim for fish, made by: interim help "
                             "--completion fish\ncomplete -c interim -f\n"
                           : BASH_HEAD);
    for (size_t at = 0; cmd_row(at); at++)
        if (fish)
            add_fish_verb(out, cmd_row(at));
        else
            add_bash_verb(out, cmd_row(at));
    buf_add_text(out, fish ? "" : BASH_TAIL);
    return true;
}
