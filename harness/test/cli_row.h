/* SPDX-License-Identifier: MIT */
/* One command line, and what it has to come to: a row of a test. */
#ifndef INTERIM_TEST_CLI_ROW_H
#define INTERIM_TEST_CLI_ROW_H

#include "test/spawn.h"
#include "test/world.h"

enum { CLI_PATIENCE_MS = 60000, CLI_MAX_WORDS = 20 };

/* Few cases, which take no time. */
#define CLI_FEW "--only", "exchange.one-final*"

struct cli_row {
    const char *why;
    const char *words[CLI_MAX_WORDS];
    int status;
    const char *says; /* on standard error; NULL: nothing at all */
    enum spawn_stdout how;
};

/* Starts the program with words (NULL-terminated), the world's placeholders filled in.
 */
void cli_start(struct spawn *spawn, const struct world *world, const char *const *words,
               enum spawn_stdout how);

/* Runs the row, and fails the test where status or words are others, or unclear. */
void cli_row_check(const struct world *world, const struct cli_row *row);

#endif
