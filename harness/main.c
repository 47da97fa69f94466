/* SPDX-License-Identifier: MIT */
/* The command line: finds the verb and hands over to its cmd_*.c. */
#include "cmd.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *verb, *arguments, *help;
    int (*run)(int argc, const char **argv);
} COMMANDS[] = {
#define CMD(verb, arguments, help) {#verb, arguments, help, cmd_##verb},
#include "cmd.def"
#undef CMD
    {NULL, NULL, NULL, NULL},
};

static void usage(FILE *out)
{
    fputs("usage: interim VERB [OPTION...] [ARGUMENT...]\n\n", out);
    for (size_t row = 0; COMMANDS[row].verb; row++)
        fprintf(out, "  %-13s %s\n", COMMANDS[row].verb, COMMANDS[row].help);
    fputs("\ninterim VERB --help lists a verb's options.\n", out);
}

int main(int argc, const char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return STATUS_OK;
    }
    for (size_t row = 0; COMMANDS[row].verb; row++)
        if (strcmp(COMMANDS[row].verb, argv[1]) == 0)
            return COMMANDS[row].run(argc - 1, argv + 1);
    fprintf(stderr, "interim: unknown verb '%s'; interim --help lists them\n", argv[1]);
    return STATUS_USAGE;
}
