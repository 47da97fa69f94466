/* SPDX-License-Identifier: MIT */
/* Limits of time, and what a close leaves open. */
#include "oracle/silence.h"

#include "oracle/finding.h"
#include "oracle/pending.h"

#include <limits.h>
#include <stdio.h>

static const int64_t NS_PER_MS = 1000000;

/* When the server could begin with the oldest request: not before the one before it was
 * over. */
static int64_t begun_ns(const struct oracle *oracle, int64_t sent_ns)
{
    return oracle->past.any && oracle->past.at_ns > sent_ns ? oracle->past.at_ns
                                                            : sent_ns;
}

static bool passed(int64_t from_ns, int64_t now_ns, unsigned limit_ms)
{
    return limit_ms != 0 && now_ns - from_ns > (int64_t)limit_ms * NS_PER_MS;
}

/* Tells of a time that was too long: `before` TIME `behind`, in milliseconds below one
 * second, in seconds and tenths above. */
static void tell_time(struct oracle *oracle, enum requirement requirement,
                      const char *before, int64_t took_ns, const char *behind)
{
    char detail[200];
    const unsigned long long ms = (unsigned long long)(took_ns / NS_PER_MS);
    if (ms < 1000)
        snprintf(detail, sizeof detail, "%s%llu ms%s", before, ms, behind);
    else
        snprintf(detail, sizeof detail, "%s%llu.%llu s%s", before, ms / 1000,
                 ms / 100 % 10, behind);
    finding_add_waiting(oracle, requirement, detail);
}

bool silence_expectation(struct oracle *oracle, int64_t now_ns)
{
    const struct pending *pending = pending_oldest(oracle);
    if (!pending_has(pending, PENDING_EXPECT | PENDING_CONTENT) ||
        oracle->progress.not_waiting ||
        pending->flags & (PENDING_COMPLETE | PENDING_HTTP10 | PENDING_INVALID) ||
        !passed(begun_ns(oracle, pending->sent_ns), now_ns,
                oracle->limits->continue_ms))
        return false;
    oracle->progress.not_waiting = true;
    finding_add_waiting(
        oracle, REQUIREMENT_CONTINUE_ANSWER,
        "the request announced content with Expect: 100-continue, and neither "
        "a 100 nor a final response came in time");
    return true;
}

void silence_before(struct oracle *oracle)
{
    const struct pending *pending = pending_oldest(oracle);
    if (!pending || silence_expectation(oracle, oracle->now_ns) ||
        !pending_has(pending, PENDING_COMPLETE))
        return;
    const int64_t begun = begun_ns(oracle, pending->ready_ns);
    const int64_t heard = oracle->arrival_ns > begun ? oracle->arrival_ns : begun;
    if (!oracle->progress.answered &&
        passed(begun, oracle->now_ns, oracle->limits->pace_ms) &&
        finding_is_first(oracle, TOLD_PACE))
        tell_time(oracle, REQUIREMENT_PROCESSING_PACE, "the request took ",
                  oracle->now_ns - begun,
                  " before its first response, and no 102 came meanwhile");
    else if (passed(heard, oracle->now_ns, oracle->limits->gap_ms) &&
             finding_is_first(oracle, TOLD_GAP))
        tell_time(oracle, REQUIREMENT_PROCESSING_GAP, "nothing came for ",
                  oracle->now_ns - heard,
                  ", longer than a client's limit of inactivity");
}

/* The connection ended between two responses: was one still owed? */
static void judge_missing(struct oracle *oracle)
{
    const struct progress *progress = &oracle->progress;
    const struct pending *pending = pending_oldest(oracle);
    if (!pending || pending_has(pending, PENDING_INVALID))
        return;
    /* A server may close an idle connection at any time (RFC 9112 section 9.5), and the
     * next request may cross that close: no fault until it has begun to answer. */
    if (oracle->past.any && progress->interim_count == 0)
        return;
    finding_add_waiting(oracle, REQUIREMENT_EXCHANGE_ONE_FINAL,
                        "the connection ended without a final response");
}

static void judge_early_close(struct oracle *oracle)
{
    const struct past *past = &oracle->past;
    if (past->any && past->early && !past->sent && past->persists &&
        !passed(past->at_ns, oracle->now_ns, oracle->limits->continue_ms))
        finding_add(oracle, REQUIREMENT_CONTINUE_EARLY_FINAL, oracle->offset,
                    "a final response came before the content and did not say that the "
                    "connection would close, which it did");
}

void silence_close(struct oracle *oracle, enum cut cut)
{
    oracle->past.timed_out = false;
    if (cut == CUT_BETWEEN) {
        if (!silence_expectation(oracle, oracle->now_ns))
            judge_missing(oracle);
        judge_early_close(oracle);
    } else if (cut == CUT_STATUS_LINE && oracle->response.exchange == UINT_MAX &&
               !oracle->past.stray) {
        finding_add(oracle, REQUIREMENT_EXCHANGE_SOLICITED, oracle->response.offset,
                    "octets while no request was outstanding");
    } else if (cut != CUT_NOT_JUDGED && oracle->response.exchange != UINT_MAX) {
        finding_add(oracle, REQUIREMENT_EXCHANGE_COMPLETE, oracle->offset,
                    "the connection ended inside a response");
    }
}
