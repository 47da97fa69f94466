/* SPDX-License-Identifier: MIT */
/* A character of a JSON string stands for an octet (ISO 8859-1). */
#include "play/driver_json.h"

#include "base/buf.h"
#include "base/latin1.h"
#include "oracle/head.h"

/* A JSON string with one character for each octet. */
json_t *driver_json_string(struct octets octets)
{
    struct buf text;
    buf_init(&text, octets.len * 2 + 1);
    latin1_to_utf8(&text, octets);
    json_t *string = json_stringn((const char *)text.ptr, text.len);
    buf_fini(&text);
    return string ? string : json_string("");
}

/* The fields that a library makes itself. */
static bool is_librarys(struct octets name)
{
    static const char *const NAMES[] = {"Host", "Content-Length", "Transfer-Encoding",
                                        "Connection", "Expect"};
    for (size_t at = 0; at < sizeof NAMES / sizeof NAMES[0]; at++)
        if (octets_equal_nocase(name, octets_of(NAMES[at])))
            return true;
    return false;
}

json_t *driver_json_fields(struct octets head)
{
    json_t *fields = json_array();
    struct octets name;
    struct octets value;
    for (unsigned at = 0; head_field(head, at, &name, &value); at++) {
        if (is_librarys(name))
            continue;
        json_t *pair = json_array();
        json_array_append_new(pair, driver_json_string(name));
        json_array_append_new(pair, driver_json_string(value));
        json_array_append_new(fields, pair);
    }
    return fields;
}

void driver_json_octets(struct buf *out, const char *text, size_t len)
{
    latin1_from_utf8(out, (struct octets){(const unsigned char *)text, len});
}
