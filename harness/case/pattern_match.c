/* SPDX-License-Identifier: MIT */
/* Matching without backtracking.
 *
 * A set holds positions between the things observed: where the match of what was read
 * of the pattern so far may have ended. Each item maps a set to a set: an atom with any
 * repetition in one pass over the positions (a window slides over the set), a group by
 * repeated passes, each only over positions that are new. So no input makes it
 * exponential; WORK_LIMIT bounds what nested repeated groups could still cost. */
#include "base/ensure.h"
#include "case/pattern_code.h"

#include <stdlib.h>
#include <string.h>

enum {
    SETS_PER_DEPTH = 4,
    SETS = SETS_PER_DEPTH * (PATTERN_MAX_DEPTH + 1) + 2,
    SMALL_COUNT = 100
};
static const uint64_t WORK_LIMIT = 200 * 1000 * 1000;

/* Positions low..high may be set, none else; empty where low > high. */
struct set {
    unsigned char *has;
    size_t low, high;
};

struct matcher {
    const int *observed;
    size_t count;
    uint64_t work;
    struct set sets[SETS]; /* a stack */
    size_t taken;
};

static bool is_empty(const struct set *set)
{
    return set->low > set->high;
}

static void set_clear(struct set *set)
{
    if (!is_empty(set))
        memset(set->has + set->low, 0, set->high - set->low + 1);
    set->low = 1;
    set->high = 0;
}

static void set_add(struct set *set, size_t position)
{
    if (is_empty(set)) {
        set->low = set->high = position;
    } else {
        if (position < set->low)
            set->low = position;
        if (position > set->high)
            set->high = position;
    }
    set->has[position] = 1;
}

/* Adds from to set; what was there already is taken out of from where fresh_only. */
static void set_merge(struct matcher *matcher, struct set *set, struct set *from,
                      bool fresh_only)
{
    size_t low = 1, high = 0;
    if (is_empty(from))
        return;
    matcher->work += from->high - from->low + 1;
    for (size_t at = from->low; at <= from->high; at++) {
        if (!from->has[at])
            continue;
        if (fresh_only && set->has[at]) {
            from->has[at] = 0;
            continue;
        }
        set_add(set, at);
        low = low > high ? at : low;
        high = at;
    }
    from->low = low;
    from->high = high;
}

static struct set *take(struct matcher *matcher)
{
    ENSURE(matcher->taken < SETS);
    return &matcher->sets[matcher->taken++];
}

static void give_back(struct matcher *matcher, struct set *set)
{
    set_clear(set);
    matcher->taken--;
    ENSURE(set == &matcher->sets[matcher->taken]);
}

static bool has(const struct set *set, size_t position)
{
    return position >= set->low && position <= set->high && set->has[position];
}

/* The positions from which an atom reaches the position p: members of the set that are
 * no further back than its max, with nothing in between that does not match. */
struct window {
    const struct set *in;
    uint64_t min, max;
    size_t run_start; /* all from here to p matches */
    size_t members;   /* those at p - min and before */
};

/* p moves on by one, past something that matches or not. */
static void window_move(struct window *window, size_t p, bool matches)
{
    if (!matches) {
        window->run_start = p;
        window->members = 0;
    } else if (p > window->max && p - window->max - 1 >= window->run_start &&
               has(window->in, p - (size_t)window->max - 1)) {
        window->members--;
    }
}

/* Takes in p - min. False where neither that nor any later one can be a member. */
static bool window_grow(struct window *window, size_t p)
{
    if (p < window->min)
        return true;
    const size_t q = p - (size_t)window->min;
    if (q >= window->run_start && has(window->in, q))
        window->members++;
    return q <= window->in->high || window->members > 0;
}

/* Position p is reached from q where p - max <= q <= p - min and all between match. */
static void atom_apply(struct matcher *matcher, const struct pattern_item *item,
                       const struct set *in, struct set *out)
{
    struct window window = {.in = in, .min = item->min, .max = item->max};
    for (size_t p = in->low; p <= matcher->count; p++) {
        matcher->work++;
        if (p > in->low) {
            const int seen = matcher->observed[p - 1];
            const bool matches = seen >= item->low && seen <= item->high;
            window_move(&window, p, matches);
            if (!matches && p > in->high)
                return;
        }
        if (!window_grow(&window, p))
            return;
        if (window.members > 0)
            set_add(out, p);
    }
}

static void choices_apply(struct matcher *matcher,
                          const struct pattern_sequence *choices, struct set *in,
                          struct set *out);

/* Breadth first: a position first reached after k rounds is never better reached
 * later. */
static void group_apply(struct matcher *matcher, const struct pattern_item *item,
                        struct set *in, struct set *out)
{
    struct set *now = take(matcher);
    struct set *next = take(matcher);
    set_merge(matcher, now, in, false);
    for (uint64_t round = 0; !is_empty(now) && matcher->work < WORK_LIMIT; round++) {
        if (round >= item->min)
            set_merge(matcher, out, now, true);
        if (is_empty(now) || round == item->max)
            break;
        choices_apply(matcher, item->choices, now, next);
        set_clear(now);
        const struct set swap = *now;
        *now = *next;
        *next = swap;
    }
    give_back(matcher, next);
    give_back(matcher, now);
}

static void sequence_apply(struct matcher *matcher,
                           const struct pattern_sequence *sequence, struct set *in,
                           struct set *out)
{
    struct set *now = take(matcher);
    struct set *next = take(matcher);
    set_merge(matcher, now, in, false);
    for (const struct pattern_item *item = sequence->items; item; item = item->next) {
        if (is_empty(now) || matcher->work >= WORK_LIMIT)
            break;
        if (item->choices)
            group_apply(matcher, item, now, next);
        else
            atom_apply(matcher, item, now, next);
        set_clear(now);
        const struct set swap = *now;
        *now = *next;
        *next = swap;
    }
    if (matcher->work < WORK_LIMIT)
        set_merge(matcher, out, now, false);
    give_back(matcher, next);
    give_back(matcher, now);
}

static void choices_apply(struct matcher *matcher,
                          const struct pattern_sequence *choices, struct set *in,
                          struct set *out)
{
    for (const struct pattern_sequence *choice = choices; choice; choice = choice->next)
        sequence_apply(matcher, choice, in, out);
}

static bool sequence_matches(struct matcher *matcher,
                             const struct pattern_sequence *sequence)
{
    struct set *in = take(matcher);
    struct set *out = take(matcher);
    set_add(in, 0);
    sequence_apply(matcher, sequence, in, out);
    const bool matches = matcher->work < WORK_LIMIT && out->has[matcher->count];
    give_back(matcher, out);
    give_back(matcher, in);
    return matches;
}

static enum label first_match(struct matcher *matcher, const struct pattern *pattern)
{
    for (size_t row = 0; row < pattern->alternative_count; row++)
        if (sequence_matches(matcher, pattern->alternatives[row].sequence))
            return pattern->alternatives[row].label;
    return LABEL_NONE;
}

/* "... 200 close": the close needs no word of its own. */
static bool ends_in_free_close(const int *observed, size_t count)
{
    return count >= 2 && observed[count - 1] == OBSERVED_CLOSE &&
           observed[count - 2] >= 200;
}

enum label pattern_match(const struct pattern *pattern, const int *observed,
                         size_t count)
{
    unsigned char small[SETS * (SMALL_COUNT + 1)];
    unsigned char *memory = small;
    if (count > SMALL_COUNT) {
        memory = malloc(SETS * (count + 1));
        ENSURE(memory != NULL);
    }
    memset(memory, 0, SETS * (count + 1));
    struct matcher matcher = {.observed = observed, .count = count};
    for (size_t set = 0; set < SETS; set++)
        matcher.sets[set] = (struct set){memory + set * (count + 1), 1, 0};
    enum label label = first_match(&matcher, pattern);
    if (label == LABEL_NONE && ends_in_free_close(observed, count)) {
        matcher.count--;
        label = first_match(&matcher, pattern);
    }
    if (memory != small)
        free(memory);
    return label;
}
