/* SPDX-License-Identifier: MIT */
/* Octets to and from the JSON of the driver protocol. */
#ifndef INTERIM_PLAY_DRIVER_JSON_H
#define INTERIM_PLAY_DRIVER_JSON_H

#include "base/buf.h"
#include "base/octets.h"

#include <jansson.h>

/* A new string with one character for each octet. */
json_t *driver_json_string(struct octets octets);

/* A new array of [name, value]: the fields of a header section that a library does not
 * make by itself. */
json_t *driver_json_fields(struct octets head);

/* Appends a string's characters (UTF-8) as octets. */
void driver_json_octets(struct buf *out, const char *text, size_t len);

#endif
