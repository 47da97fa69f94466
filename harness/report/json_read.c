/* SPDX-License-Identifier: MIT */
/* Strings and elements looked up. */
#include "report/json_read.h"

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
