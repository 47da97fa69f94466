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

/* What is left of the view. */
static struct octets rest(const unsigned char *at, const unsigned char *end)
{
    return (struct octets){at, (size_t)(end - at)};
}

static bool is_crlf(const unsigned char *at, const unsigned char *end)
{
    return end - at >= 2 && at[0] == '\r' && at[1] == '\n';
}

static bool read_status(const unsigned char *line, unsigned *status)
{
    const unsigned char *code = line + VERSION_LEN;
    if (memcmp(line, VERSION, VERSION_LEN) != 0 || code[0] < '1' || code[0] > '5' ||
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

/* The field line at this place; returns the place behind it, NULL where it is not
 * plain.
 */
static const unsigned char *field_line(const unsigned char *at,
                                       const unsigned char *end, struct plain *plain)
{
    const size_t name = token_run(rest(at, end));
    if (name == 0 || name == (size_t)(end - at) || at[name] != ':')
        return NULL;
    const unsigned char *value = at + name + 1;
    const enum field_id id = field_name((struct octets){at, name});
    if (!is_plain_field(plain, id))
        return NULL;
    const size_t len = text_run(rest(value, end));
    if (!is_crlf(value + len, end))
        return NULL;
    if (id != FIELD_OTHER && id != FIELD_REPRESENTATION)
        plain->fields[plain->count++] = (struct plain_field){id, {value, len}};
    return value + len + 2;
}

size_t plain_head(struct octets view, struct plain *plain)
{
    const unsigned char *const end = view.ptr + view.len;
    plain->count = 0;
    if (view.len < STATUS_LINE_LEAST + END_LEN ||
        !read_status(view.ptr, &plain->status) || plain->status == 101)
        return 0;
    const unsigned char *at = view.ptr + STATUS_LINE_LEAST;
    at += text_run(rest(at, end));
    if (!is_crlf(at, end))
        return 0;
    at += 2;
    while (!is_crlf(at, end)) {
        at = field_line(at, end, plain);
        if (!at)
            return 0;
    }
    return (size_t)(at + 2 - view.ptr);
}
