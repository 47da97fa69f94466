/* SPDX-License-Identifier: MIT */
/* llhttp, behind the only file that calls it: a freshly initialised parser for each
 * response, fed with clean grammar alone. What the parser sees of content it tells to
 * exchange_content; how far it came stands in oracle->response. */
#ifndef INTERIM_ORACLE_WIRE_H
#define INTERIM_ORACLE_WIRE_H

#include "oracle/oracle.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Once a connection. */
void wire_prepare(struct oracle *oracle);

/* A new response: a new parser. */
void wire_start(struct oracle *oracle);

/* In place of its status line: the canonical one, without its line end. A status that
 * is no class of its own is a 5xx. */
void wire_status_line(struct oracle *oracle);

/* In place of its Content-Length and Transfer-Encoding fields, behind the others: the
 * one that frames the content, if one does (RFC 9112 section 6.3), with its line end.
 */
void wire_framing_field(struct oracle *oracle);

/* A new response, and in place of its header section all that frames its content. */
void wire_framing(struct oracle *oracle);

/* Octets of its header or trailer section, from the wire or in their place. Sets
 * response.complete at the end of a response without content, response.failed where the
 * parser refuses them. response.skip is heeded at the end of the header section. */
void wire_head(struct oracle *oracle, struct octets octets);

/* Octets behind its header section, which begin at offset. Returns how many belong to
 * its content; response.complete, .last_chunk or .failed says why it stopped before
 * their end. */
size_t wire_content(struct oracle *oracle, struct octets octets, uint64_t offset);

/* The connection ended where a close delimits the content. */
void wire_finish(struct oracle *oracle);

/* It refused an LF (the octet before the place where it stopped) without a CR. */
bool wire_lacks_cr(const struct oracle *oracle);

/* Why the parser refused; static storage. */
const char *wire_reason(const struct oracle *oracle);

#endif
