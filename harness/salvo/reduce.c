/* SPDX-License-Identifier: MIT */
/* Delta debugging along the structure of a capture. */
#include "salvo/reduce.h"

#include "base/clock.h"
#include "mutate/part.h"

struct reduction {
    struct buf *input;
    struct buf candidate;
    reduce_shows *shows;
    void *user;
    int64_t deadline_ns;
    unsigned tries;
};

/* Tries without len octets at start; keeps it so where the finding stays. */
static bool without(struct reduction *reduction, size_t start, size_t len)
{
    const struct octets text = buf_view(reduction->input);
    if (len == 0 || len >= text.len || reduction->tries == 0 ||
        clock_left_ms(reduction->deadline_ns) == 0)
        return false;
    reduction->tries--;
    buf_clear(&reduction->candidate);
    buf_add(&reduction->candidate, octets_slice(text, 0, start));
    buf_add(&reduction->candidate, octets_slice(text, start + len, text.len));
    if (!reduction->shows(reduction->user, buf_view(&reduction->candidate)))
        return false;
    buf_clear(reduction->input);
    buf_add(reduction->input, buf_view(&reduction->candidate));
    return true;
}

static void drop_parts(struct reduction *reduction)
{
    struct parts parts;
    parts_find(&parts, buf_view(reduction->input));
    for (size_t at = parts.count; at-- > 0;)
        (void)without(reduction, parts.list[at].start,
                      parts.list[at].end - parts.list[at].start);
}

/* From the last line to the first. */
static void drop_lines(struct reduction *reduction)
{
    size_t end = reduction->input->len;
    while (end > 0) {
        size_t start = end - 1;
        while (start > 0 && reduction->input->ptr[start - 1] != '\n')
            start--;
        (void)without(reduction, start, end - start);
        end = start;
    }
}

static void drop_runs(struct reduction *reduction, size_t len)
{
    size_t at = reduction->input->len;
    while (at >= len) {
        at -= len;
        (void)without(reduction, at, len);
        if (at > reduction->input->len)
            at = reduction->input->len;
    }
}

void reduce_input(struct buf *input, const struct reduce_limits *limits,
                  reduce_shows *shows, void *user)
{
    struct reduction reduction = {.input = input,
                                  .shows = shows,
                                  .user = user,
                                  .deadline_ns = clock_deadline_ns(limits->limit_ms),
                                  .tries = limits->most_tries};
    buf_init(&reduction.candidate, input->max);
    drop_parts(&reduction);
    drop_lines(&reduction);
    for (size_t len = 16; len > 0; len /= 2)
        drop_runs(&reduction, len);
    buf_fini(&reduction.candidate);
}
