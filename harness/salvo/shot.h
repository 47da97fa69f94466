/* SPDX-License-Identifier: MIT */
/* One shot: one input sent to the target, and what may be said of what came back. */
#ifndef INTERIM_SALVO_SHOT_H
#define INTERIM_SALVO_SHOT_H

#include "base/octets.h"
#include "mutate/capture.h"
#include "oracle/oracle.h"
#include "play/play.h"
#include "play/token.h"
#include "salvo/patience.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SHOT_FINDINGS = 16,
    SHOT_MAX_OCTETS = 1 << 16, /* of an input, and of what is read in answer */
    SHOT_INPUT_OCTETS = 1 << 12,
    AIM_VOLLEY = 16 /* inputs on their way at a time, at most */
};

/* What tells findings apart: the requirement, and its shape: the sentence of the oracle
 * without its numbers. */
struct shot_finding {
    enum requirement requirement;
    unsigned exchange;
    bool odd; /* as the shot's: it is to be laid at the door of the fields that frame,
               * and has to be absent without them (salvo/control.h) */
    char detail[160];
};

struct shot {
    struct shot_finding findings[SHOT_FINDINGS];
    size_t count;
    uint64_t trace;     /* of the sequence of statuses and connection events */
    unsigned exchanges; /* final responses that came, the canary's included */
    bool gone;          /* the target cannot be reached, or its process has ended */
    bool odd;           /* what was sent is plain but for interim responses with fields
                         * that frame */
    bool unasked;       /* the target did not ask for what was to be sent: the shot says
                         * nothing */
    bool late;          /* a wait came to its end without what it waited for */
    struct capture seen; /* the octets of both directions, as they passed */
};

void shot_init(struct shot *shot);
void shot_fini(struct shot *shot);
void shot_clear(struct shot *shot);

/* Adds a finding, unless one of its requirement and shape is there. */
void shot_add(struct shot *shot, enum requirement requirement, unsigned exchange,
              const char *detail);

/* Goes on with the trace: an event of this kind, and its number. */
void shot_trace(struct shot *shot, unsigned kind, unsigned number);

/* true where both are of one requirement and one shape. */
bool shot_same(const struct shot_finding *a, const struct shot_finding *b);
bool shot_has(const struct shot *shot, const struct shot_finding *finding);

/* true where one is of level must or must-not: what shows behind it may follow from it,
 * and is to be dropped by setting count back. */
bool shot_has_binding(const struct shot *shot);

struct inside; /* salvo/inside.h */

/* The target and what is kept between shots. */
struct aim {
    struct play_config config;
    struct token_source tokens;
    struct capture input; /* scratch: the input being sent */
    struct buf text;      /* scratch: its text, placeholders replaced */
    int hang_ms;          /* the longest that an answer which is due is waited for */
    int pause_ms;         /* the longest pause of an input, where nothing comes */
    struct patience patience; /* how much of it is waited; zeroed: all */
    struct inside *inside;    /* the target is in this process; NULL: it is not */
    const char *trouble;      /* with a plain exchange, the last time; static */
    void *role;               /* the role's own; NULL before aim_open */
};

/* Inputs that are sent at the same time; borrowed, each with its own shot. */
struct volley {
    struct octets inputs[AIM_VOLLEY];
    struct shot *shots;
    size_t count;
};

/* How shots are done at a target of one role. */
struct aim_ops {
    bool (*open)(struct aim *aim, struct err *err);
    /* Fills shot, which is cleared. Connections are its own, used for nothing before or
     * after it. */
    void (*shoot)(struct aim *aim, struct octets input, struct shot *shot);
    /* The same for several at once, at most `most`; a connection that is in order
     * behind one is used for another. NULL: there is shoot alone. */
    void (*volley)(struct aim *aim, const struct volley *volley);
    size_t most;
    /* true where the target answers a plain exchange; else aim->trouble says what is
     * wrong. */
    bool (*alive)(struct aim *aim);
    void (*close)(struct aim *aim); /* a target in this process, too */
    bool makes_requests;            /* inputs are requests; else responses */
};
extern const struct aim_ops AIM_SERVER, AIM_CLIENT, AIM_GATEWAY;

/* How long an answer that is due is waited for now, and what an expectation is owed. */
int aim_hang_ms(const struct aim *aim);
int aim_pause_ms(const struct aim *aim);

/* true where somebody wants all to end. */
bool aim_interrupted(const struct aim *aim);

#endif
