/* SPDX-License-Identifier: MIT */
/* Bisecting: faults whose threshold is known, found to the one. */
#include "run/bisect.h"
#include "test/proof.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { TEST_LIMIT_S = 120, LARGE_OCTETS = 16 * 1024 };

/* A case of the roles, its origin's fences, and what is expected of a gateway. */
#define CASE(name, more, origin, gateway)                                              \
    "## " name "\n\nroles: client, gateway\n" more "\nIt is to be made smaller.\n\n"   \
    "```client\nGET {target} HTTP/1.1\nHost: {authority}\n\n```\n"                     \
    "```do\norigin waits request\n```\n" origin                                        \
    "```expect\nclient: pass delivered\ngateway: pass " gateway                        \
    "\nfaults: client first-1xx-is-final, gateway first-1xx-is-502\n```\n\n"
#define INTERIM "HTTP/1.1 102 Processing\n\n"
#define FINAL   "HTTP/1.1 200 OK\nContent-Length: {token.length}\n\n{token}\\\n"

static const char CASES[] = "# proxy.final\n\n" CASE(
    "twenty", "", "```origin repeat=20\n" INTERIM "```\n```origin\n" FINAL "```\n",
    "102{20} 200")
    CASE("pairs", "",
         "```origin repeat=10\n" INTERIM INTERIM "```\n```origin\n" FINAL "```\n",
         "102{20} 200") CASE("together", "",
                             "```origin\n" INTERIM INTERIM INTERIM FINAL "```\n",
                             "102 102 102 200")
        CASE("cut", "", "```origin cut=12,40 gap=20ms\n" INTERIM FINAL "```\n",
             "102 200")
            CASE("large", "",
                 "```origin\nHTTP/1.1 102 Processing\nX-Fill: {fill:40000}\n\n" FINAL
                 "```\n",
                 "102 200")
                CASE("pause", "limit: 1s\n",
                     "```origin\n" INTERIM
                     "```\n```do\norigin pauses 4s\n```\n```origin\n" FINAL "```\n",
                     "102 200");

static struct catalogue catalogue;

static void bisect(enum role role, const char *fault, const char *name, double scale,
                   struct outcome *outcome)
{
    struct proof_target target;
    struct err err;
    char id[128];
    snprintf(id, sizeof id, "proxy.final/%s", name);
    const struct test_case *const test = catalogue_find(&catalogue, id);
    assert_non_null(test);
    assert_true(proof_target_open(&target, role, fault_find(role, fault), scale, &err));
    play_case(target.play, test, outcome);
    if (outcome->kind != OUTCOME_FAIL)
        fail_msg("%s at %s: %s (%s)", id, fault, outcome_name(outcome->kind),
                 outcome->reason);
    bisect_outcome(target.play, &target.config, test, outcome);
    proof_target_close(&target);
}

static const struct outcome_bound *bound_of(const struct outcome *outcome,
                                            const char *what)
{
    for (size_t at = 0; at < outcome->bound_count; at++)
        if (strcmp(outcome->bounds[at].what, what) == 0)
            return &outcome->bounds[at];
    fail_msg("%s: no bound of %s", outcome->test->id, what);
    return NULL;
}

static const struct {
    enum role role;
    const char *fault, *name, *what;
    uint64_t fails, passes;
    const char *sentence;
} ROWS[] = {
    {ROLE_GATEWAY, "eleventh-1xx-is-502", "twenty", "interim responses", 11, 10,
     "fails from 11 interim responses on; 10 pass"},
    {ROLE_CLIENT, "eleventh-1xx-is-error", "twenty", "interim responses", 11, 10,
     "fails from 11 interim responses on; 10 pass"},
    {ROLE_GATEWAY, "eleventh-1xx-is-502", "pairs", "interim responses", 11, 10,
     "fails from 11 interim responses on; 10 pass"},
    {ROLE_GATEWAY, "second-1xx-is-final", "pairs", "interim responses", 2, 1,
     "fails from 2 interim responses on; 1 passes"},
    {ROLE_GATEWAY, "second-1xx-is-final", "together", "interim responses", 2, 1,
     "fails from 2 interim responses on; 1 passes"},
    {ROLE_CLIENT, "first-1xx-is-final", "together", "interim responses", 1, 0,
     "fails from 1 interim response on; without one it passes"},
    {ROLE_CLIENT, "drops-octets-behind-1xx", "together", "segments", 1, 2,
     "fails when a response comes in the same segment as the one before; passes when "
     "each has its own"},
    {ROLE_CLIENT, "1xx-cut-is-error", "cut", "segments", 2, 1,
     "fails when cut behind octet 12 alone; in one segment it passes"},
};

static void thresholds_are_found_to_the_one(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof ROWS / sizeof ROWS[0]; at++) {
        struct outcome outcome;
        bisect(ROWS[at].role, ROWS[at].fault, ROWS[at].name, PROOF_TIME_SCALE,
               &outcome);
        const struct outcome_bound *const bound = bound_of(&outcome, ROWS[at].what);
        assert_string_equal(bound->sentence, ROWS[at].sentence);
        assert_int_equal(bound->fails, ROWS[at].fails);
        assert_int_equal(bound->passes, ROWS[at].passes);
        assert_true(bound->has_passes && bound->stable);
        assert_true(outcome.bisect_plays <= BISECT_MAX_PLAYS);
        outcome_fini(&outcome);
    }
}

/* The header section that is too large has some more octets than its filling. */
static void a_size_is_found_to_the_octet(void **state)
{
    struct outcome outcome;
    (void)state;
    bisect(ROLE_CLIENT, "large-1xx-is-final", "large", PROOF_TIME_SCALE, &outcome);
    const struct outcome_bound *const bound = bound_of(&outcome, "octets of filling");
    assert_true(bound->stable);
    assert_int_equal(bound->fails, bound->passes + 1);
    const uint64_t others = sizeof "HTTP/1.1 102 Processing\r\nX-Fill: \r\n\r\n" - 1;
    assert_int_equal(bound->fails + others, LARGE_OCTETS + 1);
    outcome_fini(&outcome);
}

/* The honest client is told to wait for a second. */
static void a_pause_is_found_nearly(void **state)
{
    struct outcome outcome;
    (void)state;
    bisect(ROLE_CLIENT, "", "pause", 0.2, &outcome);
    const struct outcome_bound *const bound = bound_of(&outcome, "pause");
    assert_true(bound->has_passes);
    assert_in_range(bound->fails, 700, 1300);
    assert_true(bound->passes < bound->fails);
    outcome_fini(&outcome);
}

static int set_up(void **state)
{
    struct err err;
    (void)state;
    alarm(TEST_LIMIT_S);
    if (catalogue_load_text(&catalogue, "proxy.final.md", octets_of(CASES), NULL, NULL,
                            NULL, &err))
        return 0;
    print_error("line %d: %s\n", err.line, err.text);
    return -1;
}

static int tear_down(void **state)
{
    (void)state;
    catalogue_fini(&catalogue);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds_are_found_to_the_one),
        cmocka_unit_test(a_size_is_found_to_the_octet),
        cmocka_unit_test(a_pause_is_found_nearly),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
