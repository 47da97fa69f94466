/* SPDX-License-Identifier: MIT */
/* The sentences of a probe: each has what trips it, and a near miss that does not. */
#include "base/buf.h"
#include "probe/diagnosis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const struct {
    enum diagnosis diagnosis;
    struct probe_facts trip, miss;
} ROWS[] = {
#include "test/probe_diagnoses.inc"
};

static void every_sentence_has_one_row_here(void **state)
{
    unsigned seen[DIAGNOSIS_COUNT] = {0};
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++)
        seen[ROWS[row].diagnosis]++;
    for (unsigned at = 0; at < DIAGNOSIS_COUNT; at++)
        if (seen[at] != 1)
            fail_msg("%s has %u rows", diagnosis_row((enum diagnosis)at)->id, seen[at]);
}

static void what_calls_for_a_sentence_gets_it(void **state)
{
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++)
        if (!diagnosis_applies(ROWS[row].diagnosis, &ROWS[row].trip))
            fail_msg("%s is not told", diagnosis_row(ROWS[row].diagnosis)->id);
}

static void what_nearly_calls_for_it_does_not(void **state)
{
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++)
        if (diagnosis_applies(ROWS[row].diagnosis, &ROWS[row].miss))
            fail_msg("%s is told of a near miss",
                     diagnosis_row(ROWS[row].diagnosis)->id);
}

static void every_name_in_a_sentence_is_filled_in(void **state)
{
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct buf text;
        buf_init(&text, 4096);
        diagnosis_sentence(ROWS[row].diagnosis, &ROWS[row].trip, &text);
        const char *sentence = buf_text(&text);
        if (strpbrk(sentence, "{}\n") || text.len < 20 || sentence[text.len - 1] != '.')
            if (strpbrk(sentence, "{}\n") || sentence[text.len - 1] != ')')
                fail_msg("%s: \"%s\"", diagnosis_row(ROWS[row].diagnosis)->id,
                         sentence);
        for (size_t at = 0; at < text.len; at++)
            assert_in_range(text.ptr[at], 0x20, 0x7e);
        buf_fini(&text);
    }
}

static void ids_are_unique_and_bases_name_what_there_is(void **state)
{
    (void)state;
    for (unsigned at = 0; at < DIAGNOSIS_COUNT; at++) {
        const struct diagnosis_row *row = diagnosis_row((enum diagnosis)at);
        for (unsigned other = 0; other < at; other++)
            assert_string_not_equal(row->id, diagnosis_row((enum diagnosis)other)->id);
        assert_true(row->basis[0] != '\0');
        /* A problem rests on a requirement, or on what was measured. */
        if (row->kind == DIAGNOSIS_PROBLEM &&
            diagnosis_requirement((enum diagnosis)at) == REQUIREMENT_NONE &&
            !strstr(row->basis, "reports/"))
            fail_msg("%s: \"%s\" is no requirement", row->id, row->basis);
    }
}

static void a_proxy_is_held_to_more_than_a_gateway(void **state)
{
    const struct probe_facts gateway = {.compared = true};
    const struct probe_facts proxy = {.compared = true, .proxied = true};
    struct buf text;
    (void)state;
    assert_false(diagnosis_fails(DIAGNOSIS_SWALLOWED_SOME, &gateway));
    assert_true(diagnosis_fails(DIAGNOSIS_SWALLOWED_SOME, &proxy));
    assert_true(diagnosis_fails(DIAGNOSIS_TURNED_ERROR, &gateway));
    assert_false(diagnosis_fails(DIAGNOSIS_HELD_ON_THE_WAY, &proxy));
    buf_init(&text, 400);
    diagnosis_basis(DIAGNOSIS_SWALLOWED_SOME, &gateway, &text);
    assert_string_equal(buf_text(&text),
                        "proxy.forward (should, explicit, RFC 9110 §15.2, §3.7)");
    buf_clear(&text);
    diagnosis_basis(DIAGNOSIS_SILENCE_60, &gateway, &text);
    assert_string_equal(buf_text(&text), "processing.gap (advice)");
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sentence_has_one_row_here),
        cmocka_unit_test(what_calls_for_a_sentence_gets_it),
        cmocka_unit_test(what_nearly_calls_for_it_does_not),
        cmocka_unit_test(every_name_in_a_sentence_is_filled_in),
        cmocka_unit_test(ids_are_unique_and_bases_name_what_there_is),
        cmocka_unit_test(a_proxy_is_held_to_more_than_a_gateway),
    };
    return cmocka_run_group_tests_name("probe_diagnosis", tests, NULL, NULL);
}
