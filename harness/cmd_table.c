/* SPDX-License-Identifier: MIT */
/* The verbs, as a table. */
#include "cmd.h"
#include "run/options.h"

#include <string.h>

static const struct cmd_row ROWS[] = {
#define CMD(verb, options, arguments, help)                                            \
    {#verb, options, arguments, help, cmd_##verb},
#include "cmd.def"
#undef CMD
};

const struct cmd_row *cmd_row(size_t index)
{
    return index < sizeof ROWS / sizeof ROWS[0] ? &ROWS[index] : NULL;
}

const struct cmd_row *cmd_find(const char *verb)
{
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        if (strcmp(ROWS[row].verb, verb) == 0)
            return &ROWS[row];
    return NULL;
}
