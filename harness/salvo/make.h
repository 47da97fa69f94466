/* SPDX-License-Identifier: MIT */
/* Inputs: captures that are valid by construction, for mutation to start from, and what
 * their placeholders stand for. An input is a capture's text in which {path},
 * {trigger}, {post}, {authority} and {token} stand for what belongs to the target and
 * to the exchange; so it can be kept, mutated, and sent to another target. */
#ifndef INTERIM_SALVO_MAKE_H
#define INTERIM_SALVO_MAKE_H

#include "base/buf.h"
#include "play/play.h"
#include "play/token.h"

#include <stdint.h>

enum { MAKE_TOKENS = 64 };

/* Appends requests for a server: one to three, with what a server may be asked. The
 * same seed makes the same ones. */
void make_requests(const struct play_config *target, uint64_t seed, struct buf *out);

/* Appends responses for a client or for a gateway's next hop: interim responses and one
 * final response, now and then cut off. */
void make_responses(uint64_t seed, struct buf *out);

/* Appends text with its placeholders replaced. The nth {token} becomes the token of
 * number first + n, n below MAKE_TOKENS; any other brace stays as it is. */
struct making {
    const struct play_config *target;
    const struct token_source *tokens;
    uint32_t first;
    bool one; /* every {token} is that of first */
};
void make_expand(const struct making *making, struct octets text, struct buf *out);

#endif
