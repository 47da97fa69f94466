/* SPDX-License-Identifier: MIT */
/* Compiling the fences of one case, round by round. Shared by the files that read the
 * kinds of fences; catalogue.c alone uses it from outside.
 *
 * A round is read in the order of its fences. While that goes on, each lane is followed
 * as if it were played: which exchange is the current one, whether a request's or a
 * response's header section is open, whether the exchange at the origin has ended. That
 * is how variables find their exchange, and how mistakes of order are found. */
#ifndef INTERIM_CASE_COMPILE_H
#define INTERIM_CASE_COMPILE_H

#include "case/catalogue.h"
#include "case/markdown.h"
#include "case/mistake.h"
#include "case/property.h"
#include "case/script.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STEPS_MAX = 512,
    PIECES_MAX = 4096,
    CUTS_MAX = 1024,
    CHECKS_MAX = 64,
    EXPECTATIONS_MAX = ROLE_COUNT * SCRIPT_MAX_LANES,
    FAULTS_MAX = 64,
    REFERENCES_MAX = 256,
    FOLLOWED_LINE_MAX = 256,
    CASE_OCTETS_MAX = 32 << 20 /* in the fences of all rounds together */
};

/* A line of octets as it is put together from pieces; what is longer is cut. */
struct followed_line {
    unsigned char octets[FOLLOWED_LINE_MAX];
    size_t len;
};

/* The client's sending direction of a lane. */
struct request_follow {
    bool in_head;
    struct exchange *exchange;
    struct followed_line line;
};

enum response_state {
    RESPONSE_NONE,     /* no exchange is under way */
    RESPONSE_EXPECTED, /* a response may begin */
    RESPONSE_HEAD,     /* its header section is open */
    RESPONSE_COUNTED,  /* final: `left` octets of content to come */
    RESPONSE_CHUNK_LINE,
    RESPONSE_CHUNK,    /* `left` octets of a chunk and its line end to come */
    RESPONSE_TRAILERS, /* behind the last chunk, up to an empty line */
    RESPONSE_UNBOUNDED /* content to the close, or a tunnel */
};

/* The origin's sending direction of a lane. */
struct response_follow {
    enum response_state state;
    bool ended; /* with NONE: by a final response */
    bool interim;
    unsigned status;
    bool chunked, has_length;
    uint64_t left;
    struct followed_line line;
};

struct lane {
    bool used[SIDE_COUNT];
    struct text first_use[SIDE_COUNT];
    unsigned begun;   /* exchanges that the client began */
    unsigned awaited; /* requests that the origin waited for */
    struct exchange *exchanges[SCRIPT_MAX_EXCHANGES];
    struct request_follow request;
    struct response_follow response;
    unsigned finals_awaited;
    bool closed[SIDE_COUNT];
    unsigned answers[SIDE_COUNT]; /* set of enum wait: of the last wait; 0: no wait */
    unsigned answer_status[SIDE_COUNT];
    bool sent_interim[100]; /* 1xx codes that the origin has sent */
};

/* {token:N}: N is checked when all exchanges are known. */
struct reference {
    struct text place;
    unsigned lane, ordinal;
};

struct compile {
    /* of the case */
    struct arena *arena;   /* of the catalogue */
    struct arena *scratch; /* of the file; of the round while one is read */
    struct mistakes *mistakes;
    const struct catalogue_names *names;
    const struct source *source;
    const struct block *const *fences;
    size_t fence_count;
    struct text heading;
    struct properties properties;
    struct test_case *test;
    unsigned needs[ROLE_COUNT]; /* derived, over all rounds */
    struct fault_claim faults[FAULTS_MAX];
    size_t fault_count;
    unsigned claimed;            /* roles for which a fault is named, known or not */
    size_t octets;               /* room taken by fences of octets so far */
    bool outside, maybe_outside; /* its origin sends outside an exchange */

    /* of the round */
    struct step steps[STEPS_MAX];
    size_t step_count;
    struct piece pieces[PIECES_MAX]; /* of the fence being read */
    size_t piece_count;
    struct exchange exchanges[SCRIPT_MAX_EXCHANGES];
    size_t exchange_count;
    struct lane lanes[SCRIPT_MAX_LANES];
    unsigned lane_count;
    struct reference references[REFERENCES_MAX];
    size_t reference_count;
    struct expectation expectations[EXPECTATIONS_MAX];
    size_t expectation_count;
    struct check checks[CHECKS_MAX];
    size_t check_count;
    bool has_expect;
    unsigned uses; /* set of NEED_BIT: the variables met need this of the target */
};

/* Compiles all rounds of the case into compile->test. What is wrong is told to
 * compile->mistakes. */
void compile_rounds(struct compile *compile);

/* fence.c: any fence. */
void fence_read(struct compile *compile, const struct block *fence);

/* expect.c, do.c: their fences, line by line, with the round's values in place. */
void expect_line(struct compile *compile, struct text line);
void do_line(struct compile *compile, struct text line, const struct step *attributes);

/* Reads an optional lane number off the front of *text; *lane counts from 0, and is 0
 * where none is there. False, told, where it is out of range. */
bool lane_read(struct compile *compile, struct text *text, unsigned *lane);

/* The lane, noted as used by this side. */
struct lane *lane_use(struct compile *compile, enum side side, unsigned lane,
                      struct text place);

/* The side of this name, or SIDE_COUNT. */
enum side side_find(struct octets name);

/* attribute.c: reads the attributes of a fence into step; *content: no line of it
 * begins a message. False where one is wrong. */
bool attributes_read(struct compile *compile, struct text info, bool is_send,
                     struct step *step, bool *content);

/* Reads one event of `waits` or `if=` and adds it to *set; *status: of WAIT_INTERIM, 0
 * for any. False where it is none, or another status is in the set. */
bool event_read(struct octets word, unsigned *set, unsigned *status);

/* Checks if= against the last wait of the step's side and lane; told to place. */
bool condition_check(struct compile *compile, const struct step *step,
                     struct text place);

/* The step's place in compile->steps, or NULL, told, where there are too many. */
struct step *step_add(struct compile *compile, struct text place,
                      const struct step *step);

/* send.c: the lines of a fence to pieces (in compile->pieces), following the lane. */
bool send_read(struct compile *compile, const struct block *fence,
               const struct step *step, bool content);

/* Reads one line of text (a value of an expectation) to pieces of exchange number
 * `exchange` in the arena. */
const struct piece *value_read(struct compile *compile, struct text text, unsigned lane,
                               unsigned exchange, size_t *count);

/* How many octets a piece renders to; false where only playing knows. */
bool piece_length(const struct compile *compile, const struct piece *piece,
                  uint64_t *len);

/* follow.c: what the octets of a lane mean. */
void follow_request_begin(struct compile *compile, unsigned lane, struct text line,
                          size_t step);
void follow_request(struct lane *lane, struct octets octets);
bool follow_response_begin(struct lane *lane, struct octets line);
/* True where some of it lies outside an exchange. */
bool follow_response(struct lane *lane, struct octets octets);
bool follow_response_skip(struct lane *lane, uint64_t len);
bool is_request_line(struct octets line);
bool is_status_line(struct octets line);

/* rule.c: what can only be said of a whole round, and of a whole case. */
void rules_of_round(struct compile *compile);
void rules_of_case(struct compile *compile);

/* derive.c: adds what this round shows that a target needs to compile->needs. */
void derive_needs(struct compile *compile);

#endif
