/* SPDX-License-Identifier: MIT */
/* The words of the case format for what a script holds: for printing it back. */
#ifndef INTERIM_CASE_WORD_H
#define INTERIM_CASE_WORD_H

#include "base/buf.h"
#include "case/script.h"

/* "target", "token.length": the name of a piece that is no PIECE_OCTETS. */
const char *piece_word(enum piece_kind kind);

/* true where a piece of this kind speaks of an exchange: {token:2}. */
bool piece_has_exchange(enum piece_kind kind);

/* The words of a set of enum wait, with separator between: "102 or final". status: of
 * WAIT_INTERIM, 0: any. */
void wait_words(struct buf *out, unsigned set, unsigned status, const char *separator);

/* "pauses", "half-closes", ...; "sends" for STEP_SEND. */
const char *step_word(enum step_kind kind);

/* "request", "103", "final", "content": where a check looks. */
void place_word(struct buf *out, const struct check *check);

/* "client, gateway" for a set of 1 << enum role. */
void role_words(struct buf *out, unsigned roles);

/* "post, reuse" for a set of NEED_BIT. */
void need_words(struct buf *out, unsigned needs);

#endif
