/* SPDX-License-Identifier: MIT */
/* Judging a response against its request, by its status line; a 101 by its fields, too.
 *
 * Without an outstanding request a response is a stray; the octets of a stray interim
 * response and of the final one behind it are one defect. */
#include "oracle/judge.h"

#include "base/attr.h"
#include "oracle/finding.h"
#include "oracle/pending.h"

static void judge_stray_final(struct oracle *oracle)
{
    struct past *past = &oracle->past;
    const bool early = past->early;
    past->early = false; /* whatever the close behind this one means */
    if (past->stray) {
        past->stray = false;
    } else if (oracle->response.status == 408) {
        past->timed_out = true;
        past->timeout_offset = oracle->response.offset;
    } else if (past->any && early && past->sent) {
        finding_add_status(
            oracle, REQUIREMENT_CONTINUE_EARLY_FINAL_FRAMING, "a ",
            " that no request asked for: the content sent after an early final "
            "response was taken for a request");
    } else if (past->any) {
        finding_add_status(oracle, REQUIREMENT_EXCHANGE_ONE_FINAL, "a ",
                           ": a second final response to the request before");
    } else {
        finding_add_status(oracle, REQUIREMENT_EXCHANGE_SOLICITED, "a ",
                           " while no request was outstanding");
    }
}

static void judge_stray(struct oracle *oracle)
{
    if (!oracle->response.interim) {
        judge_stray_final(oracle);
    } else if (!oracle->past.stray) {
        oracle->past.stray = true;
        finding_add_status(oracle, REQUIREMENT_EXCHANGE_SOLICITED, "a ",
                           oracle->past.any
                               ? " behind the final response, while no request "
                                 "was outstanding"
                               : " while no request was outstanding");
    }
}

/* A 1xx in answer to an HTTP/1.0 request: one finding an exchange, the closest one. */
static void judge_http10(struct oracle *oracle, const struct pending *pending)
{
    enum requirement requirement = REQUIREMENT_HTTP10_NO_INTERIM;
    if (!finding_is_first(oracle, TOLD_HTTP10))
        return;
    if (oracle->response.status == 100 && pending_has(pending, PENDING_EXPECT))
        requirement = REQUIREMENT_CONTINUE_HTTP10;
    if (oracle->response.status == 101 && pending->upgrade.len > 0)
        requirement = REQUIREMENT_SWITCHING_HTTP10;
    finding_add_status(oracle, requirement, "a ", " in answer to an HTTP/1.0 request");
}

static void judge_continue(struct oracle *oracle, const struct pending *pending)
{
    oracle->progress.not_waiting = true;
    oracle->progress.continue_count++;
    if (oracle->progress.continue_count == 2 && pending_has(pending, PENDING_EXPECT) &&
        !pending_has(pending, PENDING_HTTP10))
        finding_add(oracle, REQUIREMENT_CONTINUE_ONCE, oracle->response.offset,
                    "a second 100 for one expectation");
}

static void judge_interim(struct oracle *oracle, const struct pending *pending)
{
    struct progress *progress = &oracle->progress;
    const unsigned status = oracle->response.status;
    const unsigned limit = oracle->limits->interim_count;
    const bool content_due = pending_has(pending, PENDING_CONTENT) &&
                             !pending_has(pending, PENDING_COMPLETE);

    if (pending_has(pending, PENDING_HTTP10))
        judge_http10(oracle, pending);
    if (status != 101 && ++progress->interim_count == limit + 1 && limit > 0)
        finding_add(oracle, REQUIREMENT_INTERIM_COUNT, oracle->response.offset,
                    "more interim responses in one exchange than clients and gateways "
                    "put up with");
    if (status == 100) {
        judge_continue(oracle, pending);
        return;
    }
    progress->answered = true;
    if (pending_has(pending, PENDING_HTTP10))
        return;
    if (status == 102 && content_due && finding_is_first(oracle, TOLD_ACCEPTED))
        finding_add(oracle, REQUIREMENT_PROCESSING_ACCEPTED, oracle->response.offset,
                    "a 102 before the request's content had been sent");
    if (status == 101 && content_due && pending_has(pending, PENDING_EXPECT) &&
        pending->upgrade.len > 0 && progress->continue_count == 0)
        finding_add(oracle, REQUIREMENT_SWITCHING_AFTER_CONTINUE,
                    oracle->response.offset,
                    "a 101 without a 100 before it, though the request expects one");
}

static void judge_version(struct oracle *oracle, const struct pending *pending)
{
    const struct response *response = &oracle->response;
    if (LIKELY(response->major == 1 && (response->minor > 0 || !response->interim)))
        return;
    if (response->interim && response->major < 2) {
        if (!pending_has(pending, PENDING_HTTP10))
            finding_add_once(oracle, REQUIREMENT_INTERIM_VERSION,
                             response->offset + (response->major == 0 ? 5 : 7),
                             "an interim response in a version that has none");
        return;
    }
    finding_add_once(oracle, REQUIREMENT_STATUS_LINE_GRAMMAR, response->offset + 5,
                     "a version that is not HTTP/1");
}

void judge_status(struct oracle *oracle)
{
    struct response *response = &oracle->response;
    /* A request sent while the response was arriving is not what it answers. */
    const struct pending *pending =
        response->exchange == UINT_MAX ? NULL : pending_oldest(oracle);
    const unsigned status = response->status;

    response->interim = status >= 100 && status <= 199;
    field_reset(&oracle->fields, pending ? pending->upgrade : (struct octets){NULL, 0});
    if (!pending) {
        judge_stray(oracle);
    } else if (response->interim) {
        judge_interim(oracle, pending);
    } else {
        oracle->past.stray = false;
        oracle->progress.not_waiting = true;
        oracle->progress.answered = true;
    }
    judge_version(oracle, pending);
    if (UNLIKELY(status < 100 || status > 599))
        finding_add(oracle, REQUIREMENT_STATUS_RANGE, response->line_offset,
                    "a status code outside 100 to 599");
}

void judge_switch(struct oracle *oracle, const struct pending *pending)
{
    const uint64_t offset = oracle->response.offset;
    const unsigned flags = oracle->fields.flags;
    if (pending && !pending_has(pending, PENDING_HTTP10)) {
        if (pending->upgrade.len == 0)
            finding_add(oracle, REQUIREMENT_SWITCHING_ASKED, offset,
                        "a 101 to a request that asked for no upgrade");
        else if (flags & FACT_UNASKED)
            finding_add(oracle, REQUIREMENT_SWITCHING_ASKED,
                        oracle->fields.unasked_offset,
                        "a protocol that the request's Upgrade does not list");
    }
    if (!(flags & FACT_UPGRADE))
        finding_add(oracle, REQUIREMENT_SWITCHING_UPGRADE, offset,
                    "a 101 that names no protocol in Upgrade");
    else if (!(flags & FACT_MAY_UPGRADE))
        finding_add(oracle, REQUIREMENT_SWITCHING_CONNECTION, offset,
                    "a 101 whose Upgrade is not listed in Connection");
}
