/* SPDX-License-Identifier: MIT */
/* llhttp, behind the only file that calls it: it reads the content of a final response.
 * Header and trailer sections are the scanner's, which shows the parser what frames the
 * content and nothing else of them. What it sees of content it tells to
 * exchange_content; how far it came stands in oracle->response. */
#ifndef INTERIM_ORACLE_WIRE_H
#define INTERIM_ORACLE_WIRE_H

#include "oracle/oracle.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Content follows, framed as oracle->fields says (RFC 9112 section 6.3): a new parser.
 * Sets response.complete where it is empty, .failed where the parser refuses it. */
void wire_start(struct oracle *oracle);

/* Octets behind the header section, which begin at offset. Returns how many belong to
 * the content; response.complete, .last_chunk or .failed says why it stopped before
 * their end. */
size_t wire_content(struct oracle *oracle, struct octets octets, uint64_t offset);

/* It refused an LF (the octet before the place where it stopped) without a CR. */
bool wire_lacks_cr(const struct oracle *oracle);

/* Why the parser refused; static storage. */
const char *wire_reason(const struct oracle *oracle);

#endif
