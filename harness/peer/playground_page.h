/* SPDX-License-Identifier: MIT */
/* The playground's page, from its parts in reports/playground/. Private to the server.
 */
#ifndef INTERIM_PEER_PLAYGROUND_PAGE_H
#define INTERIM_PEER_PLAYGROUND_PAGE_H

#include "base/buf.h"
#include "base/err.h"

/* Appends the page to html: one document without anything from elsewhere, its recipes
 * and faults as data; fault: the server's own, "" for none. And the field lines that go
 * with it to fields: its type, and a policy that lets this very style and script run,
 * and nothing else. False with err where a part cannot be read. */
bool playground_page(struct buf *html, struct buf *fields, const char *fault,
                     struct err *err);

#endif
