/* SPDX-License-Identifier: MIT */
/* The requirements as an enum and a table: what the specifications ask of 1xx. */
#ifndef INTERIM_ORACLE_REQUIREMENT_H
#define INTERIM_ORACLE_REQUIREMENT_H

#include "base/octets.h"

#include <stdbool.h>

enum requirement {
#define REQUIREMENT(name, id, level, gateway, basis, source, harm, seen, sentence)     \
    REQUIREMENT_##name,
#include "oracle/requirement.def"
#undef REQUIREMENT
    REQUIREMENT_COUNT,
    REQUIREMENT_NONE = REQUIREMENT_COUNT
};

/* RFC 2119 levels; advice: no key word demands it, users still want to know. */
enum level {
    LEVEL_MUST,
    LEVEL_MUST_NOT,
    LEVEL_SHOULD,
    LEVEL_SHOULD_NOT,
    LEVEL_MAY,
    LEVEL_ADVICE,
    LEVEL_COUNT
};

/* Explicit: the RFC says it with a key word. Grammar: RFC 9110 section 2.2, a sender
 * generates only what the grammar allows. Derived: follows from sentences without one.
 */
enum basis { BASIS_EXPLICIT, BASIS_GRAMMAR, BASIS_DERIVED, BASIS_NONE, BASIS_COUNT };

/* What a breach costs a user; reports sort by it, the worst first. */
enum harm {
    HARM_LEAK,
    HARM_WRONG_ANSWER,
    HARM_HANG,
    HARM_LOST,
    HARM_COSMETIC,
    HARM_COUNT
};

/* What shows a breach: by_stream, the oracle finds it in the responses of one
 * connection; elsewhere, it takes more (both sides of a proxy, what a client's caller
 * got). */
enum seen { ELSEWHERE, BY_STREAM };

struct requirement_row {
    const char *id;     /* "interim.no-content-length" */
    enum level level;   /* for every role but a gateway */
    enum level gateway; /* for a gateway (reverse proxy) */
    enum basis basis;
    const char *source; /* "RFC 9110 §8.6", UTF-8; "" for advice without one */
    enum harm harm;
    enum seen seen;
    const char *sentence; /* one sentence, ASCII */
};

/* The row of a requirement; static storage. requirement < REQUIREMENT_COUNT. */
const struct requirement_row *requirement_row(enum requirement requirement);

/* The requirement with this id, or REQUIREMENT_NONE. */
enum requirement requirement_find(struct octets id);

/* "must", "must-not", ...; "explicit", ...; "leak", ...: as printed in reports. */
const char *level_name(enum level level);
const char *basis_name(enum basis basis);
const char *harm_name(enum harm harm);

/* true for must and must-not. */
bool level_is_binding(enum level level);

#endif
