/* SPDX-License-Identifier: MIT */
/* The verbs of the command line and their exit statuses. */
#ifndef INTERIM_CMD_H
#define INTERIM_CMD_H

#include "run/status.h"

/* Each takes its own arguments, argv[0] being the verb, and returns an exit status. */
#define CMD(verb, options, arguments, help) int cmd_##verb(int argc, const char **argv);
#include "cmd.def"
#undef CMD

#endif
