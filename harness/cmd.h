/* SPDX-License-Identifier: MIT */
/* The verbs of the command line and their exit statuses. */
#ifndef INTERIM_CMD_H
#define INTERIM_CMD_H

/* Exit statuses; where several apply, the first of: usage, interrupted, failed,
 * untestable, nothing, ok. */
enum status {
    STATUS_OK = 0,
    STATUS_FAILED = 1,     /* a requirement failed */
    STATUS_USAGE = 2,      /* usage, or a bad case file */
    STATUS_UNTESTABLE = 3, /* the target could not be tested, or any ERROR */
    STATUS_NOTHING = 77,   /* nothing applied */
    STATUS_INTERRUPTED = 130
};

/* Each takes its own arguments, argv[0] being the verb, and returns an exit status. */
#define CMD(verb, arguments, help) int cmd_##verb(int argc, const char **argv);
#include "cmd.def"
#undef CMD

#endif
