/* SPDX-License-Identifier: MIT */
/* Looking at each event, and falsifying the one that a planted bug would have missed.
 */
#include "fuzz/bench_planted.h"

#include "oracle/head.h"

#include <stdlib.h>

#define PLANTED(name, condition, sentence)                                             \
    static bool holds_##name(const struct planted_view *view)                          \
    {                                                                                  \
        return condition;                                                              \
    }
#include "fuzz/bench_planted.def"
#undef PLANTED

typedef bool condition_function(const struct planted_view *view);

static const struct {
    const char *name;
    condition_function *holds;
} ROWS[] = {
#define PLANTED(name, condition, sentence) {#name, holds_##name},
#include "fuzz/bench_planted.def"
#undef PLANTED
};

/* Named in the environment; NULL: none. */
static condition_function *chosen(void)
{
    const char *name = getenv("FUZZ_PLANTED");
    for (size_t row = 0; name && row < sizeof ROWS / sizeof ROWS[0]; row++)
        if (octets_equal(octets_of(ROWS[row].name), octets_of(name)))
            return ROWS[row].holds;
    return NULL;
}

/* Where the segments begin in a header section. */
static void look_at_cuts(struct planted_view *view, const struct capture *capture,
                         const struct observed *one)
{
    for (size_t at = 0; at < capture->step_count; at++) {
        const struct capture_step *step = &capture->steps[at];
        if (step->kind != CAPTURE_RESPONSE || step->start < one->offset ||
            step->start >= one->end)
            continue;
        const uint64_t within = step->start - one->offset;
        view->segment_begins = view->segment_begins || within == 0;
        view->cut_early = view->cut_early || (within > 0 && within < 8);
        view->cut_at_end = view->cut_at_end || step->start + 1 == one->end;
    }
}

static void look_at_head(struct planted_view *view, const struct capture *capture,
                         const struct observed *one)
{
    struct octets value;
    const struct octets head =
        octets_slice(buf_view(&capture->responses), (size_t)one->offset,
                     (size_t)(one->end - one->offset));
    view->has_length = head_find(head, OCTETS("Content-Length"), &value);
    view->has_coding = head_find(head, OCTETS("Transfer-Encoding"), &value);
    view->says_200 = octets_find(octets_slice(head_start_line(head), 12, head.len),
                                 OCTETS("200")) != SIZE_MAX;
}

void planted_apply(struct observation *observation, const struct capture *capture,
                   const struct asked *asked)
{
    condition_function *const holds = chosen();
    struct planted_view view = {.asked = asked->count};
    unsigned interims = 0;
    for (size_t at = 0; holds && at < observation_kept(observation); at++) {
        struct observed *one = &observation->list[at];
        if (one->kind == OBSERVED_FINDING)
            continue;
        interims += one->kind == ORACLE_INTERIM;
        view = (struct planted_view){.kind = (enum oracle_event_kind)one->kind,
                                     .status = one->code,
                                     .exchange = one->exchange,
                                     .nth = interims,
                                     .finals = view.finals,
                                     .asked = asked->count,
                                     .stray = one->exchange == UINT32_MAX};
        if (one->exchange < asked->count)
            view.method = asked->list[one->exchange].method;
        look_at_cuts(&view, capture, one);
        look_at_head(&view, capture, one);
        if (holds(&view))
            one->hash ^= 1;
        view.finals += one->kind == ORACLE_FINAL;
        interims = one->kind == ORACLE_DONE ? 0 : interims;
    }
}
