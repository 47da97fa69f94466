/* SPDX-License-Identifier: MIT */
/* Trust: what was sent for certain obeys the grammar, and holds nothing that a
 * recipient may treat in more than one way. Only behind such octets may a fuzzer expect
 * an answer; everywhere else the target may refuse, repair or close, and be right.
 * Narrow on purpose: what is not known to be plain is not trusted. */
#ifndef INTERIM_SALVO_TRUST_H
#define INTERIM_SALVO_TRUST_H

#include "base/octets.h"

#include <stdbool.h>

/* A request's header section, its empty line included: GET, HEAD or POST, origin-form
 * or absolute-form, known fields once each, no content in GET and HEAD. */
bool trust_request(struct octets head);

/* Its content as it stands on the wire, where its Transfer-Encoding is chunked: chunk
 * sizes, CRLF, no extensions, no trailers. */
bool trust_chunked(struct octets content);

/* true where it is the beginning of such a thing, and its last chunk has not come: with
 * that the content is complete for whoever reads no trailers (RFC 9112 section 8). */
bool trust_cut_chunks(struct octets content);

/* What a trigger was asked for by this request target: codes 102 to 199 but 101, ten at
 * most, and a final status that is none of 1xx. True where it was asked for nothing. */
bool trust_trigger(struct octets target);

/* A response's header section, its empty line included: HTTP/1.1, known fields once
 * each; an interim one without anything that frames, or (odd) with it. */
bool trust_response(struct octets head, bool odd);

#endif
