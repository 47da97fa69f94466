/* SPDX-License-Identifier: MIT */
/* Framing of content, and taking it apart. */
#include "peer/content.h"

#include "oracle/head.h"

/* Framing by fields, the same for requests and responses. */
static void content_of_fields(struct content *content, struct octets head,
                              enum framing otherwise)
{
    struct octets value;
    uint64_t len = 0;
    *content = (struct content){.framing = otherwise, .part = CHUNK_SIZE};
    const bool has_length = head_find(head, OCTETS("Content-Length"), &value);
    const bool length_fine = has_length && octets_to_u64(value, &len);
    if (head_find(head, OCTETS("Transfer-Encoding"), &value))
        content->framing = !has_length && octets_equal_nocase(value, OCTETS("chunked"))
                               ? FRAMING_CHUNKED
                               : FRAMING_BAD;
    else if (has_length)
        content->framing = length_fine ? FRAMING_LENGTH : FRAMING_BAD;
    content->left = content->framing == FRAMING_LENGTH ? len : 0;
    content->done = content->framing == FRAMING_NONE ||
                    (content->framing == FRAMING_LENGTH && len == 0);
}

bool content_names_no_coding(struct octets value)
{
    for (size_t at = 0; at < value.len; at++)
        if (value.ptr[at] != ',' && value.ptr[at] != ' ' && value.ptr[at] != '\t')
            return false;
    return true;
}

void content_of_request(struct content *content, struct octets head)
{
    content_of_fields(content, head, FRAMING_NONE);
}

void content_of_response(struct content *content, struct octets head, bool bodiless)
{
    const unsigned status = head_status(head);
    if (bodiless || status < 200 || status == 204 || status == 304)
        *content = (struct content){.framing = FRAMING_NONE, .done = true};
    else
        content_of_fields(content, head, FRAMING_UNTIL_CLOSE);
}

/* The next line of the view without its end, used; false where it is not complete. */
static bool content_line(struct stream *stream, struct octets *line)
{
    const struct octets view = stream_view(stream);
    const size_t len = octets_find(view, OCTETS("\r\n"));
    if (len > view.len)
        return false;
    *line = octets_slice(view, 0, len);
    stream_use(stream, len + 2);
    return true;
}

static bool chunk_size(struct octets line, uint64_t *size)
{
    const size_t end = octets_find(line, OCTETS(";"));
    const struct octets digits = octets_trim(octets_slice(line, 0, end));
    *size = 0;
    for (size_t at = 0; at < digits.len; at++) {
        const unsigned char octet = digits.ptr[at];
        const unsigned char lower = octet | 0x20;
        if (octet >= '0' && octet <= '9')
            *size = *size * 16 + (uint64_t)(octet - '0');
        else if (lower >= 'a' && lower <= 'f')
            *size = *size * 16 + (uint64_t)(lower - 'a' + 10);
        else
            return false;
    }
    return digits.len > 0 && digits.len <= 15;
}

/* Takes at most `left` octets of the view. */
static enum content_result content_take(struct content *content, struct stream *stream,
                                        struct octets *piece)
{
    const size_t most = content->left > SIZE_MAX ? SIZE_MAX : (size_t)content->left;
    *piece = octets_slice(stream_view(stream), 0, most);
    stream_use(stream, piece->len);
    content->left -= piece->len;
    return piece->len > 0 ? CONTENT_PIECE : CONTENT_MORE;
}

/* One step through the chunked coding; CONTENT_END here: take the next step. */
static enum content_result
content_chunk_step(struct content *content, struct stream *stream, struct octets *piece)
{
    struct octets line;
    if (content->part == CHUNK_DATA && content->left > 0)
        return content_take(content, stream, piece);
    if (content->part == CHUNK_DATA) {
        content->part = CHUNK_DATA_END;
        return CONTENT_END;
    }
    if (!content_line(stream, &line))
        return CONTENT_MORE;
    if (content->part == CHUNK_SIZE) {
        if (!chunk_size(line, &content->left))
            return CONTENT_BAD;
        content->part = content->left > 0 ? CHUNK_DATA : CHUNK_TRAILER;
    } else if (content->part == CHUNK_DATA_END) {
        if (line.len > 0)
            return CONTENT_BAD;
        content->part = CHUNK_SIZE;
    } else if (line.len == 0) {
        content->done = true;
    }
    return CONTENT_END;
}

enum content_result content_next(struct content *content, struct stream *stream,
                                 struct octets *piece)
{
    if (content->framing == FRAMING_BAD)
        return CONTENT_BAD;
    if (content->framing == FRAMING_UNTIL_CLOSE)
        content->left = SIZE_MAX;
    while (!content->done && content->framing == FRAMING_CHUNKED) {
        const enum content_result step = content_chunk_step(content, stream, piece);
        if (step != CONTENT_END)
            return step;
    }
    if (!content->done && content->left > 0)
        return content_take(content, stream, piece);
    content->done = true;
    return CONTENT_END;
}

bool content_may_end(const struct content *content)
{
    return content->done || content->framing == FRAMING_UNTIL_CLOSE;
}

enum stream_result content_skip(struct content *content, struct stream *stream,
                                int64_t deadline_ns)
{
    return content_keep(content, stream, deadline_ns, NULL);
}

enum stream_result content_keep(struct content *content, struct stream *stream,
                                int64_t deadline_ns, struct buf *kept)
{
    for (;;) {
        struct octets piece;
        enum stream_result filled;
        switch (content_next(content, stream, &piece)) {
        case CONTENT_PIECE:
            if (kept)
                buf_add(kept, piece);
            break;
        case CONTENT_END:
            return STREAM_OK;
        case CONTENT_BAD:
            return STREAM_FULL;
        case CONTENT_MORE:
            filled = stream_fill(stream, deadline_ns);
            if (filled != STREAM_OK)
                return filled;
            break;
        }
    }
}
