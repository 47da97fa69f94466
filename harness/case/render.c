/* SPDX-License-Identifier: MIT */
/* Pieces to octets; what is not literal is asked of the caller. */
#include "case/render.h"

enum { FILL_CHUNK = 64 };

static void fill(struct buf *out, uint64_t count)
{
    static const unsigned char XS[FILL_CHUNK + 1] =
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    while (count > 0 && !out->full) {
        const size_t len = count < FILL_CHUNK ? (size_t)count : FILL_CHUNK;
        buf_add(out, (struct octets){XS, len});
        count -= len;
    }
}

bool render_pieces(const struct piece *pieces, size_t count, render_value *value,
                   void *user, struct buf *out)
{
    for (size_t at = 0; at < count && !out->full; at++) {
        if (pieces[at].kind == PIECE_OCTETS)
            buf_add(out, pieces[at].octets);
        else if (pieces[at].kind == PIECE_FILL)
            fill(out, pieces[at].count);
        else
            value(user, &pieces[at], out);
    }
    return !out->full;
}
