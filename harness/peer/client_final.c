/* SPDX-License-Identifier: MIT */
/* The reference client and the final response: its framing, its content, what is next.
 */
#include "peer/client_attempt.h"

#include "oracle/head.h"

#include <string.h>

static void frame_final(const struct attempt *attempt, struct octets head,
                        struct content *content)
{
    struct octets coding;
    const bool after_interim = attempt->interim_count > 0;
    const bool is_head =
        strcmp(attempt->request->method, "HEAD") == 0 &&
        !(after_interim && attempt_has(attempt, FAULT_CLIENT_HEAD_FORGOTTEN));
    content_of_response(content, head, is_head);
    if (after_interim && !is_head && content->framing == FRAMING_NONE &&
        attempt_has(attempt, FAULT_CLIENT_204_FORGOTTEN))
        content->framing = FRAMING_UNTIL_CLOSE, content->done = false;
    if (attempt->stays.framing != FRAMING_NONE && !is_head)
        *content = attempt->stays;
    if (head_find(head, OCTETS("Transfer-Encoding"), &coding) &&
        content_names_no_coding(coding) &&
        attempt_has(attempt, FAULT_CLIENT_EMPTY_CODING_IS_NO_CONTENT))
        *content = (struct content){.framing = FRAMING_NONE, .done = true};
}

/* Reads content to its end; NULL or why it cannot. */
static const char *read_content(struct attempt *attempt, struct content *content)
{
    for (;;) {
        struct octets piece;
        enum stream_result filled = STREAM_OK;
        switch (content_next(content, attempt->stream, &piece)) {
        case CONTENT_PIECE:
            buf_add(&attempt->answer->content, piece);
            attempt_restart_timer(attempt);
            break;
        case CONTENT_END:
            return NULL;
        case CONTENT_BAD:
            return "malformed content";
        case CONTENT_MORE:
            filled = stream_fill(attempt->stream, attempt->idle_ns);
            break;
        }
        if (filled == STREAM_EOF && content_may_end(content))
            return NULL;
        if (filled == STREAM_RESET && attempt_has(attempt, FAULT_CLIENT_RESET_IS_END))
            return NULL;
        if (filled == STREAM_EOF && attempt->interim_count > 0 &&
            attempt_has(attempt, FAULT_CLIENT_CUT_CONTENT_IS_SUCCESS))
            return NULL;
        if (filled != STREAM_OK)
            return filled == STREAM_TIMEOUT ? "timed out in the content"
                                            : "the content was cut off";
    }
}

/* true where the connection may carry another exchange after this response. */
static bool persists(const struct attempt *attempt, struct octets version, bool close,
                     enum framing framing)
{
    if (close || framing == FRAMING_UNTIL_CLOSE ||
        !octets_equal(version, OCTETS("HTTP/1.1")))
        return false;
    if (!attempt->content_sent && !attempt_has(attempt, FAULT_CLIENT_CONTENT_NOT_SENT))
        return false;
    if (attempt->interim_count > 0 && attempt_has(attempt, FAULT_CLIENT_NO_REUSE))
        return false;
    return stream_view(attempt->stream).len == 0 ||
           attempt_has(attempt, FAULT_CLIENT_STRAY_IS_ANSWER);
}

enum ending attempt_take_final(struct attempt *attempt, struct octets head)
{
    struct content content;
    const unsigned status = head_status(head);
    const bool close = head_has_token(head, OCTETS("Connection"), OCTETS("close"));
    const bool old = octets_equal(head_word(head, 0), OCTETS("HTTP/1.0"));
    const struct octets version = old ? OCTETS("HTTP/1.0") : OCTETS("HTTP/1.1");
    frame_final(attempt, head, &content);
    buf_clear(&attempt->answer->content);
    const char *const why = read_content(attempt, &content);
    if (why)
        return attempt_fail(attempt, ENDING_CLOSE, why);
    if (status == 417 && attempt->expect &&
        !attempt_has(attempt, FAULT_CLIENT_417_IS_FINAL))
        return ENDING_EXPECT;
    attempt->answer->status = status;
    attempt->answer->error = NULL;
    if (attempt_has(attempt, FAULT_CLIENT_HINT_IS_ANSWER) &&
        attempt->last_interim == 103)
        attempt_deliver_empty(attempt, 200, ENDING_CLOSE);
    return persists(attempt, version, close, content.framing) ? ENDING_REUSABLE
                                                              : ENDING_CLOSE;
}
