/* SPDX-License-Identifier: MIT */
/* Recognising plain header sections. */
#include "oracle/plain.h"

#include "base/attr.h"
#include "oracle/text.h"

#include <stdbool.h>
#include <string.h>

static const char VERSION[] = "HTTP/1.1 ";
enum {
    VERSION_LEN = sizeof VERSION - 1,
    STATUS_LINE_LEAST = VERSION_LEN + 4, /* up to the space behind the status code */
    END_LEN = 4                          /* CRLF CRLF */
};

static bool is_digit(unsigned char octet)
{
    return octet >= '0' && octet <= '9';
}

/* True where CRLF stands at this index. */
static bool is_crlf(struct octets view, size_t at)
{
    return at + 2 <= view.len && view.ptr[at] == '\r' && view.ptr[at + 1] == '\n';
}

static bool read_status(struct octets view, unsigned *status)
{
    const unsigned char *code = view.ptr + VERSION_LEN;
    if (memcmp(view.ptr, VERSION, VERSION_LEN) != 0 || code[0] < '1' || code[0] > '5' ||
        !is_digit(code[1]) || !is_digit(code[2]) || code[3] != ' ')
        return false;
    *status = (unsigned)(code[0] - '0') * 100 + (unsigned)(code[1] - '0') * 10 +
              (unsigned)(code[2] - '0');
    return true;
}

/* An interim response has none of the fields that frame, and none that describe; a
 * final one has them as they come. */
static bool is_plain_field(const struct plain *plain, enum field_id id)
{
    if (LIKELY(id == FIELD_OTHER))
        return true;
    return plain->status >= 200 && plain->count < PLAIN_MAX_FIELDS;
}

/* The field line at this index; returns the index behind it, 0 where it is not plain.
 */
static size_t field_line(struct octets view, size_t at, struct plain *plain)
{
    const struct octets rest = octets_slice(view, at, SIZE_MAX);
    const size_t name = token_run(rest);
    if (name == 0 || name >= rest.len || rest.ptr[name] != ':')
        return 0;
    const enum field_id id = field_name(octets_slice(rest, 0, name));
    if (!is_plain_field(plain, id))
        return 0;
    const struct octets behind = octets_slice(rest, name + 1, SIZE_MAX);
    const size_t value = text_run(behind);
    if (!is_crlf(behind, value))
        return 0;
    if (id != FIELD_OTHER && id != FIELD_REPRESENTATION)
        plain->fields[plain->count++] =
            (struct plain_field){id, octets_slice(behind, 0, value)};
    return at + name + 1 + value + 2;
}

size_t plain_head(struct octets view, struct plain *plain)
{
    plain->count = 0;
    if (view.len < STATUS_LINE_LEAST + END_LEN || !read_status(view, &plain->status) ||
        plain->status == 101)
        return 0;
    size_t at = STATUS_LINE_LEAST;
    at += text_run(octets_slice(view, at, SIZE_MAX));
    if (!is_crlf(view, at))
        return 0;
    at += 2;
    while (!is_crlf(view, at)) {
        at = field_line(view, at, plain);
        if (at == 0)
            return 0;
    }
    return at + 2;
}
