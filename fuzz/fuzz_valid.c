/* SPDX-License-Identifier: MIT */
/* Property: a connection that is valid by construction has no finding and all of its
 * responses; with one breach planted (plant.def) the oracle names the requirement of
 * that breach, and no other. Input: a sequence of choices. */
#include "fuzz/breach.h"
#include "fuzz/observe.h"
#include "fuzz/target.h"
#include "fuzz/valid.h"

#include <stdio.h>
#include <stdlib.h>

/* What led there, before the end. */
static void show(const struct capture *capture, const struct observation *observation)
{
    struct buf text;
    buf_init(&text, CAPTURE_MAX_OCTETS);
    capture_write(capture, &text);
    fwrite(text.ptr, 1, text.len, stderr);
    fputc('\n', stderr);
    observation_print("oracle", observation);
    buf_fini(&text);
}

ATTR_NOINLINE static void responses_differ(const struct capture *capture,
                                           const struct observation *observation)
{
    show(capture, observation);
    abort();
}

static void check_responses(const struct valid *valid, const struct capture *capture,
                            const struct observation *observation)
{
    size_t count = 0;
    for (size_t at = 0; at < observation_kept(observation); at++) {
        const struct observed *one = &observation->list[at];
        if (one->kind != ORACLE_INTERIM && one->kind != ORACLE_FINAL)
            continue;
        if (count == valid->count || one->code != valid->statuses[count])
            responses_differ(capture, observation);
        count++;
    }
    if (count != valid->count)
        responses_differ(capture, observation);
}

static void check_findings(const struct valid *valid, const struct capture *capture,
                           const struct observation *observation)
{
    const struct plant_row *row =
        valid->plant == PLANT_NONE ? NULL : plant_row(valid->plant);
    for (size_t at = 0; at < observation_kept(observation); at++) {
        const struct observed *one = &observation->list[at];
        if (one->kind != OBSERVED_FINDING || (row && row->requirement == one->code))
            continue;
        show(capture, observation);
        breach((enum requirement)one->code,
               row ? row->sentence : "found in a valid connection");
    }
    if (row && observation_findings(observation) == 0) {
        show(capture, observation);
        breach_missed(row->requirement, row->sentence);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct observation observation;
    struct capture capture;
    struct valid valid;
    capture_init(&capture);
    valid_make(&valid, &capture, (struct octets){data, size});
    observe(&observation, &capture, REPLAY_AS_CAPTURED);
    check_findings(&valid, &capture, &observation);
    if (valid.plant == PLANT_NONE)
        check_responses(&valid, &capture, &observation);
    capture_fini(&capture);
    return 0;
}
