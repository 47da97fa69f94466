/* SPDX-License-Identifier: MIT */
/* The vocabulary of the mutations: mutate/word.def by kind. */
#ifndef INTERIM_MUTATE_WORD_H
#define INTERIM_MUTATE_WORD_H

#include "base/octets.h"
#include "mutate/random.h"

#include <stddef.h>

enum word_kind {
    WORD_FIELD, /* a line of a response's header section */
    WORD_ASK,   /* lines of a request's */
    WORD_METHOD,
    WORD_REQUEST, /* a whole request */
    WORD_VERSION, /* behind "HTTP/" */
    WORD_NUMBER,
    WORD_BREAK, /* breaks a line */
    WORD_STRAY  /* stands where a status line is due, or is a response by itself */
};

/* Any word of this kind; static storage. */
struct octets word_any(enum word_kind kind, struct random *random);

/* Word number n (from 0) of all; false past the last. */
bool word_at(size_t n, struct octets *word);

#endif
