/* SPDX-License-Identifier: MIT */
/* One line, drawn over itself where it changed; never longer than the terminal is wide,
 * which is asked anew each time. */
#include "run/progress.h"

#include "base/buf.h"
#include "base/clock.h"
#include "report/clean.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_UNKNOWN = 80, REDRAW_MS = 100 };

/* A terminal that calls itself dumb cannot draw a line over itself. */
void progress_init(struct progress *progress, bool off)
{
    const char *term = getenv("TERM");
    const bool dumb = !term || !term[0] || strcmp(term, "dumb") == 0;
    *progress = (struct progress){.on = !off && !dumb && isatty(STDERR_FILENO) == 1};
}

static size_t columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return COLUMNS_UNKNOWN;
    return size.ws_col;
}

/* A terminal that went away is no trouble of ours. */
static void put(struct octets octets)
{
    const ssize_t sent = write(STDERR_FILENO, octets.ptr, octets.len);
    (void)sent;
}

/* The line, cut to what the terminal shows without a second one. */
static struct octets compose(struct buf *line, const struct schedule_state *state,
                             size_t failed, size_t warned)
{
    const struct octets cut = OCTETS("...");
    const size_t room = columns() - 1;
    buf_printf(line, "[%zu/%zu] %zu FAIL, %zu WARN", state->ended, state->count, failed,
               warned);
    if (state->running) {
        buf_add_text(line, "  ");
        clean_text(line, state->running->id);
    }
    if (line->len <= room)
        return buf_view(line);
    if (room > cut.len)
        memcpy(line->ptr + room - cut.len, cut.ptr, cut.len);
    return octets_slice(buf_view(line), 0, room);
}

void progress_show(struct progress *progress, const struct schedule_state *state,
                   size_t failed, size_t warned)
{
    struct buf line;
    if (!progress->on || clock_now_ns() < progress->next_ns)
        return;
    progress->next_ns = clock_deadline_ns(REDRAW_MS);
    buf_init(&line, PROGRESS_MAX_OCTETS);
    const struct octets text = compose(&line, state, failed, warned);
    const bool same = progress->shown && text.len == progress->len &&
                      memcmp(text.ptr, progress->last, text.len) == 0;
    if (!same) {
        put(OCTETS("\r"));
        put(text);
        put(OCTETS("\033[K"));
        progress->shown = true;
        progress->len = text.len;
        memcpy(progress->last, text.ptr, text.len);
    }
    buf_fini(&line);
}

void progress_clear(struct progress *progress)
{
    if (progress->shown)
        put(OCTETS("\r\033[K"));
    progress->shown = false;
}
