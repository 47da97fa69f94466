/* SPDX-License-Identifier: MIT */
/* Property: what the oracle says of a connection does not depend on how its octets were
 * cut, nor on anything but its input; and what it says is possible: places inside the
 * input, in order, and each exchange as oracle/event.h has it. Input: a capture. */
#include "base/attr.h"
#include "base/ensure.h"
#include "fuzz/observe.h"
#include "fuzz/target.h"

#include <limits.h>
#include <stdlib.h>

/* What may come next in the responses of a connection. */
enum expected { BETWEEN, IN_FINAL, TUNNEL_DUE, NOTHING };

static enum expected after(enum expected state, const struct observed *event)
{
    switch ((enum oracle_event_kind)event->kind) {
    case ORACLE_INTERIM:
        ENSURE(state == BETWEEN);
        ENSURE(event->code >= 100 && event->code <= 199);
        return event->code == 101 ? TUNNEL_DUE : BETWEEN;
    case ORACLE_FINAL:
        ENSURE(state == BETWEEN);
        ENSURE(event->code < 100 || event->code > 199);
        return IN_FINAL;
    case ORACLE_CONTENT:
        ENSURE(state == IN_FINAL);
        return IN_FINAL;
    case ORACLE_DONE:
        ENSURE(state == IN_FINAL);
        return BETWEEN;
    case ORACLE_TUNNEL:
        ENSURE(state == TUNNEL_DUE || (state == BETWEEN && event->code / 100 == 2));
        return NOTHING;
    case ORACLE_LOST:
        ENSURE(state == BETWEEN || state == IN_FINAL);
        return NOTHING;
    case ORACLE_ENDED:
        return NOTHING;
    }
    ENSURE(false);
    return NOTHING;
}

/* ATTR_NOINLINE: each has a stack of its own, by which farms tell findings apart. */
ATTR_NOINLINE static void oracle_says_what_cannot_be(const struct observation *all,
                                                     const struct capture *capture)
{
    enum expected state = BETWEEN;
    uint64_t end = 0;
    const size_t count = observation_kept(all);
    for (size_t at = 0; at < count; at++) {
        const struct observed *one = &all->list[at];
        ENSURE(one->end <= capture->responses.len);
        if (one->kind == OBSERVED_FINDING)
            continue;
        ENSURE(one->offset <= one->end && one->end >= end);
        ENSURE(one->offset >= end || one->kind == ORACLE_DONE);
        end = one->end;
        state = after(state, one);
    }
    ENSURE(all->count > OBSERVED_MAX || all->list[count - 1].kind == ORACLE_ENDED);
}

ATTR_NOINLINE static void oracle_says_another_thing(const char *why,
                                                    const struct observation *first,
                                                    const struct observation *second)
{
    observation_print("as captured", first);
    observation_print(why, second);
    abort();
}

static void compare(const struct observation *first, const struct capture *capture,
                    enum replay_cuts cuts)
{
    static const char *const WORDS[] = {[REPLAY_AS_CAPTURED] = "again",
                                        [REPLAY_JOINED] = "joined",
                                        [REPLAY_PIECES] = "in pieces",
                                        [REPLAY_OCTETS] = "octet by octet"};
    static struct observation second;
    observe(&second, capture, cuts);
    if (!observation_equal(first, &second))
        oracle_says_another_thing(WORDS[cuts], first, &second);
}

/* The ways of telling it a second time, as often as they stand here. Each costs more
 * than the first, octet by octet three times as much: a fuzzer takes one for one input
 * in eight, by the input's own octets, and sees the others in its variants. */
static const enum replay_cuts WAYS[] = {
    REPLAY_PIECES, REPLAY_PIECES, REPLAY_PIECES,      REPLAY_PIECES,
    REPLAY_JOINED, REPLAY_JOINED, REPLAY_AS_CAPTURED, REPLAY_OCTETS};
enum { WAY_COUNT = sizeof WAYS / sizeof *WAYS, ONE_IN = 8 };

#ifdef FUZZ_THOROUGH
static const bool THOROUGH = true;
#else
static const bool THOROUGH = false;
#endif

static bool is_due(uint64_t choice, enum replay_cuts cuts)
{
    return THOROUGH ||
           (choice % ONE_IN == 0 && WAYS[choice / ONE_IN % WAY_COUNT] == cuts);
}

/* A number that a change anywhere is likely to change, from few of the octets. */
static uint64_t choice_of(struct octets text)
{
    enum { LOOKED_AT = 16 };
    uint64_t value = OBSERVED_HASH_START + text.len;
    for (size_t n = 0; n < LOOKED_AT && text.len > 0; n++)
        value = observed_hash(value, octets_slice(text, text.len * n / LOOKED_AT, 1));
    return value >> 32;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct observation first;
    static struct capture capture; /* keeps its memory from input to input */
    const struct octets text = {data, size};
    if (capture.requests.max == 0)
        capture_init(&capture);
    if (!capture_read(&capture, text))
        return 0;
    const uint64_t choice = choice_of(text);
    observe(&first, &capture, REPLAY_AS_CAPTURED);
    oracle_says_what_cannot_be(&first, &capture);
    for (enum replay_cuts cuts = 0; cuts <= REPLAY_OCTETS; cuts++)
        if (is_due(choice, cuts))
            compare(&first, &capture, cuts);
    return 0;
}
