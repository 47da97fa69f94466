/* SPDX-License-Identifier: MIT */
/* A recursive walk over schema and value side by side. */
#include "test/schema.h"

#include <stdio.h>
#include <string.h>

struct place {
    json_t *document;
    const char *path; /* for messages: the last key */
    bool quiet;
};

static bool check(const struct place *place, json_t *schema, json_t *value);

static bool fault(const struct place *place, const char *what)
{
    if (!place->quiet)
        printf("schema: at \"%s\": %s\n", place->path, what);
    return false;
}

static bool is_type(const char *type, const json_t *value)
{
    static const struct {
        const char *name;
        json_type type;
    } ROWS[] = {
        {"object", JSON_OBJECT},   {"array", JSON_ARRAY},  {"string", JSON_STRING},
        {"integer", JSON_INTEGER}, {"null", JSON_NULL},    {"number", JSON_REAL},
        {"number", JSON_INTEGER},  {"boolean", JSON_TRUE}, {"boolean", JSON_FALSE}};
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        if (strcmp(ROWS[row].name, type) == 0 && ROWS[row].type == json_typeof(value))
            return true;
    return false;
}

static bool check_type(json_t *types, const json_t *value)
{
    size_t index;
    json_t *type;
    if (json_is_string(types))
        return is_type(json_string_value(types), value);
    json_array_foreach(types, index,
                       type) if (is_type(json_string_value(type), value)) return true;
    return types == NULL;
}

static bool check_enum(json_t *values, json_t *value)
{
    size_t index;
    json_t *one;
    json_array_foreach(values, index, one) if (json_equal(one, value)) return true;
    return values == NULL;
}

static bool check_object(const struct place *place, json_t *schema, json_t *value)
{
    json_t *properties = json_object_get(schema, "properties");
    json_t *required = json_object_get(schema, "required");
    const char *key;
    json_t *member;
    size_t index;
    json_array_foreach(
        required, index,
        member) if (!json_object_get(value,
                                     json_string_value(
                                         member))) return fault(place,
                                                                json_string_value(
                                                                    member));
    json_object_foreach(value, key, member)
    {
        const struct place inside = {place->document, key, place->quiet};
        json_t *property = json_object_get(properties, key);
        if (!property && json_object_get(schema, "additionalProperties"))
            return fault(&inside, "not in the schema");
        if (property && !check(&inside, property, member))
            return false;
    }
    return true;
}

static bool check_any(const struct place *place, json_t *schemas, json_t *value)
{
    const struct place quiet = {place->document, place->path, true};
    size_t index;
    json_t *schema;
    json_array_foreach(schemas, index,
                       schema) if (check(&quiet, schema, value)) return true;
    json_array_foreach(schemas, index, schema) check(place, schema, value);
    return schemas == NULL;
}

static bool check(const struct place *place, json_t *schema, json_t *value)
{
    static const char DEFS[] = "#/$defs/";
    const char *ref = json_string_value(json_object_get(schema, "$ref"));
    json_t *items = json_object_get(schema, "items");
    size_t index;
    json_t *item;
    if (ref)
        return check(place,
                     json_object_get(json_object_get(place->document, "$defs"),
                                     ref + sizeof DEFS - 1),
                     value);
    if (!check_type(json_object_get(schema, "type"), value))
        return fault(place, "another type than the schema says");
    if (!check_enum(json_object_get(schema, "enum"), value))
        return fault(place, "none of the values that the schema lists");
    if (json_is_array(value) && items)
        json_array_foreach(value, index,
                           item) if (!check(place, items, item)) return false;
    if (json_is_object(value) && !check_object(place, schema, value))
        return false;
    return check_any(place, json_object_get(schema, "anyOf"), value);
}

bool schema_valid(json_t *document, json_t *value)
{
    const struct place place = {document, "", false};
    return check(&place, document, value);
}
