/* SPDX-License-Identifier: MIT */
/* Property: the oracle, which stands on llhttp, and a framer that was written from RFC
 * 9112 alone see the same messages: boundaries, statuses, content, whose they are, up
 * to the first octet that the grammar does not allow. Where the framer finds none, the
 * oracle names no defect of grammar; where it finds one, the oracle names something.
 * Input: a capture. */
#include "base/attr.h"
#ifdef FUZZ_PLANTED
#include "fuzz/bench_planted.h"
#endif
#include "fuzz/framer.h"
#include "fuzz/target.h"

#include <stdlib.h>

/* What the grammar alone decides. */
static const enum requirement GRAMMAR[] = {
    REQUIREMENT_STATUS_LINE_GRAMMAR,
    REQUIREMENT_STATUS_RANGE,
    REQUIREMENT_LINE_CRLF,
    REQUIREMENT_LINE_NO_LEADING_SPACE,
    REQUIREMENT_FIELD_NAME,
    REQUIREMENT_FIELD_VALUE,
    REQUIREMENT_FIELD_NO_OBS_FOLD,
    REQUIREMENT_INTERIM_NO_CONTENT,
    REQUIREMENT_INTERIM_NO_STRAY_CRLF,
};

static bool is_of_grammar(const struct observed *one)
{
    bool found = false;
    for (size_t row = 0; row < sizeof GRAMMAR / sizeof GRAMMAR[0]; row++)
        found = found || one->code == GRAMMAR[row];
    return one->kind == OBSERVED_FINDING && found;
}

static bool same(const struct observed *a, const struct observed *b)
{
    return a->kind == b->kind && a->code == b->code && a->exchange == b->exchange &&
           a->offset == b->offset && a->end == b->end && a->hash == b->hash;
}

/* The oracle's event number `at` on, without findings; NULL behind the last. */
static const struct observed *event_from(const struct observation *oracle, size_t *at)
{
    while (*at < observation_kept(oracle) && oracle->list[*at].kind == OBSERVED_FINDING)
        ++*at;
    return *at < observation_kept(oracle) ? &oracle->list[(*at)++] : NULL;
}

ATTR_NOINLINE static void both_print(const struct observation *oracle,
                                     const struct observation *framer)
{
    observation_print("oracle", oracle);
    observation_print("framer", framer);
}

ATTR_NOINLINE static void messages_differ(const struct observation *oracle,
                                          const struct observation *framer)
{
    both_print(oracle, framer);
    abort();
}

ATTR_NOINLINE static void oracle_sees_more(const struct observation *oracle,
                                           const struct observation *framer)
{
    both_print(oracle, framer);
    abort();
}

ATTR_NOINLINE static void oracle_blames_good_grammar(const struct observation *oracle,
                                                     const struct observation *framer)
{
    both_print(oracle, framer);
    abort();
}

ATTR_NOINLINE static void oracle_passes_bad_grammar(const struct observation *oracle,
                                                    const struct observation *framer)
{
    both_print(oracle, framer);
    abort();
}

/* open: what is not complete yet may still be named. */
static void compare(const struct observation *oracle, const struct observation *framer,
                    enum framed framed, bool open)
{
    size_t at = 0;
    const struct observed *event;
    for (size_t number = 0; number < observation_kept(framer); number++) {
        event = event_from(oracle, &at);
        if (!event || !same(event, &framer->list[number]))
            messages_differ(oracle, framer);
    }
    event = event_from(oracle, &at);
    if (framed == FRAMED_ALL && (!event || event->kind != ORACLE_ENDED))
        oracle_sees_more(oracle, framer);
    if (framed == FRAMED_BAD && !open && observation_findings(oracle) == 0)
        oracle_passes_bad_grammar(oracle, framer);
    for (size_t number = 0; framed < FRAMED_UNSURE && number < observation_kept(oracle);
         number++)
        if (is_of_grammar(&oracle->list[number]))
            oracle_blames_good_grammar(oracle, framer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct observation oracle;
    static struct observation framer;
    struct capture capture;
    struct asked asked;
    capture_init(&capture);
    if (capture_read(&capture, (struct octets){data, size}) &&
        asked_read(&asked, &capture)) {
        observe(&oracle, &capture, REPLAY_JOINED);
#ifdef FUZZ_PLANTED /* make bench-fuzz alone */
        planted_apply(&oracle, &capture, &asked);
#endif
        const enum framed framed = framer_run(&framer, &capture, &asked);
        if (oracle.count <= OBSERVED_MAX && framer.count <= OBSERVED_MAX)
            compare(&oracle, &framer, framed, capture.end == CAPTURE_OPEN);
    }
    capture_fini(&capture);
    return 0;
}
