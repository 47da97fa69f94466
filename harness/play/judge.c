/* SPDX-License-Identifier: MIT */
/* The verdict of a round: patterns, checks, the canary, and the oracle's findings.
 *
 * Each of them may raise the outcome; the first that is as bad as the worst gives
 * requirement and reason, so that a case that fails by its pattern is reported as the
 * case's own requirement, with the findings listed beside it. */
#include "base/ensure.h"
#include "case/pattern.h"
#include "play/round.h"

#include <limits.h>

enum { TEXT_MAX = 2000 };

/* ------------------------------------------------------------ findings */

void judge_note(struct lane *lane, const struct oracle_finding *finding)
{
    struct round *round = lane->round;
    const unsigned exchange =
        finding->exchange == UINT_MAX ? UINT_MAX : lane->first + finding->exchange;
    for (size_t at = 0; at < round->finding_count; at++) {
        const struct outcome_finding *known = &round->findings[at].finding;
        if (known->requirement == finding->requirement && known->lane == lane->index)
            return; /* the first tells it; a flood of the same does not */
    }
    if (round->finding_count == ROUND_MAX_FINDINGS)
        return;
    round->findings[round->finding_count++] = (struct round_finding){
        .finding = {.requirement = finding->requirement,
                    .lane = lane->index,
                    .offset = finding->offset,
                    .connection = lane->connections - 1,
                    .detail = arena_text(round->arena, octets_of(finding->detail))},
        .exchange = exchange,
        .at_end = lane->ending};
}

bool judge_allows_for(const struct test_case *test, enum requirement requirement)
{
    const struct octets id = octets_of(requirement_row(requirement)->id);
    for (size_t at = 0; at < test->breach_count; at++)
        if (octets_equal(octets_of(test->breaches[at]), id))
            return true;
    return false;
}

static bool forwards(const struct round *round)
{
    return round->config->role == ROLE_GATEWAY || round->config->role == ROLE_PROXY;
}

/* A connection may end without a final response where the script made it end, where
 * the pattern allows it, and where only the canary was waiting. */
static bool end_was_provoked(struct round *round, const struct round_finding *finding,
                             bool close_expected)
{
    const struct lane *lane = &round->lanes[finding->finding.lane];
    const struct trip *trip =
        round_trip(round, finding->finding.lane, finding->exchange);
    /* A close may always be expected behind a response, never within one. */
    if (finding->finding.requirement == REQUIREMENT_EXCHANGE_COMPLETE)
        close_expected = false;
    return close_expected || lane->client.half_closed || !trip || trip->origin_ended;
}

static bool is_about_an_end(enum requirement requirement)
{
    return requirement == REQUIREMENT_EXCHANGE_ONE_FINAL ||
           requirement == REQUIREMENT_EXCHANGE_COMPLETE;
}

/* Advice that the script itself does not follow, as the origin or through a trigger. */
static bool provoked_advice(const struct round *round, enum requirement requirement)
{
    const bool ours =
        forwards(round) || (round->test->needs[ROLE_SERVER] & NEED_BIT(TRIGGER));
    return ours && !octets_equal(octets_of(requirement_row(requirement)->id),
                                 octets_of(round->test->requirement));
}

enum outcome_kind judge_cap(enum outcome_kind kind, enum outcome_kind most)
{
    return outcome_worse(kind, most) ? most : kind;
}

bool judge_is_about_http10(enum requirement requirement)
{
    return requirement == REQUIREMENT_HTTP10_NO_INTERIM ||
           requirement == REQUIREMENT_CONTINUE_HTTP10 ||
           requirement == REQUIREMENT_SWITCHING_HTTP10;
}

static enum outcome_kind kind_of(struct round *round,
                                 const struct round_finding *finding,
                                 const bool *close_expected)
{
    const enum requirement requirement = finding->finding.requirement;
    enum outcome_kind kind = outcome_of_breach(requirement, round->config->role);
    if (finding->at_end && is_about_an_end(requirement) &&
        end_was_provoked(round, finding, close_expected[finding->finding.lane]))
        return OUTCOME_PASS;
    if (kind == OUTCOME_INFO && provoked_advice(round, requirement))
        return OUTCOME_PASS;
    if (forwards(round) &&
        (judge_allows_for(round->test, requirement) ||
         (judge_is_about_http10(requirement) && round->broke_http10)))
        kind = judge_cap(kind, OUTCOME_WARN);
    return kind;
}

/* ------------------------------------------------------------ raising */

bool judge_raise(struct outcome *outcome, enum outcome_kind kind,
                 enum requirement requirement, const char *reason)
{
    if (!outcome_worse(kind, outcome->kind))
        return false;
    outcome->kind = kind;
    outcome->requirement = requirement;
    outcome->reason = reason;
    return true;
}

static void judge_findings(struct round *round, struct outcome *outcome,
                           const bool *close_expected)
{
    struct outcome_finding *kept =
        ARENA_ARRAY(round->arena, struct outcome_finding, round->finding_count + 1);
    size_t count = 0;
    for (size_t at = 0; at < round->finding_count; at++) {
        const struct round_finding *finding = &round->findings[at];
        const enum outcome_kind kind = kind_of(round, finding, close_expected);
        if (kind == OUTCOME_PASS)
            continue;
        kept[count] = finding->finding;
        kept[count].kind = kind;
        if (judge_raise(outcome, kind, finding->finding.requirement,
                        finding->finding.detail) ||
            !outcome->has_mark) {
            outcome->has_mark = true;
            outcome->mark_lane = finding->finding.lane;
            outcome->mark_offset = finding->finding.offset;
        }
        count++;
    }
    outcome->findings = kept;
    outcome->finding_count = count;
}

/* ------------------------------------------------------------ patterns */

static const char *const REASONS[] = {
    [OBSERVED_CLOSE] = "the target closed the connection where an answer was due",
    [OBSERVED_RESET] = "the target reset the connection",
    [OBSERVED_SILENCE] = "what was due had not come by the deadline",
    [OBSERVED_TUNNEL] = "the target ended HTTP on the connection",
    [OBSERVED_GARBAGE] = "the target sent octets that are no HTTP",
    [OBSERVED_RETRY] = "the target sent the same request twice",
    [OBSERVED_DELIVERED] = "the client delivered an answer where that was not expected",
    [OBSERVED_ERROR] = "the client reported an error",
    [OBSERVED_EMPTY_SUCCESS] = "the client reported success, without the content due",
    [OBSERVED_INTERIM_AS_FINAL] = "the client took an interim response as final",
    [OBSERVED_WRONG_ANSWER] = "a response carried content that was not its own",
    [OBSERVED_HANG] = "the client had no result by the deadline",
};

/* The word that tells most: the last that is not a plain end, else the last one. */
static const char *reason_of(const struct sequence *seen)
{
    for (size_t at = seen->count; at > 0; at--) {
        const int word = seen->items[at - 1];
        if (word <= OBSERVED_HANG && word != OBSERVED_CLOSE &&
            word != OBSERVED_DELIVERED)
            return REASONS[word];
    }
    if (seen->count == 0)
        return "nothing was observed";
    const int last = seen->items[seen->count - 1];
    if (last <= OBSERVED_HANG)
        return REASONS[last];
    return last < 200 ? "the final response is missing"
                      : "the responses are not those expected";
}

static enum label match_seen(struct sequence seen, const struct pattern *pattern,
                             bool *close_expected)
{
    enum label label = pattern_match(pattern, seen.items, seen.count);
    *close_expected = label != LABEL_NONE;
    if (label != LABEL_NONE || seen.count == 0)
        return label;
    int *last = &seen.items[seen.count - 1];
    if (*last != OBSERVED_CLOSE && *last != OBSERVED_RESET)
        return label;
    if (*last == OBSERVED_RESET) { /* a close with octets unread is a reset */
        *last = OBSERVED_CLOSE;
        label = pattern_match(pattern, seen.items, seen.count);
        *last = OBSERVED_RESET;
        *close_expected = label != LABEL_NONE;
    }
    if (label == LABEL_NONE)
        label = pattern_match(pattern, seen.items, seen.count - 1);
    return label;
}

static enum label match(const struct lane *lane, const struct pattern *pattern,
                        bool *close_expected)
{
    struct sequence seen;
    if (!judge_add_omitted(lane, &seen))
        return match_seen(lane->observed, pattern, close_expected);
    const enum label label = match_seen(seen, pattern, close_expected);
    sequence_fini(&seen);
    return label;
}

/* What came last, or the one before it. */
static int seen_last(const struct lane *lane, size_t before)
{
    const struct sequence *const seen = &lane->observed;
    return seen->count > before ? seen->items[seen->count - 1 - before]
                                : OBSERVED_SILENCE;
}

/* A final response is what did not come. */
static bool lacks_final(const struct lane *lane)
{
    const int last = seen_last(lane, 0);
    const bool ended = last == OBSERVED_CLOSE || last == OBSERVED_RESET;
    return last == OBSERVED_SILENCE || (ended && seen_last(lane, 1) < 200);
}

/* The script holds content back until an expectation is answered, and it never was. */
static bool expectation_was_ignored(const struct lane *lane)
{
    const int before = seen_last(lane, 1);
    return lane->in_content && lane->expects &&
           seen_last(lane, 0) == OBSERVED_SILENCE &&
           (before <= OBSERVED_HANG || before >= 200);
}

/* The same of a server, who owes an answer to every request, also where the case looks
 * for less than that, and to an expectation wherever one is sent. */
static enum requirement blamed_on_server(const struct lane *lane, enum requirement own)
{
    if (expectation_was_ignored(lane) && own != REQUIREMENT_CONTINUE_CASE)
        return REQUIREMENT_CONTINUE_ANSWER;
    const bool binds = outcome_of_breach(own, ROLE_SERVER) == OUTCOME_FAIL;
    return lacks_final(lane) && !binds ? REQUIREMENT_EXCHANGE_ONE_FINAL : own;
}

/* What a pattern that does not match says is broken. How an interim response looks on
 * the wire is the oracle's matter: where such a case lacks its final response, that is
 * what is wrong, and not what the case looks for. Unless the script breaks the rule
 * itself: then what becomes of that is the case. */
static enum requirement blamed(const struct round *round, const struct lane *lane)
{
    const struct test_case *const test = round->test;
    const enum role role = round->config->role;
    enum requirement own = requirement_find(octets_of(test->requirement));
    if (role == ROLE_SERVER)
        own = blamed_on_server(lane, own);
    const bool about_octets = own <= REQUIREMENT_INTERIM_SIZE; /* the table's order */
    return about_octets && lacks_final(lane) && test->breach_count == 0 &&
                   role != ROLE_CLIENT
               ? REQUIREMENT_EXCHANGE_ONE_FINAL
               : own;
}

static const char *format_observed(struct round *round, const struct lane *lane)
{
    struct buf out;
    buf_init(&out, TEXT_MAX);
    if (round->script->lane_count > 1)
        buf_printf(&out, "lane %u: ", lane->index + 1);
    observed_format(&out, lane->observed.items, lane->observed.count);
    const char *text = arena_text(round->arena, buf_view(&out));
    buf_fini(&out);
    return text;
}

static const char *with_detail(struct round *round, const struct lane *lane,
                               const char *reason)
{
    return lane->detail ? arena_printf(round->arena, "%s: %s", reason, lane->detail)
                        : reason;
}

static void judge_pattern(struct round *round, struct outcome *outcome,
                          const struct expectation *expectation, bool *close_expected)
{
    static const enum outcome_kind KIND_OF_LABEL[] = {[LABEL_PASS] = OUTCOME_PASS,
                                                      [LABEL_WARN] = OUTCOME_WARN,
                                                      [LABEL_INFO] = OUTCOME_INFO,
                                                      [LABEL_NONE] = OUTCOME_FAIL};
    const struct lane *lane = &round->lanes[expectation->lane];
    const enum label label = match(lane, expectation->pattern, close_expected);
    enum outcome_kind kind = KIND_OF_LABEL[label];
    const enum requirement broken =
        label == LABEL_NONE ? blamed(round, lane) : outcome->requirement;
    if (label == LABEL_NONE) {
        kind = outcome_of_breach(broken, round->config->role);
        if (round->broke_http10)
            kind = judge_cap(kind, OUTCOME_WARN);
    }
    const bool raised = judge_raise(
        outcome, kind, broken,
        label == LABEL_NONE ? with_detail(round, lane, reason_of(&lane->observed))
                            : "allowed, but not what is best");
    if (raised && lane->has_mark) {
        outcome->has_mark = true;
        outcome->mark_lane = lane->index;
        outcome->mark_offset = lane->mark;
    }
    if (!raised && outcome->actual[0])
        return;
    outcome->expected = arena_text(round->arena, pattern_text(expectation->pattern));
    outcome->actual = format_observed(round, lane);
}

/* ------------------------------------------------------------ the whole */

void judge_expectations(struct round *round, struct outcome *outcome,
                        bool *close_expected)
{
    const struct script *script = round->script;
    const enum role role = round->config->role;
    for (size_t at = 0; at < script->expectation_count; at++) {
        const struct expectation *expectation = &script->expectations[at];
        if (expectation->role == role)
            judge_pattern(round, outcome, expectation,
                          &close_expected[expectation->lane]);
    }
    if (outcome_worse(outcome->kind, OUTCOME_WARN))
        return;
    for (size_t at = 0; at < script->check_count; at++)
        if (script->checks[at].role == role)
            judge_check(round, outcome, &script->checks[at]);
}

/* A flood has no final response: where the case is about advice, that is what broke. */
static enum requirement flooded_requirement(const struct outcome *outcome)
{
    const bool binds =
        outcome_of_breach(outcome->requirement, outcome->role) == OUTCOME_FAIL;
    return binds ? outcome->requirement : REQUIREMENT_EXCHANGE_ONE_FINAL;
}

static void judge_floods(struct round *round, struct outcome *outcome)
{
    for (unsigned index = 0; index < round->script->lane_count; index++) {
        const struct lane *lane = &round->lanes[index];
        if (!lane->flooded)
            continue;
        const bool content =
            round->config->role == ROLE_SERVER && lane->finals_seen > 0;
        judge_raise(outcome, content ? OUTCOME_ERROR : OUTCOME_FAIL,
                    flooded_requirement(outcome),
                    content
                        ? "the server sends more than 64 MiB of content: give a URL "
                          "with less"
                        : "the target sent more than is judged of one connection "
                          "(64 MiB, or 250,000 responses)");
    }
}

void judge_stop(struct round *round, struct outcome *outcome)
{
    judge_raise(outcome, round->stop_kind, outcome->requirement, round->stop_reason);
    outcome->kind = round->stop_kind;
    outcome->reason = round->stop_reason;
    if (round->lanes[0].observed.count > 0)
        outcome->actual = format_observed(round, &round->lanes[0]);
}

void judge_round(struct round *round, struct outcome *outcome)
{
    bool close_expected[SCRIPT_MAX_LANES] = {false};
    if (round->state == ROUND_STOPPED) {
        judge_stop(round, outcome);
        return;
    }
    judge_floods(round, outcome);
    judge_expectations(round, outcome, close_expected);
    if (round->canary_reason)
        judge_raise(outcome, OUTCOME_FAIL,
                    judge_canary_requirement(round, outcome->requirement),
                    round->canary_reason);
    judge_findings(round, outcome, close_expected);
}
