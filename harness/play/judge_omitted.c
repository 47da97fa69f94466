/* SPDX-License-Identifier: MIT */
/* A smaller script judged by the patterns of the whole one. */
#include "play/round.h"

/* Where the interim responses of an exchange end: at its final response, or at whatever
 * came in its place. */
static size_t end_of(const struct sequence *seen, unsigned exchange)
{
    size_t at = 0;
    for (; at < seen->count; at++) {
        const bool interim = seen->items[at] >= 100 && seen->items[at] < 200;
        if (!interim && exchange-- == 0)
            break;
    }
    return at;
}

static void insert(struct sequence *seen, size_t at, int item, uint64_t count)
{
    for (; count > 0 && sequence_add(seen, item); count--) {
        for (size_t to = seen->count - 1; to > at; to--)
            seen->items[to] = seen->items[to - 1];
        seen->items[at] = item;
    }
}

bool judge_add_omitted(const struct lane *lane, struct sequence *seen)
{
    const struct script *const script = lane->round->script;
    *seen = (struct sequence){0};
    if (script->omission_count == 0 || lane->round->config->role == ROLE_CLIENT)
        return false;
    for (size_t at = 0; at < lane->observed.count; at++)
        (void)sequence_add(seen, lane->observed.items[at]);
    for (size_t at = 0; at < script->omission_count; at++) {
        const struct omission *const omission = &script->omissions[at];
        if (omission->lane == lane->index && omission->status > 0)
            insert(seen, end_of(seen, omission->exchange), (int)omission->status,
                   omission->count);
    }
    return true;
}
