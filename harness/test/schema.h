/* SPDX-License-Identifier: MIT */
/* Just enough of JSON Schema to hold our reports against their own. */
#ifndef INTERIM_TEST_SCHEMA_H
#define INTERIM_TEST_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

/* true where value is valid by the schema document (type, enum, properties, required,
 * additionalProperties: false, items, anyOf, $ref into #/$defs); else the first fault
 * is printed with the path to it. */
bool schema_valid(json_t *document, json_t *value);

#endif
