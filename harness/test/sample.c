/* SPDX-License-Identifier: MIT */
/* The hand-made report: a gateway with a bit of everything. */
#include "test/sample.h"

#include <string.h>

#define REQUEST                                                                        \
    "GET /i/proxy.final/x7 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nX-Interim-Case: "       \
    "proxy.final/two-102-in-one-segment\r\n\r\n"

static void add_entry(struct outcome *outcome, const struct tap_entry *entry)
{
    struct tap_entry *entries =
        ARENA_ARRAY(&outcome->arena, struct tap_entry, outcome->transcript_count + 1);
    if (outcome->transcript_count > 0)
        memcpy(entries, outcome->transcript,
               outcome->transcript_count * sizeof *entries);
    entries[outcome->transcript_count++] = *entry;
    outcome->transcript = entries;
}

static void add_octets(struct outcome *outcome, enum tap_kind kind, enum side side,
                       uint64_t offset, struct octets octets)
{
    const struct tap_entry entry = {
        .kind = kind, .side = side, .offset = offset, .octets = octets};
    add_entry(outcome, &entry);
}

static void add_event(struct outcome *outcome, enum tap_kind kind, enum side side,
                      bool theirs)
{
    const struct tap_entry entry = {.kind = kind, .side = side, .theirs = theirs};
    add_entry(outcome, &entry);
}

/* ---------------------------------------------------------------- the outcomes */

/* A gateway that takes the second 102 for the final response. */
static void fail_on_pattern(struct outcome *outcome)
{
    outcome->kind = OUTCOME_FAIL;
    outcome->reason = "the observed sequence matches no expected one";
    outcome->expected = "pass 102 102 200 | warn 1xx{0,1} 200";
    outcome->actual = "102 102 close";
    outcome->control = CONTROL_PASSED;
    outcome->round = "code=102 cut=25";
    outcome->rounds = 100;
    outcome->rounds_failed = 3;
    outcome->rounds_list = "code=102 cut=25, code=102 cut=26, code=102 cut=27";
    static const struct outcome_bound BOUND = {
        .what = "interim responses",
        .sentence = "fails from 2 interim responses on; 1 passes",
        .fails = 2,
        .passes = 1,
        .has_passes = true,
        .stable = true};
    static const struct outcome_log LOG = {
        .text = "GET /i/proxy.final/x7\n\\x1b[31mred\n", .left_out = 70, .beside = 3};
    outcome->log = &LOG;
    outcome->bounds = &BOUND;
    outcome->bound_count = 1;
    outcome->bisect_plays = 5;
    add_event(outcome, TAP_OPENED, SIDE_CLIENT, false);
    add_octets(outcome, TAP_SENT, SIDE_CLIENT, 0, OCTETS(REQUEST));
    add_event(outcome, TAP_OPENED, SIDE_ORIGIN, true);
    add_octets(outcome, TAP_RECEIVED, SIDE_ORIGIN, 0, OCTETS(REQUEST));
    add_octets(outcome, TAP_SENT, SIDE_ORIGIN, 0,
               OCTETS("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                      "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n0123456789abcdef"));
    add_octets(outcome, TAP_RECEIVED, SIDE_CLIENT, 0,
               OCTETS("HTTP/1.1 102 Processing\r\n\r\n"));
    add_octets(outcome, TAP_RECEIVED, SIDE_CLIENT, 27,
               OCTETS("HTTP/1.1 102 Processing\r\n\r\n"));
    add_event(outcome, TAP_CLOSED, SIDE_CLIENT, true);
}

/* A Content-Length in a 1xx, marked where it stands. */
static void fail_on_finding(struct outcome *outcome)
{
    struct outcome_finding *finding =
        ARENA_NEW(&outcome->arena, struct outcome_finding);
    *finding = (struct outcome_finding){
        .requirement = REQUIREMENT_INTERIM_NO_CONTENT_LENGTH,
        .kind = OUTCOME_FAIL,
        .offset = 25,
        .detail = "the interim response 102 has Content-Length: 0"};
    outcome->kind = OUTCOME_FAIL;
    outcome->requirement = REQUIREMENT_INTERIM_NO_CONTENT_LENGTH;
    outcome->reason = finding->detail;
    outcome->findings = finding;
    outcome->finding_count = 1;
    outcome->has_mark = true;
    outcome->mark_offset = 25;
    outcome->actual = "102 200";
    outcome->control = CONTROL_FAILED;
    add_octets(outcome, TAP_SENT, SIDE_CLIENT, 0, OCTETS(REQUEST));
    add_octets(outcome, TAP_RECEIVED, SIDE_CLIENT, 0,
               OCTETS("HTTP/1.1 102 Processing\r\nContent-Length: 0\r\n\r\n"
                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
}

static void warn_on_forward(struct outcome *outcome)
{
    outcome->kind = OUTCOME_WARN;
    outcome->reason = "an interim response was not forwarded";
    outcome->expected = "pass 103 200 | warn 200";
    outcome->actual = "200";
    add_octets(outcome, TAP_SENT, SIDE_ORIGIN, 0,
               OCTETS("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"));
}

static void error_on_connect(struct outcome *outcome)
{
    outcome->kind = OUTCOME_ERROR;
    outcome->reason = "127.0.0.1:8080: Connection refused";
}

static void skip(struct outcome *outcome)
{
    outcome->kind = OUTCOME_SKIP;
    outcome->reason = "needs a target that caches";
}

static void inform(struct outcome *outcome)
{
    outcome->kind = OUTCOME_INFO;
    outcome->reason = "1,000 interim responses stall the exchange";
    outcome->actual = "102{312} silence";
}

static void pass(struct outcome *outcome)
{
    outcome->rounds = 1;
}

static void pass_with_transcript(struct outcome *outcome)
{
    add_octets(outcome, TAP_SENT, SIDE_CLIENT, 0, OCTETS(REQUEST));
}

static const struct {
    const char *requirement, *name, *why;
    void (*make)(struct outcome *outcome);
} ROWS[SAMPLE_COUNT] = {
    {"exchange.one-final", "plain-200", "A request gets one final response.", pass},
    {"interim.no-content-length", "in-a-102",
     "A recipient that believes it takes the final response for content.",
     fail_on_finding},
    {"proxy.cache", "103-is-not-stored", "A stored 103 answers the next user.", skip},
    {"proxy.burst", "thousand-in-one-segment", "Some gateways read once a second.",
     inform},
    {"proxy.final", "two-102-in-one-segment",
     "An intermediary that looks for one interim response a read takes the second for "
     "the final one.",
     fail_on_pattern},
    {"proxy.forward", "early-hints", "A browser cannot use hints that it never sees.",
     warn_on_forward},
    {"proxy.one-final", "next-hop-dies", "Somebody has to say that it is over.",
     error_on_connect},
    {"proxy.order", "102-then-103", "Order is meaning.", pass_with_transcript},
};

/* ---------------------------------------------------------------- the report */

void sample_judge(struct sample *sample)
{
    report_judge(sample->list, SAMPLE_COUNT, false, sample->verdicts,
                 &sample->run.summary);
}

void sample_init(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    arena_init(&sample->arena);
    for (size_t row = 0; row < SAMPLE_COUNT; row++) {
        struct test_case *test = &sample->tests[row];
        test->requirement = ROWS[row].requirement;
        test->file = "cases/sample.md";
        test->line = 7;
        test->name = ROWS[row].name;
        test->why = ROWS[row].why;
        test->id = arena_printf(&sample->arena, "%s/%s", test->requirement, test->name);
        test->roles = 1U << ROLE_GATEWAY;
        outcome_init(&sample->outcomes[row], test, ROLE_GATEWAY);
        ROWS[row].make(&sample->outcomes[row]);
        sample->list[row] = &sample->outcomes[row];
    }
    sample->run =
        (struct report_run){.target = "http://127.0.0.1:8080/",
                            .version = "nginx 1.22.1",
                            .role = ROLE_GATEWAY,
                            .command = "interim gateway --origin 127.0.0.1:9000",
                            .arguments = " http://127.0.0.1:8080/",
                            .started = "2026-01-31T23:59:59",
                            .llhttp = "9.3.0",
                            .planned = SAMPLE_COUNT,
                            .trouble = "",
                            .outcomes = sample->list,
                            .outcome_count = SAMPLE_COUNT,
                            .verdicts = sample->verdicts,
                            .status = 1};
    sample_judge(sample);
}

void sample_fini(struct sample *sample)
{
    for (size_t row = 0; row < SAMPLE_COUNT; row++)
        outcome_fini(&sample->outcomes[row]);
    arena_fini(&sample->arena);
}

void sample_write(const struct sample *sample, const struct report_writer *writer,
                  struct report_style style, size_t runs, struct buf *out)
{
    struct report_state state = {.style = style, .runs = runs};
    if (writer->open)
        writer->open(&state, out);
    for (; state.run < runs; state.run++)
        report_write_run(writer, &sample->run, &state, out);
    if (writer->close)
        writer->close(&state, out);
}
