/* SPDX-License-Identifier: MIT */
/* The verbs of the command line and their exit statuses. */
#ifndef INTERIM_CMD_H
#define INTERIM_CMD_H

#include "run/status.h"

#include <stddef.h>

/* Each takes its own arguments, argv[0] being the verb, and returns an exit status. */
#define CMD(verb, options, arguments, help) int cmd_##verb(int argc, const char **argv);
#include "cmd.def"
#undef CMD

struct cmd_row {
    const char *verb;
    unsigned options;      /* set of enum option_verbs */
    const char *arguments; /* as in usage */
    const char *help;      /* one line */
    int (*run)(int argc, const char **argv);
};

/* The verbs, in the order of --help; NULL behind the last. */
const struct cmd_row *cmd_row(size_t index);

/* The verb of this name, or NULL. */
const struct cmd_row *cmd_find(const char *verb);

#endif
