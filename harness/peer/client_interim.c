/* SPDX-License-Identifier: MIT */
/* The reference client and an interim response: it is noted, and the exchange goes on.
 */
#include "peer/client_attempt.h"

#include "base/clock.h"
#include "oracle/head.h"

enum {
    CLIENT_REST_MS = 100, /* of silence, where all is content (a fault) */
    CLIENT_MAX_INTERIM = 8 * 1024 * 1024 /* octets of interim responses */
};

/* true where a defect takes this interim response for the final one. */
static bool mistaken_for_final(const struct attempt *attempt, struct octets head)
{
    const unsigned status = head_status(head);
    if (attempt_has(attempt, FAULT_CLIENT_REASON_IS_STATUS))
        return octets_find(head_start_line(head), OCTETS("200 OK")) != SIZE_MAX;
    return (attempt_has(attempt, FAULT_CLIENT_FIRST_1XX_IS_FINAL) && status != 100) ||
           (attempt_has(attempt, FAULT_CLIENT_100_IS_FINAL) && status == 100 &&
            !attempt->expect) ||
           (attempt_has(attempt, FAULT_CLIENT_SECOND_1XX_IS_FINAL) &&
            attempt->interim_count == 2) ||
           (attempt_has(attempt, FAULT_CLIENT_102_IS_FINAL) && status == 102) ||
           (attempt_has(attempt, FAULT_CLIENT_103_IS_FINAL) && status == 103) ||
           (attempt_has(attempt, FAULT_CLIENT_UNKNOWN_1XX_IS_FINAL) &&
            (status > 103 || status < 100)) ||
           (attempt_has(attempt, FAULT_CLIENT_101_IS_SUCCESS) && status == 101) ||
           (attempt_has(attempt, FAULT_CLIENT_LARGE_1XX_IS_FINAL) &&
            head.len > LARGE_HEAD_OCTETS) ||
           (attempt_has(attempt, FAULT_CLIENT_1XX_AFTER_100_IS_FINAL) &&
            attempt->saw_100 && status != 100);
}

/* Why this interim response ends the exchange in an error, or NULL. */
static const char *refused(const struct attempt *attempt, struct octets head)
{
    const unsigned status = head_status(head), count = attempt->interim_count;
    if (status == 101)
        return "the server switched to a protocol that was not asked for";
    if (attempt->interim_octets > CLIENT_MAX_INTERIM &&
        !attempt_has(attempt, FAULT_CLIENT_UNBOUNDED))
        return "too many interim responses";
    if ((attempt_has(attempt, FAULT_CLIENT_UNKNOWN_1XX_IS_ERROR) && status > 103) ||
        (attempt_has(attempt, FAULT_CLIENT_UNEXPECTED_1XX_IS_ERROR) &&
         !(status == 100 && attempt->expect)) ||
        (attempt_has(attempt, FAULT_CLIENT_SIXTH_1XX_IS_ERROR) && count > 5) ||
        (attempt_has(attempt, FAULT_CLIENT_ELEVENTH_1XX_IS_ERROR) && count > 10) ||
        (attempt_has(attempt, FAULT_CLIENT_NEEDS_REASON) &&
         head_word(head, 2).len == 0) ||
        (attempt_has(attempt, FAULT_CLIENT_INTERIM_CLOSE_STAYS) &&
         head_has_token(head, OCTETS("Connection"), OCTETS("close"))))
        return "unexpected interim response";
    return NULL;
}

/* What defects do with the framing fields of an interim response. */
static bool keep_framing(struct attempt *attempt, struct octets head)
{
    struct content content;
    content_of_request(&content, head);
    const bool length = content.framing == FRAMING_LENGTH;
    const bool chunked = content.framing == FRAMING_CHUNKED;
    if ((length && attempt_has(attempt, FAULT_CLIENT_INTERIM_LENGTH_COUNTS)) ||
        (chunked && attempt_has(attempt, FAULT_CLIENT_INTERIM_CHUNKED_COUNTS)))
        return content_skip(&content, attempt->stream, attempt->idle_ns) == STREAM_OK;
    if ((length && attempt_has(attempt, FAULT_CLIENT_INTERIM_LENGTH_STAYS)) ||
        (chunked && attempt_has(attempt, FAULT_CLIENT_INTERIM_CHUNKED_STAYS)))
        attempt->stays = content;
    return true;
}

enum ending attempt_deliver_rest(struct attempt *attempt, unsigned status)
{
    enum stream_result filled = STREAM_OK;
    while (filled == STREAM_OK) {
        const struct octets view = stream_view(attempt->stream);
        buf_add(&attempt->answer->content, view);
        stream_use(attempt->stream, view.len);
        filled = stream_fill(attempt->stream, clock_deadline_ns(CLIENT_REST_MS));
    }
    attempt->answer->status = status;
    attempt->answer->error = NULL;
    return ENDING_CLOSE;
}

bool attempt_skip_interim(struct attempt *attempt, struct octets head,
                          enum ending *ending)
{
    const unsigned status = head_status(head);
    attempt->interim_count++;
    attempt->interim_octets += head.len;
    attempt->last_interim = status;
    const char *const why = refused(attempt, head);
    if (mistaken_for_final(attempt, head)) {
        *ending = attempt_deliver_empty(attempt, status, ENDING_REUSABLE);
        return false;
    }
    attempt->saw_100 |= status == 100;
    if (why) {
        *ending = attempt_fail(attempt, ENDING_CLOSE, why);
        return false;
    }
    if (!keep_framing(attempt, head)) {
        *ending = attempt_deliver_empty(attempt, 200, ENDING_CLOSE);
        return false;
    }
    if (attempt_has(attempt, FAULT_CLIENT_REST_IS_CONTENT_OF_INTERIM) && status > 101) {
        *ending = attempt_deliver_rest(attempt, status);
        return false;
    }
    if (attempt_has(attempt, FAULT_CLIENT_DROPS_BEHIND_INTERIM))
        stream_use(attempt->stream, stream_view(attempt->stream).len);
    attempt_restart_timer(attempt);
    if (attempt->waiting && status == 100 && !attempt_send_content(attempt)) {
        *ending = attempt_fail(attempt, ENDING_BROKEN, "the connection broke");
        return false;
    }
    if (attempt->waiting && (attempt_has(attempt, FAULT_CLIENT_1XX_WITHHOLDS_CONTENT) ||
                             attempt_has(attempt, FAULT_CLIENT_WAITS_FOR_EVER)))
        attempt->wait_ns = attempt->idle_ns;
    return true;
}
