/* SPDX-License-Identifier: MIT */
/* The properties of a case: the paragraph directly under its heading. */
#ifndef INTERIM_CASE_PROPERTY_H
#define INTERIM_CASE_PROPERTY_H

#include "case/catalogue.h"
#include "case/markdown.h"
#include "case/variable.h"

enum { BREACHES_MAX = 8, TIME_MAX_MS = 10 * 60 * 1000, SHARE_MAX = 1000 };

/* What is read of a case before its rounds. */
struct properties {
    unsigned roles; /* set of 1 << enum role */
    unsigned needs; /* said in `needs:`: set of NEED_BIT */
    struct variables variables;
    const char *breaches[BREACHES_MAX];
    size_t breach_count;
    bool alone, timer, no_canary;
    struct text alone_at; /* where `alone` stands */
    unsigned deadline_ms; /* 0: not said */
    unsigned limit_ms;    /* 0: not said */
};

struct property_reader {
    struct arena *arena;
    struct mistakes *mistakes;
    const struct catalogue_names *names;
};

/* Reads the lines of a paragraph. What is wrong is told to the reader's mistakes. */
void properties_read(struct properties *properties, const struct block *paragraph,
                     const struct source *source, const struct property_reader *reader);

/* true where the paragraph begins as properties do: a known word and a colon. */
bool properties_begin(const struct block *paragraph, const struct source *source);

/* Reads a time as 20s or 500ms, above 0 and at most TIME_MAX_MS. */
bool time_read(struct octets text, unsigned *ms);

/* The same, or a share of the target's read timer as 60%, from 1% to 1000%: *amount is
 * then the number, and *of_timer true. */
bool span_read(struct octets text, unsigned *amount, bool *of_timer);

#endif
