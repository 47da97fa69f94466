/* SPDX-License-Identifier: MIT */
/* Deadlines, and reasons not to wait for them. */
#include "salvo/waiting.h"

#include "base/clock.h"
#include "salvo/inside.h"

enum { SLICE_MS = 200, BUSY_FACTOR = 3 };

static const int64_t NS_PER_MS = 1000000;

void waiting_begin(struct waiting *waiting, struct aim *aim, int limit_ms)
{
    *waiting =
        (struct waiting){.aim = aim, .limit_ms = limit_ms, .start_ns = clock_now_ns()};
    waiting->deadline_ns = waiting->start_ns + limit_ms * NS_PER_MS;
    if (aim->inside)
        aim->inside->rests = false;
}

/* Where it has been seen to answer after a rest, it is given that long. */
static bool is_in_vain(const struct waiting *waiting, int64_t now_ns)
{
    const bool due = waiting->limit_ms >= waiting->aim->hang_ms;
    const int64_t least_ms = due ? waiting->aim->patience.least_ms : 0;
    return waiting->aim->inside->rests &&
           now_ns - waiting->start_ns >= least_ms * NS_PER_MS;
}

int waiting_slice_ms(struct waiting *waiting)
{
    const struct inside *inside = waiting->aim->inside;
    const int64_t now_ns = clock_now_ns();
    const int64_t whole_ns = waiting->limit_ms * NS_PER_MS;
    if (aim_interrupted(waiting->aim))
        return 0;
    if (inside && !inside->patient && is_in_vain(waiting, now_ns))
        return 0;
    if (inside && inside->patient && !inside->rests &&
        now_ns - waiting->start_ns < whole_ns * BUSY_FACTOR)
        waiting->deadline_ns = now_ns + whole_ns;
    const int left_ms = clock_left_ms(waiting->deadline_ns);
    return left_ms < SLICE_MS ? left_ms : SLICE_MS;
}

void waiting_was_worth(const struct waiting *waiting, const struct shot *shot)
{
    if (!shot->late)
        patience_learn(&waiting->aim->patience, clock_now_ns() - waiting->start_ns);
}
