/* SPDX-License-Identifier: MIT */
/* A probe through an intermediary with a defect, and the same straight to the origin.
 */
#include "oracle/head.h"
#include "peer/gateway.h"
#include "peer/server.h"
#include "probe/probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const int64_t TENTH = 100000000;

/* The honest reference server, and the reference gateway or proxy in front of it. */
struct way {
    struct peer_server *origin;
    struct peer_gateway *gateway;
    struct probe probe;
    struct probe_options options;
    char near[256], far[256], via[256];
    const char *compare[3];
};

static void way_open(struct way *way, enum role role, const char *fault,
                     const char *query)
{
    struct address any;
    struct err err;
    *way =
        (struct way){.options = {.request = {.method = "GET"}, .limits = PROBE_LIMITS}};
    address_loopback(&any, 0);
    way->origin = peer_server_start(&any, FAULT_NONE, 1.0, &err);
    assert_non_null(way->origin);
    const struct peer_gateway_options options = {
        .listen = any,
        .next_hop = *peer_server_address(way->origin),
        .role = role,
        .fault = fault[0] ? fault_find(role, fault) : FAULT_NONE,
        .time_scale = 1};
    assert_true(fault[0] == '\0' || options.fault != FAULT_NONE);
    way->gateway = peer_gateway_start(&options, &err);
    assert_non_null(way->gateway);
    const char *gateway = peer_gateway_address(way->gateway)->text;
    const char *origin = peer_server_address(way->origin)->text;
    snprintf(way->via, sizeof way->via, "http://%s/", gateway);
    snprintf(way->far, sizeof way->far, "http://%s/", origin);
    snprintf(way->near, sizeof way->near, "http://%s/?%s",
             role == ROLE_PROXY ? origin : gateway, query);
    way->options.url = way->near;
    way->compare[0] = way->far;
    way->options.compare = way->compare;
    way->options.via = role == ROLE_PROXY ? way->via : NULL;
    way->options.limits.silence_ms = 1600;
    way->options.limits.after_ms = 10;
}

/* As if each response had come when it should: a busy machine is no intermediary. */
static void set_times(struct probe *probe)
{
    for (unsigned at = 0; at < probe->watched; at++) {
        struct probe_hop *hop = &probe->hops[at];
        for (unsigned row = 0; row < hop->interim_count; row++)
            hop->interims[row].at_ns = row + 1;
        if (hop->final.status)
            hop->final.at_ns = TENTH;
    }
    probe_explain(probe);
}

static void way_run(struct way *way, bool timed)
{
    struct err err;
    if (probe_open(&way->probe, &way->options, &err) != PROBE_READY)
        fail_msg("%s", err.text);
    probe_run(&way->probe, NULL, NULL, NULL);
    if (!timed)
        set_times(&way->probe);
}

static void way_close(struct way *way)
{
    probe_close(&way->probe);
    peer_gateway_stop(&way->gateway);
    peer_server_stop(&way->origin);
}

#define EIGHT "interim=102,102,102,102,102,102,102,102&final=200&token=T"
#define MIXED "interim=103,102,103&final=200&token=T"

static const struct {
    enum role role;
    const char *fault, *query;
    enum diagnosis says; /* the one sentence of the comparison */
    const char *words;   /* in it */
    enum probe_verdict verdict;
} ROWS[] = {
    {ROLE_GATEWAY, "", EIGHT, DIAGNOSIS_PASSED_ON, "the same", PROBE_OK},
    {ROLE_PROXY, "", MIXED, DIAGNOSIS_PASSED_ON, "the same", PROBE_OK},
    {ROLE_GATEWAY, "drops-every-second-1xx", EIGHT, DIAGNOSIS_SWALLOWED_SOME,
     "4 of 8 x 102 did not come through", PROBE_OK},
    {ROLE_PROXY, "drops-every-second-1xx", EIGHT, DIAGNOSIS_SWALLOWED_SOME,
     "4 of 8 x 102 did not come through", PROBE_FAILED},
    {ROLE_PROXY, "drops-1xx", MIXED, DIAGNOSIS_SWALLOWED_ALL,
     "came 1 x 102 and 2 x 103, through", PROBE_FAILED},
    {ROLE_GATEWAY, "drops-1xx", EIGHT, DIAGNOSIS_SWALLOWED_ALL, "swallows", PROBE_OK},
    {ROLE_GATEWAY, "1xx-becomes-502", EIGHT, DIAGNOSIS_TURNED_ERROR,
     "is 200 after 8 x 102; through", PROBE_FAILED},
    {ROLE_GATEWAY, "no-final-after-1xx", EIGHT, DIAGNOSIS_LOST_FINAL,
     "8 x 102 and, after ", PROBE_FAILED},
    {ROLE_PROXY, "reverses-1xx", "interim=103,102,102&final=200&token=T",
     DIAGNOSIS_REORDERED, "another order", PROBE_FAILED},
    {ROLE_PROXY, "drops-1xx-fields", MIXED, DIAGNOSIS_LOST_FIELD, "The field Link",
     PROBE_FAILED},
    {ROLE_GATEWAY, "holds-1xx", "interim=102,102&gap_ms=400&final=200&token=T",
     DIAGNOSIS_HELD_ON_THE_WAY, "holds them back", PROBE_OK},
};

static bool is_of_comparison(enum diagnosis diagnosis)
{
    return diagnosis == DIAGNOSIS_PASSED_ON ||
           (diagnosis >= DIAGNOSIS_SWALLOWED_ALL &&
            diagnosis <= DIAGNOSIS_NOTHING_TO_COMPARE) ||
           diagnosis == DIAGNOSIS_HELD_ON_THE_WAY ||
           diagnosis == DIAGNOSIS_MADE_ON_THE_WAY;
}

static void check_row(size_t row)
{
    struct way way;
    struct buf said;
    bool only = true;
    way_open(&way, ROWS[row].role, ROWS[row].fault, ROWS[row].query);
    way_run(&way, ROWS[row].says == DIAGNOSIS_HELD_ON_THE_WAY);
    buf_init(&said, 1 << 16);
    for (unsigned at = 0; at < DIAGNOSIS_COUNT; at++) {
        const enum diagnosis diagnosis = (enum diagnosis)at;
        if (!is_of_comparison(diagnosis) ||
            !probe_says(&way.probe, PROBE_NEAR, diagnosis))
            continue;
        only = only && diagnosis == ROWS[row].says;
        diagnosis_sentence(diagnosis, &way.probe.facts[PROBE_NEAR], &said);
    }
    const enum probe_verdict verdict = probe_verdict(&way.probe);
    if (!only || !strstr(buf_text(&said), ROWS[row].words) ||
        verdict != ROWS[row].verdict)
        fail_msg("%s %s: verdict %d, said \"%s\"", role_name(ROWS[row].role),
                 ROWS[row].fault, verdict, buf_text(&said));
    buf_fini(&said);
    way_close(&way);
}

static void what_an_intermediary_does_is_said(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        check_row(row);
}

static void the_other_address_is_asked_for_the_same(void **state)
{
    struct way way;
    struct octets host;
    char expected[300];
    (void)state;
    way_open(&way, ROLE_PROXY, "", MIXED);
    way_run(&way, false);
    const struct probe_hop *hops = way.probe.hops;
    snprintf(expected, sizeof expected, "GET %s HTTP/1.1\r\n", way.near);
    assert_true(octets_starts_with(hops[PROBE_NEAR].request, octets_of(expected)));
    assert_true(octets_starts_with(hops[PROBE_FAR].request,
                                   OCTETS("GET /?" MIXED " HTTP/1.1\r\n")));
    assert_true(head_find(hops[PROBE_FAR].request, OCTETS("Host"), &host));
    assert_true(octets_equal(host, octets_of(peer_server_address(way.origin)->text)));
    way_close(&way);
}

/* A hop with 102s at these tenths of a second (0: no more), and a 200. */
static void make_hop(struct probe_hop *hop, struct probe_response *interims,
                     const unsigned *tenths, unsigned final)
{
    const struct octets head = OCTETS("HTTP/1.1 102 Processing\r\n\r\n");
    probe_hop_init(hop);
    hop->interims = interims;
    for (; tenths[hop->interim_count]; hop->interim_count++)
        interims[hop->interim_count] = (struct probe_response){
            .status = 102, .at_ns = tenths[hop->interim_count] * TENTH, .head = head};
    hop->final = (struct probe_response){.status = 200,
                                         .at_ns = final * TENTH,
                                         .head = OCTETS("HTTP/1.1 200 OK\r\n\r\n")};
}

/* What a timer sends depends on how long the work took: fewer are not yet swallowed. */
static void a_shorter_run_is_no_loss(void **state)
{
    static const struct {
        const char *why;
        unsigned near[6], near_final, far[6], far_final;
        unsigned fewer, missing, added;
    } TIMES[] = {
        {"the same", {20, 40}, 50, {20, 40}, 50, 0, 0, 0},
        {"done before the second", {20}, 39, {20, 40}, 50, 1, 0, 0},
        {"done as the third came", {20, 40}, 60, {20, 40, 60}, 61, 1, 0, 0},
        {"one is missing in the middle", {20, 60}, 70, {20, 40, 60}, 70, 1, 1, 0},
        {"none came, all along", {0}, 50, {20, 40}, 50, 2, 2, 0},
        {"a longer run", {20, 40, 60}, 70, {20, 40}, 50, 0, 0, 0},
        {"one too many", {20, 30, 40}, 50, {20, 40}, 50, 0, 0, 1},
        {"all at once", {1, 1, 1}, 1, {1, 1, 1, 1}, 2, 1, 1, 0},
    };
    (void)state;
    for (size_t row = 0; row < sizeof TIMES / sizeof TIMES[0]; row++) {
        struct probe_response responses[2][6];
        struct probe_hop near;
        struct probe_hop far;
        struct probe_facts facts;
        make_hop(&near, responses[0], TIMES[row].near, TIMES[row].near_final);
        make_hop(&far, responses[1], TIMES[row].far, TIMES[row].far_final);
        probe_facts_gather(&facts, &near, &far, true);
        if (facts.fewer != TIMES[row].fewer || facts.missing != TIMES[row].missing ||
            facts.added != TIMES[row].added)
            fail_msg("%s: %u fewer, %u missing, %u added", TIMES[row].why, facts.fewer,
                     facts.missing, facts.added);
        probe_hop_fini(&near);
        probe_hop_fini(&far);
    }
}

/* An honest gateway, behind it one that drops half, behind that the origin server: who
 * does it is the second. */
static void the_hop_that_swallows_is_found(void **state)
{
    struct way way;
    struct address any;
    struct err err;
    char outer_url[256];
    struct buf said;
    (void)state;
    way_open(&way, ROLE_GATEWAY, "drops-every-second-1xx", EIGHT);
    address_loopback(&any, 0);
    const struct peer_gateway_options options = {.listen = any,
                                                 .next_hop =
                                                     *peer_gateway_address(way.gateway),
                                                 .role = ROLE_GATEWAY,
                                                 .fault = FAULT_NONE,
                                                 .time_scale = 1};
    struct peer_gateway *outer = peer_gateway_start(&options, &err);
    assert_non_null(outer);
    snprintf(outer_url, sizeof outer_url, "http://%s/?" EIGHT,
             peer_gateway_address(outer)->text);
    way.options.url = outer_url;
    way.compare[0] = way.via; /* the inner gateway */
    way.compare[1] = way.far;
    way_run(&way, false);
    assert_int_equal(way.probe.watched, 3);
    assert_true(probe_says(&way.probe, 0, DIAGNOSIS_PASSED_ON));
    assert_true(probe_says(&way.probe, 1, DIAGNOSIS_SWALLOWED_SOME));
    assert_false(probe_says(&way.probe, 1, DIAGNOSIS_HANDLER_102)); /* once is enough */
    buf_init(&said, 1 << 16);
    probe_text(&way.probe, &said);
    assert_non_null(strstr(buf_text(&said), "4 of 8 x 102 did not"));
    buf_fini(&said);
    peer_gateway_stop(&outer);
    way_close(&way);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_intermediary_does_is_said),
        cmocka_unit_test(the_hop_that_swallows_is_found),
        cmocka_unit_test(a_shorter_run_is_no_loss),
        cmocka_unit_test(the_other_address_is_asked_for_the_same),
    };
    return cmocka_run_group_tests_name("probe_compare", tests, NULL, NULL);
}
