/* SPDX-License-Identifier: MIT */
/* The content of a 207 (RFC 4918 sections 13 and 14): is it a Multi-Status, and what
 * does it say of one resource? Read with libxml2, which fetches nothing and expands
 * nothing. */
#ifndef INTERIM_PLAY_MULTISTATUS_H
#define INTERIM_PLAY_MULTISTATUS_H

#include "base/octets.h"

#include <stdbool.h>

/* true where content is well-formed XML, its root is DAV:multistatus, and each
 * DAV:response below has a DAV:href, and a DAV:status (its own, or one in every
 * DAV:propstat) that is a status line's beginning ("HTTP/1.1 200"). Otherwise *why is a
 * sentence of static storage. */
bool multistatus_is_sound(struct octets content, const char **why);

/* true where a DAV:response is about path (its href is that path, or an absolute URI
 * with it; a slash at the end and percent-encoding make no difference) and has this
 * status, its own or in a propstat; status 0: any. */
bool multistatus_has(struct octets content, struct octets path, unsigned status);

#endif
