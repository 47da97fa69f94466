/* SPDX-License-Identifier: MIT */
/* One line, drawn over itself; shorter than a narrow terminal. */
#include "run/progress.h"

#include "base/buf.h"
#include "base/clock.h"
#include "report/clean.h"

#include <unistd.h>

enum { LINE_MAX_OCTETS = 78, REDRAW_MS = 100 };

void progress_init(struct progress *progress, bool off)
{
    *progress = (struct progress){.on = !off && isatty(STDERR_FILENO) == 1};
}

/* A terminal that went away is no trouble of ours. */
static void put(struct octets octets)
{
    const ssize_t sent = write(STDERR_FILENO, octets.ptr, octets.len);
    (void)sent;
}

void progress_show(struct progress *progress, const struct schedule_state *state,
                   size_t failed, size_t warned)
{
    struct buf line;
    if (!progress->on || clock_now_ns() < progress->next_ns)
        return;
    progress->next_ns = clock_deadline_ns(REDRAW_MS);
    buf_init(&line, LINE_MAX_OCTETS);
    buf_printf(&line, "[%zu/%zu] %zu FAIL, %zu WARN", state->ended, state->count,
               failed, warned);
    if (state->running) {
        buf_add_text(&line, "  ");
        clean_text(&line, state->running->id);
    }
    put(OCTETS("\r"));
    put(buf_view(&line));
    put(OCTETS("\033[K"));
    progress->shown = true;
    buf_fini(&line);
}

void progress_clear(struct progress *progress)
{
    if (progress->shown)
        put(OCTETS("\r\033[K"));
    progress->shown = false;
}
