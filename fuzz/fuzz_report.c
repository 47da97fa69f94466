/* SPDX-License-Identifier: MIT */
/* Property: whatever the outcomes of a run hold, every format that exists is well
 * formed. Input: an octet that chooses the format, one that says how many targets, then
 * for each case of a report made by hand two octets (its kind, what is marked) and
 * texts that NUL ends: they stand wherever a report has text, and in the transcript. */
#include "base/ensure.h"
#include "fuzz/target.h"
#include "test/sample.h"
#include "test/wellformed.h"

#include <stdbool.h>
#include <stdlib.h>

enum { REPORT_MAX = 1 << 24, RUNS_MAX = 3, TEXT_MAX = 512 };

/* What is left of the input. */
struct input {
    struct octets left;
    struct arena *arena;
};

static unsigned next_octet(struct input *input)
{
    const unsigned octet = input->left.len > 0 ? input->left.ptr[0] : 0;
    input->left = octets_slice(input->left, 1, input->left.len);
    return octet;
}

static struct octets next_octets(struct input *input)
{
    const size_t end = octets_find(input->left, OCTETS("\0"));
    const struct octets text =
        octets_slice(input->left, 0, end < TEXT_MAX ? end : TEXT_MAX);
    input->left = octets_slice(input->left, text.len + 1, input->left.len);
    return text;
}

static const char *next_text(struct input *input)
{
    return arena_text(input->arena, next_octets(input));
}

static void set_outcome(struct input *input, struct outcome *outcome)
{
    struct tap_entry *entry = ARENA_NEW(input->arena, struct tap_entry);
    struct outcome_finding *finding = ARENA_NEW(input->arena, struct outcome_finding);
    outcome->kind = (enum outcome_kind)(next_octet(input) % OUTCOME_KIND_COUNT);
    outcome->requirement = (enum requirement)(next_octet(input) % REQUIREMENT_COUNT);
    outcome->reason = next_text(input);
    outcome->expected = next_text(input);
    outcome->actual = next_text(input);
    outcome->round = next_text(input);
    outcome->rounds_list = next_text(input);
    outcome->measured = next_text(input);
    *entry = (struct tap_entry){.kind = TAP_RECEIVED, .octets = next_octets(input)};
    outcome->transcript = entry;
    outcome->transcript_count = 1;
    outcome->has_mark = entry->octets.len > 0;
    outcome->mark_offset = entry->octets.len / 2;
    *finding = (struct outcome_finding){.requirement = outcome->requirement,
                                        .kind = OUTCOME_FAIL,
                                        .offset = outcome->mark_offset,
                                        .detail = next_text(input)};
    outcome->findings = finding;
    outcome->finding_count = 1;
}

static void write_one(const struct sample *sample, unsigned format, size_t runs)
{
    size_t count = 0;
    struct buf out;
    while (REPORT_WRITERS[count])
        count++;
    ENSURE(count > 0);
    const struct report_writer *writer = REPORT_WRITERS[format % count];
    buf_init(&out, REPORT_MAX);
    sample_write(sample, writer, (struct report_style){false, false, true}, runs, &out);
    wellformed_assert(writer, buf_view(&out), runs);
    buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sample sample;
    struct input input = {.left = {data, size}, .arena = &sample.arena};
    /* So that what the tests' checks say is a crash. */
    setenv("CMOCKA_TEST_ABORT", "1", 1);
    sample_init(&sample);
    const unsigned format = next_octet(&input);
    const size_t runs = 1 + next_octet(&input) % RUNS_MAX;
    sample.run.target = next_text(&input);
    sample.run.version = next_text(&input);
    sample.run.arguments = next_text(&input);
    for (size_t row = 0; row < SAMPLE_COUNT && input.left.len > 0; row++) {
        sample.tests[row].why = next_text(&input);
        set_outcome(&input, &sample.outcomes[row]);
    }
    sample_judge(&sample);
    write_one(&sample, format, runs);
    sample_fini(&sample);
    return 0;
}
