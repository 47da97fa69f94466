/* SPDX-License-Identifier: MIT */
/* Options, help and messages of the verbs that have a row in run/option.def. */
#include "cmd_common.h"

#include "cmd.h"
#include "run/around.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { HELP_MAX_OCTETS = 1 << 16 };

static void print_help(const char *verb, unsigned bit)
{
    struct buf out;
    buf_init(&out, HELP_MAX_OCTETS);
    char first[32]; /* "fuzz server" is a form of a verb: cmd_fuzz.c lists them */
    snprintf(first, sizeof first, "%.*s", (int)strcspn(verb, " "), verb);
    const struct cmd_row *row = cmd_find(first);
    const char *arguments = strcmp(first, verb) == 0 ? row->arguments : "...";
    buf_printf(&out, "usage: interim %s [OPTION...]%s%s\n\n%s\n\n", verb,
               arguments[0] ? " " : "", arguments, row->help);
    options_help(&out, bit);
    fputs(buf_text(&out), stdout);
    buf_fini(&out);
}

void verb_say(const char *sentence)
{
    fprintf(stderr, "interim: %s\n", sentence);
}

int verb_usage(const char *verb, const char *format, ...)
{
    char sentence[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    fprintf(stderr, "interim %s: %s", verb, sentence);
    if (!strstr(sentence, "; interim ")) /* it has no hint of its own */
        fprintf(stderr, "; interim %s --help lists the options", verb);
    fputc('\n', stderr);
    return STATUS_USAGE;
}

bool verb_begin(struct options *options, unsigned verb, int argc, const char **argv,
                int *status)
{
    struct err err;
    *status = STATUS_OK;
    struct err why;
    bool ok = options_parse(options, verb, argc, argv, &err);
    if (ok && !around_check_log(options->target_log, &why))
        ok = err_set(&err, "--target-log: %s", why.text);
    options->settings.say = verb_say;
    if (options->help)
        print_help(argv[0], verb);
    else if (!ok)
        *status = verb_usage(argv[0], "%s", err.text);
    return ok && !options->help;
}
