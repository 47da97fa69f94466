/* SPDX-License-Identifier: MIT */
/* What a case file compiles to: cases, their rounds, and each round's concrete script.
 *
 * A case with `for:` lines has one round per value (or combination); each round is a
 * whole script in which those variables are already replaced. What is known only when
 * it is played ({token}, {target}, ...) stays as a piece. */
#ifndef INTERIM_CASE_SCRIPT_H
#define INTERIM_CASE_SCRIPT_H

#include "base/octets.h"
#include "case/pattern.h"
#include "case/role.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCRIPT_MAX_LANES = 8, SCRIPT_MAX_EXCHANGES = 64 };

/* What a piece of a send stands for. */
enum piece_kind {
    PIECE_OCTETS,    /* octets as they are */
    PIECE_TARGET,    /* {target}: the request-target of the exchange: its path, or the
                      * absolute form where the target is a forward proxy */
    PIECE_PATH,      /* {path}: its path, unique to the exchange */
    PIECE_SCHEME,    /* {scheme}: http or https */
    PIECE_AUTHORITY, /* {authority}: host:port for the Host field */
    PIECE_TOKEN,     /* {token}: unique to the exchange, TOKEN_OCTETS long */
    PIECE_TOKEN_LENGTH, /* {token.length}: decimal */
    PIECE_TOKEN_HEX,    /* {token.hex}: its length in hexadecimal, a chunk size */
    PIECE_STRAY,        /* {stray}: a token that must never be delivered to anyone;
                         * TOKEN_OCTETS long */
    PIECE_TRIGGER,      /* {trigger}: the trigger's path; needs a target with one */
    PIECE_DAV,          /* {dav}: path, without a slash at its end, of a collection that
                         * is the round's own; needs a server with WebDAV */
    PIECE_ACCEPTED,     /* {accepted}: path of a server's resource that answers 202 */
    PIECE_LOCATION,     /* {location}: path that the last Location (or Content-Location)
                         * of a final response of the lane named */
    PIECE_LOCK_TOKEN,   /* {lock-token}: value of the last Lock-Token likewise */
    PIECE_CASE,         /* {case}: the case's id */
    PIECE_FILL          /* {fill:N}: N octets of "x" */
};
enum { TOKEN_OCTETS = 16 };

struct piece {
    enum piece_kind kind;
    struct octets octets; /* PIECE_OCTETS */
    unsigned exchange;    /* ordinal within the lane, from 0, that it speaks of */
    uint64_t count;       /* PIECE_FILL */
    bool interim; /* origin: belongs to an interim response, or follows one up to the
                   * next status line; a control leaves it out.
                   * Pieces never reach across the border of a response */
};

enum step_kind {
    STEP_SEND,
    STEP_WAIT,       /* until `wait` has happened */
    STEP_PAUSE,      /* for pause_ms */
    STEP_HALF_CLOSE, /* end our sending direction (FIN) */
    STEP_CLOSE,
    STEP_RESET /* close with RST */
};

/* What a wait waits for. A set: whichever comes first ends it and is remembered as the
 * lane's answer on that side, for `if=`. */
enum wait {
    WAIT_REQUEST = 1 << 0, /* origin: a (next) request's header section */
    WAIT_CONTENT = 1 << 1, /* origin: all content of the current request;
                            * client: all content of the current response */
    WAIT_INTERIM = 1 << 2, /* client: one more 1xx (of `status`, if not 0) */
    WAIT_FINAL = 1 << 3,   /* client: the header section of a final response */
    WAIT_CLOSE = 1 << 4,   /* either: the other end closed or reset */
    WAIT_TIMEOUT = 1 << 5  /* `within` ran out; an answer, not a failure */
};

struct step {
    enum step_kind kind;
    enum side side;
    unsigned lane;      /* from 0: one client connection, and the origin's side of its
                         * exchanges */
    int line;           /* in the case file, for messages */
    unsigned condition; /* if=: perform only where the last wait's answer of this side
                         * and lane is in this set of enum wait; 0: always */
    unsigned condition_status; /* with WAIT_INTERIM in condition: this status; 0: any */

    /* Its time, gap_ms, within_ms or pause_ms, is no number of milliseconds but of
     * hundredths of the target's read timer. */
    bool of_timer;

    /* STEP_SEND */
    const struct piece *pieces;
    size_t piece_count;
    uint64_t repeat; /* at least 1 */
    uint64_t
        repeat_least;   /* not 0: the player searches how often, from this to
                         * `repeat`, the target bears it; at most one step a script */
    const size_t *cuts; /* offsets in the rendered send where a segment ends */
    size_t cut_count;
    size_t cut_every;     /* cut=every:N: segments of N octets; 0: none */
    unsigned gap_ms;      /* between segments, or between repetitions */
    bool starts_exchange; /* client: at least one request line begins in it */
    bool optional;   /* may fail: the target may have closed by then (`may-fail`) */
    bool is_interim; /* origin: all its pieces are `interim`: left out in a control.
                      * 101 is final here: it ends the HTTP exchange */

    /* STEP_WAIT */
    unsigned wait;      /* set of enum wait */
    unsigned status;    /* WAIT_INTERIM: this status; 0: any */
    unsigned within_ms; /* 0: until the case's deadline, which is then a failure */

    /* STEP_PAUSE */
    unsigned pause_ms;
};

/* One request that a client sends: derived from the client's fences. */
struct exchange {
    unsigned lane;
    unsigned ordinal;     /* within the lane */
    struct octets method; /* "GET" */
    bool http10;
    bool expect_continue; /* has Expect: 100-continue */
    bool upgrade;         /* has Upgrade */
    bool content;         /* announces content */
    bool extra_fields;    /* has fields beyond Host, Connection, Expect, X-Interim-Case
                           * and those that frame its content */
    size_t step;          /* index of the send in which it begins */
};

/* Labelled pattern of what a lane of a role may show. */
struct expectation {
    enum role role;
    unsigned lane;
    const struct pattern *pattern;
    int line;
};

enum place {
    PLACE_REQUEST,
    PLACE_STATUS,
    PLACE_FINAL,
    PLACE_CONTENT,
    PLACE_MULTISTATUS /* the XML of a 207 (RFC 4918 section 13) */
};
enum { CHECK_UNNUMBERED = SCRIPT_MAX_EXCHANGES };

/* `ROLE [LANE] has|lacks PLACE FIELD[: VALUE]`, judged only where the pattern passed.
 */
struct check {
    enum role role;
    unsigned lane;
    bool has;           /* false: lacks */
    enum place place;   /* request: as the origin received it (first of the lane) */
    unsigned status;    /* PLACE_STATUS: of the lane's first response with it;
                         * final, content: of the lane's last final response */
    unsigned exchange;  /* final, content, multistatus: ordinal of the exchange whose
                         * final response is looked at, or CHECK_UNNUMBERED. A numbered
                         * check is judged only where that is a 2xx, or a 207 */
    struct octets name; /* field name; "" with PLACE_CONTENT. PLACE_MULTISTATUS: a
                         * status, "any", or "" for "well-formed" alone */
    const struct piece *value; /* pieces; NULL: any value. PLACE_MULTISTATUS: a path */
    size_t value_count;
    int line;
};

struct fault_claim {
    enum role role;
    const char *fault; /* its id */
    int line;
};

/* Interim responses that a smaller script (case/variant.h) does not send any more: its
 * patterns speak of them as if they had come. */
struct omission {
    unsigned lane, exchange; /* ordinal within the lane */
    unsigned status;
    uint64_t count;
};

/* One round: a whole script. */
struct script {
    const char *label; /* "code=102 cut=3"; "" where the case has no `for:` */
    const struct step *steps;
    size_t step_count;
    unsigned lane_count;
    const struct exchange *exchanges; /* in order of their first octet */
    size_t exchange_count;
    const struct expectation *expectations;
    size_t expectation_count;
    const struct check *checks;
    size_t check_count;
    const struct omission *omissions; /* NULL of all that is in a file */
    size_t omission_count;
};

/* What a case needs of a target beyond its role: a set. Derived from the script, or
 * said in `needs:`. Where a target lacks one the case is skipped with that as the
 * reason. */
enum need {
#define NEED(name, word, sentence) NEED_##name##_BIT,
#include "case/need.def"
#undef NEED
    NEED_COUNT
};
#define NEED_BIT(name) (1U << NEED_##name##_BIT)

struct test_case {
    const char *id;          /* "proxy.final/two-102-in-one-segment" */
    const char *requirement; /* "proxy.final": the file's name */
    const char *name;        /* "two-102-in-one-segment" */
    const char *file;
    int line;
    const char *why;            /* the prose of the case as plain text, one line */
    unsigned roles;             /* set of 1 << enum role */
    unsigned needs[ROLE_COUNT]; /* sets of NEED_BIT, by the role of the target */
    bool alone;           /* runs by itself: its origin speaks outside an exchange */
    bool timer;           /* measures a timer: runs beside others of its kind */
    bool no_canary;       /* `canary: no` */
    unsigned deadline_ms; /* 0: the player's default */
    unsigned limit_ms;    /* client: how long the client is told to wait for octets; 0:
                           * the player's default */
    const char *const *breaches; /* ids of requirements that the script itself breaks */
    size_t breach_count;
    const struct fault_claim *faults;
    size_t fault_count;
    const struct script *rounds; /* at least one */
    size_t round_count;
};

/* The word of a need as written in `needs:`, and the sentence for a skip. */
const char *need_word(unsigned bit_index);
const char *need_sentence(unsigned bit_index);

#endif
