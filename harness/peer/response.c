/* SPDX-License-Identifier: MIT */
/* Well-formed responses (RFC 9112 sections 4 and 5), and nothing else. */
#include "peer/response.h"

#include "oracle/head.h"
#include "peer/token.h"

/* true where a stream that begins so can still become a status line. */
static bool may_be_response(struct octets view)
{
    const struct octets name = OCTETS("HTTP/1.");
    return octets_starts_with(view, octets_slice(name, 0, view.len));
}

/* HTTP/1.x SP 3DIGIT SP [reason]; 100 to 599. */
static bool status_line_fine(struct octets line)
{
    const unsigned status = head_status(line);
    return line.len >= 13 && may_be_response(line) && line.ptr[8] == ' ' &&
           (line.ptr[7] == '1' || line.ptr[7] == '0') && line.ptr[12] == ' ' &&
           status >= 100 && status <= 599;
}

static bool field_line_fine(struct octets line)
{
    const size_t colon = octets_find(line, OCTETS(":"));
    return colon < line.len && token_is(octets_slice(line, 0, colon));
}

/* No control characters but HTAB: no bare CR or LF, no NUL. */
static bool text_fine(struct octets line)
{
    for (size_t at = 0; at < line.len; at++)
        if ((line.ptr[at] < 0x20 && line.ptr[at] != '\t') || line.ptr[at] == 0x7f)
            return false;
    return true;
}

static bool head_fine(struct octets head)
{
    for (bool first = true; head.len > 0; first = false) {
        const size_t len = octets_find(head, OCTETS("\r\n"));
        const struct octets line = octets_slice(head, 0, len);
        if (len >= head.len || !text_fine(line))
            return false;
        if (first ? !status_line_fine(line) : line.len > 0 && !field_line_fine(line))
            return false;
        head = octets_slice(head, len + 2, head.len);
    }
    return true;
}

enum response_taken response_take_any(struct stream *stream, struct octets *head)
{
    const struct octets view = stream_view(stream);
    const size_t len = head_length(view);
    if (len == 0)
        return may_be_response(view) ? RESPONSE_MORE : RESPONSE_BAD;
    *head = octets_slice(view, 0, len);
    stream_use(stream, len);
    return RESPONSE_HEAD;
}

enum response_taken response_take(struct stream *stream, struct octets *head)
{
    const enum response_taken taken = response_take_any(stream, head);
    return taken == RESPONSE_HEAD && !head_fine(*head) ? RESPONSE_BAD : taken;
}

enum code_worth response_code(struct octets head)
{
    const struct octets word = head_word(head, 1);
    uint64_t code;
    if (!may_be_response(octets_slice(head, 0, 7)) || word.len == 0)
        return CODE_FINE;
    if (word.len != 3 || !octets_to_u64(word, &code))
        return CODE_ODD;
    if (code < 100)
        return CODE_BELOW_100;
    return code > 599 ? CODE_ABOVE_599 : CODE_FINE;
}
