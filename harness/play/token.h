/* SPDX-License-Identifier: MIT */
/* Tokens and paths: how an exchange, and what it delivers, is told from all others.
 *
 * Every exchange of a run has a number. Its token (in content) and its tag (in its
 * path) both spell the run and the number, in different alphabets, so that a path which
 * a target repeats in an error page is never taken for content that was delivered. */
#ifndef INTERIM_PLAY_TOKEN_H
#define INTERIM_PLAY_TOKEN_H

#include "base/buf.h"
#include "base/octets.h"
#include "case/script.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* One a run; shared by all threads. */
struct token_source {
    char run[8];     /* begins each token, 7 letters or digits */
    char tag_run[9]; /* begins each tag, 8 hexadecimal digits */
    _Atomic uint32_t next;
};

void token_source_init(struct token_source *source);

/* A run of count numbers, the first of which is returned. */
uint32_t token_reserve(struct token_source *source, uint32_t count);

/* Writes the token of a number: TOKEN_OCTETS octets, not NUL-terminated. */
void token_write(const struct token_source *source, uint32_t number,
                 unsigned char out[TOKEN_OCTETS]);

/* Appends the tag of a number, "1a2b3c4d-1f". */
void token_add_tag(const struct token_source *source, uint32_t number, struct buf *out);

/* Appends the response to a canary: 200, with its token as the content. */
void token_add_answer(const struct token_source *source, uint32_t number,
                      struct buf *out);

/* Finds a tag of this run anywhere in text. Returns false where there is none. */
bool token_find_tag(const struct token_source *source, struct octets text,
                    uint32_t *number);

/* Looks for tokens in content that arrives in pieces. */
struct token_scan {
    unsigned char tail[TOKEN_OCTETS];
    size_t tail_len;
    bool own;   /* the token of this number was found */
    bool other; /* a token of this run with another number was found */
    uint32_t number;
    uint32_t shared, shared_count; /* tokens of these numbers are no others' */
};
void token_scan_init(struct token_scan *scan, uint32_t number);
void token_scan_feed(const struct token_source *source, struct token_scan *scan,
                     struct octets content);

/* The number of the token at the start of text. False: there is none. */
bool token_read(const struct token_source *source, struct octets text,
                uint32_t *number);

#endif
