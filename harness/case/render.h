/* SPDX-License-Identifier: MIT */
/* Pieces to octets, once the values that only playing knows are there. */
#ifndef INTERIM_CASE_RENDER_H
#define INTERIM_CASE_RENDER_H

#include "base/buf.h"
#include "case/script.h"

/* Appends the value of one piece that is neither PIECE_OCTETS nor PIECE_FILL. */
typedef void render_value(void *user, const struct piece *piece, struct buf *out);

/* Appends the octets of pieces (once, whatever the step's repeat says). Returns false
 * where out is full. */
bool render_pieces(const struct piece *pieces, size_t count, render_value *value,
                   void *user, struct buf *out);

#endif
