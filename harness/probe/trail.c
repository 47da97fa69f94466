/* SPDX-License-Identifier: MIT */
/* Gathering findings, and what is around them.
 *
 * A finding's octets may come later than the finding itself, so each waits for its
 * window until enough has been fed behind it; octets before it come from the history.
 */
#include "probe/trail.h"

#include "base/ensure.h"

#include <stdlib.h>
#include <string.h>

static void *take(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    ENSURE(memory);
    return memory;
}

void trail_init(struct trail *trail)
{
    *trail = (struct trail){0};
    trail->findings = take(TRAIL_MAX_FINDINGS, sizeof *trail->findings);
    trail->history = take(TRAIL_HISTORY + TRAIL_MAX_PIECE, 1);
}

void trail_fini(struct trail *trail)
{
    free(trail->findings);
    free(trail->history);
    *trail = (struct trail){0};
}

void trail_add(struct trail *trail, const struct oracle_finding *finding)
{
    trail->binding += level_is_binding(requirement_row(finding->requirement)->level);
    if (trail->finding_count == TRAIL_MAX_FINDINGS) {
        trail->left_out++;
        return;
    }
    struct trail_finding *kept = &trail->findings[trail->finding_count++];
    const struct octets detail =
        octets_slice(octets_of(finding->detail), 0, sizeof kept->detail - 1);
    *kept = (struct trail_finding){.requirement = finding->requirement,
                                   .offset = finding->offset,
                                   .exchange = finding->exchange};
    memcpy(kept->detail, detail.ptr, detail.len);
}

/* Keeps the octets around a finding, as far as they are at hand. */
static void keep_window(const struct trail *trail, struct trail_finding *finding)
{
    const uint64_t first = trail->offset - trail->history_len; /* at hand */
    if (finding->offset < first)
        return;
    const size_t at = (size_t)(finding->offset - first);
    const size_t start = at > TRAIL_WINDOW ? at - TRAIL_WINDOW : 0;
    const size_t left = trail->history_len - start;
    const size_t len = left < 2 * TRAIL_WINDOW ? left : 2 * TRAIL_WINDOW;
    memcpy(finding->window, trail->history + start, len);
    finding->windowed = true;
    finding->window_len = (uint16_t)len;
    finding->mark = (uint16_t)(at - start);
    finding->cut_before = start > 0 || first > 0;
    finding->cut_behind = len < left;
}

/* Windows of findings behind which enough has been fed; in order, so that one that has
 * to wait holds up the others no longer than a piece. */
void trail_keep(struct trail *trail, bool all)
{
    while (trail->windowed_count < trail->finding_count) {
        struct trail_finding *finding = &trail->findings[trail->windowed_count];
        if (!all && finding->offset + TRAIL_WINDOW > trail->offset)
            return;
        keep_window(trail, finding);
        trail->windowed_count++;
    }
}

void trail_remember(struct trail *trail, struct octets octets)
{
    ENSURE(octets.len <= TRAIL_MAX_PIECE);
    if (trail->history_len > TRAIL_HISTORY) {
        const size_t extra = trail->history_len - TRAIL_HISTORY;
        memmove(trail->history, trail->history + extra, TRAIL_HISTORY);
        trail->history_len = TRAIL_HISTORY;
    }
    memcpy(trail->history + trail->history_len, octets.ptr, octets.len);
    trail->history_len += octets.len;
    trail->offset += octets.len;
}
