/* SPDX-License-Identifier: MIT */
/* Command lines run and compared, both sides printed. */
#include "test/cli_row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

void cli_start(struct spawn *spawn, const struct world *world, const char *const *words,
               enum spawn_stdout how)
{
    char filled[CLI_MAX_WORDS][256];
    const char *arguments[CLI_MAX_WORDS + 1] = {NULL};
    for (size_t at = 0; at < CLI_MAX_WORDS && words[at]; at++) {
        world_fill_in(world, filled[at], sizeof filled[at], words[at]);
        arguments[at] = filled[at];
    }
    spawn_start(spawn, arguments, how);
}

void cli_row_check(const struct world *world, const struct cli_row *row)
{
    struct spawn spawn;
    cli_start(&spawn, world, row->words, row->how);
    spawn_wait(&spawn, CLI_PATIENCE_MS);
    const char *said = buf_text(&spawn.err);
    if (spawn.status != row->status)
        fail_msg("%s: expected exit status %d, found %d; it said: %s%s", row->why,
                 row->status, spawn.status, said, buf_text(&spawn.out));
    if (row->says ? !strstr(said, row->says) : said[0] != '\0')
        fail_msg("%s: expected \"%s\" on standard error, found: %s", row->why,
                 row->says ? row->says : "", said);
    if (row->says && !spawn_is_clear(buf_view(&spawn.err)))
        fail_msg("%s: expected a clear line, found: %s", row->why, said);
    spawn_fini(&spawn);
}
