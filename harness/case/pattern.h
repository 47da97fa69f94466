/* SPDX-License-Identifier: MIT */
/* Patterns of an expectation: what may be observed, in order, and how each is judged.
 *
 *     alternatives = alternative *( "|" alternative )
 *     alternative  = label *( item )          label = pass | warn | info
 *     item         = atom [ "*" | "?" | "+" | "{" m "}" | "{" m "," n "}" ]
 *     atom         = status | 1xx..5xx | "final" | word | "(" item * ( "/" item * ) ")"
 *
 * A comma between items is ignored (it may set exchanges apart for the eye). The first
 * alternative that matches the whole of what was observed gives the label. */
#ifndef INTERIM_CASE_PATTERN_H
#define INTERIM_CASE_PATTERN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>

/* One thing observed: a status code (from 100 on as it is, below that as
 * observed_status has it) or one of these words. */
enum observed {
    /* on the wire, and on a client's connection as the harness's origin sees it */
    OBSERVED_CLOSE = 1, /* the peer closed its side, or the connection, in order */
    OBSERVED_RESET,     /* the connection was reset */
    OBSERVED_SILENCE,   /* an answer was due and nothing came by the deadline */
    OBSERVED_TUNNEL,    /* HTTP ended with a 101 or a 2xx to CONNECT */
    OBSERVED_GARBAGE,   /* octets that are no HTTP */
    OBSERVED_RETRY,     /* the origin saw the same exchange's request twice */
    /* what a client's caller got */
    OBSERVED_DELIVERED,        /* the final response of this very exchange */
    OBSERVED_ERROR,            /* the client reported an error */
    OBSERVED_EMPTY_SUCCESS,    /* success, without the content that was due */
    OBSERVED_INTERIM_AS_FINAL, /* the caller was given a 1xx as the response */
    OBSERVED_WRONG_ANSWER,     /* content of another exchange, or of none */
    OBSERVED_HANG,             /* no result by the deadline */
    OBSERVED_FIRST_STATUS = 100,
    OBSERVED_BELOW_100 = 1000, /* 000; 099 is the last */
    OBSERVED_LAST_STATUS = OBSERVED_BELOW_100 + 99
};

/* A status code as a thing observed: one below 100 is no word, and final as every code
 * is that is no 1xx. */
static inline int observed_status(unsigned status)
{
    return (int)status + (status < OBSERVED_FIRST_STATUS ? OBSERVED_BELOW_100 : 0);
}

enum label { LABEL_PASS, LABEL_WARN, LABEL_INFO, LABEL_NONE };

struct pattern;

/* Compiles text. Memory from arena. Returns NULL with err->column (from 1, in text) set
 * where it cannot: expected and found are in err->text. */
const struct pattern *pattern_compile(struct arena *arena, struct octets text,
                                      struct err *err);

/* The label of the first alternative that matches all of observed; LABEL_NONE: none. A
 * close right behind a final status at the end need not be in the pattern: where
 * nothing matches with it, it is left out. Time and memory are linear in count for all
 * but repeated groups; past a fixed amount of work nothing matches. */
enum label pattern_match(const struct pattern *pattern, const int *observed,
                         size_t count);

/* The text that the pattern was compiled from. */
struct octets pattern_text(const struct pattern *pattern);

/* Appends observed as pattern words, runs folded ("102{1000} 200 close"). */
void observed_format(struct buf *out, const int *observed, size_t count);

#endif
