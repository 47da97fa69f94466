/* SPDX-License-Identifier: MIT */
/* Strings and elements looked up. */
#include "report/json_read.h"

#include "base/ensure.h"
#include "report/clean.h"

#include <string.h>

enum { US_PER_MS = 1000, NS_PER_US = 1000 };

const char *json_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

json_t *json_find(const json_t *array, const char *key, const char *text)
{
    size_t at;
    json_t *value;
    json_array_foreach(array, at, value)
    {
        if (strcmp(json_text(value, key), text) == 0)
            return value;
    }
    return NULL;
}

int64_t json_nanoseconds(const json_t *milliseconds)
{
    const double us = json_number_value(milliseconds) * US_PER_MS;
    return us > 0 && us < 1e15 ? (int64_t)(us + 0.5) * NS_PER_US : 0;
}

/* true where there is nothing to be cleaned, as nearly everywhere. */
static bool is_plain(struct octets text)
{
    for (size_t at = 0; at < text.len; at++)
        if (text.ptr[at] < ' ' || text.ptr[at] >= 0x7f)
            return false;
    return true;
}

static void clean_one(json_t *string, bool has_lines)
{
    struct octets left = octets_of(json_string_value(string));
    struct buf clean;
    if (is_plain(left))
        return;
    buf_init(&clean, 4 * left.len + 1); /* "\\x00" of each octet */
    while (left.len > 0) {
        const size_t end = has_lines ? octets_find(left, OCTETS("\n")) : SIZE_MAX;
        clean_octets(&clean, octets_slice(left, 0, end));
        if (end < left.len)
            buf_add_octet(&clean, '\n');
        left = octets_slice(left, end < left.len ? end + 1 : left.len, left.len);
    }
    ENSURE(json_string_set(string, buf_text(&clean)) == 0);
    buf_fini(&clean);
}

/* As deep as jansson's reader lets values be. */
static void clean_within(json_t *value, bool has_lines)
{
    const char *key;
    size_t at;
    json_t *part;
    if (json_is_string(value))
        clean_one(value, has_lines);
    json_object_foreach(value, key, part)
    {
        clean_within(part, strcmp(key, "text") == 0);
    }
    json_array_foreach(value, at, part)
    {
        clean_within(part, false);
    }
}

void json_clean_strings(json_t *value)
{
    clean_within(value, false);
}
