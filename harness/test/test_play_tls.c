/* SPDX-License-Identifier: MIT */
/* Every role over TLS: honest peers pass as they do without, and faults are caught. The
 * whole of it, by hand: INTERIM_PROOF_TLS=1 build/test/test/test_faults [ROLE]. */
#include "case/select.h"
#include "test/proof.h"
#include "test/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { TEST_LIMIT_S = 300, MAX_COMPLAINTS = 1 << 16 };

static const struct {
    enum role role;
    const char *fault; /* NULL: honest */
    const char *glob;
} ROWS[] = {
    {ROLE_SERVER, NULL, "exchange.one-final/*"},
    {ROLE_SERVER, NULL, "webdav.copy/*"},
    {ROLE_SERVER, "two-finals", "exchange.one-final/by-itself"},
    {ROLE_CLIENT, NULL, "proxy.final/*"},
    {ROLE_CLIENT, NULL, "client.parse/*"},
    {ROLE_CLIENT, "second-1xx-is-final", "client.parse/*"},
    {ROLE_GATEWAY, NULL, "proxy.final/t*"},
    {ROLE_GATEWAY, NULL, "proxy.stray/interim*"},
    {ROLE_GATEWAY, "second-1xx-is-final", "proxy.final/two-102-in-one-segment"},
    {ROLE_PROXY, NULL, "proxy.forward/one*"},
    {ROLE_PROXY, "second-1xx-is-final", "proxy.final/two-102-in-one-segment"},
};

static void play_row(const struct catalogue *catalogue, size_t row,
                     struct buf *complaints)
{
    const char *const only[] = {ROWS[row].glob, NULL};
    const struct selection selection = {only, NULL, ROWS[row].role};
    const struct suspect suspect = {
        ROWS[row].role,
        ROWS[row].fault ? fault_find(ROWS[row].role, ROWS[row].fault) : FAULT_NONE};
    bool broken[REQUIREMENT_COUNT] = {false};
    unsigned played = 0, caught = 0;
    for (size_t at = 0; at < catalogue->case_count; at++) {
        struct proof_target target;
        struct outcome outcome;
        struct err err;
        if (!selection_has(&selection, &catalogue->cases[at]))
            continue;
        if (!proof_target_open(&target, suspect.role, suspect.fault, PROOF_TIME_SCALE,
                               &err))
            fail_msg("row %zu: %s", row, err.text);
        if (suspect.role != ROLE_PROXY)
            assert_string_equal(play_scheme(&target.config), "https");
        play_case(target.play, &catalogue->cases[at], &outcome);
        caught += verdict_of(complaints, &suspect, &outcome, broken);
        played++;
        outcome_fini(&outcome);
        proof_target_close(&target);
    }
    if (played == 0 || (ROWS[row].fault && caught == 0))
        fail_msg("row %zu: %u cases, %u show the fault", row, played, caught);
}

static void verdicts_are_the_same_as_without_tls(void **state)
{
    (void)state;
    struct catalogue catalogue;
    struct buf complaints;
    buf_init(&complaints, MAX_COMPLAINTS);
    assert_true(proof_load(&catalogue));
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        play_row(&catalogue, row, &complaints);
    if (complaints.len > 0)
        fail_msg("%s", buf_text(&complaints));
    buf_fini(&complaints);
    catalogue_fini(&catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_are_the_same_as_without_tls),
    };
    setenv(PROOF_OVER_TLS, "1", 1);
    alarm(TEST_LIMIT_S);
    return cmocka_run_group_tests_name("play_tls", tests, NULL, NULL);
}
