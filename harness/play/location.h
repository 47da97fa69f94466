/* SPDX-License-Identifier: MIT */
/* Where a Location leads, as the path of the next request (RFC 9110 section 10.2.2). */
#ifndef INTERIM_PLAY_LOCATION_H
#define INTERIM_PLAY_LOCATION_H

#include "base/buf.h"
#include "base/octets.h"

#include <stdbool.h>

/* Appends to path what value, a URI reference, means relative to the path `base` of the
 * server `origin` ("http://HOST:PORT"): path and query, without a fragment. False where
 * it is no URI reference, or leads to another authority or scheme. */
bool location_path(struct octets value, const char *origin, const char *base,
                   struct buf *path);

#endif
