/* SPDX-License-Identifier: MIT */
/* A client under test: its requests as errands, run by a driver or by a command. */
#ifndef INTERIM_PLAY_AGENT_H
#define INTERIM_PLAY_AGENT_H

#include "play/driver.h"
#include "play/round.h"

#include <stdbool.h>

enum errand_state {
    ERRAND_WAITING, /* its fence has not come yet */
    ERRAND_QUEUED,  /* it has; an errand before it in its lane is under way */
    ERRAND_SENT,
    ERRAND_DONE
};

/* One request that the client is told to send. */
struct errand {
    struct trip *trip;
    enum errand_state state;
    struct driver_request request; /* views into the agent's text */
    size_t head_start;             /* of its head in the lane's text */
    size_t head_len;
    struct buf content;
    unsigned id;
    int64_t sent_ns;
    unsigned timeout_ms;
};

/* What came of it. */
struct errand_result {
    unsigned status;       /* 0: not known */
    struct octets content; /* what the caller was given */
    const char *error;     /* NULL: none */
};

struct agent;

struct agent_ops {
    /* Gets ready, before the round's time begins to count. False: it was stopped. */
    bool (*begin)(struct round *round);
    /* Sends a queued errand off. False: the round was stopped. */
    bool (*send)(struct round *round, struct errand *errand);
    void (*watch)(struct round *round, struct watch *watch);
    /* Can it be told one more request, after all others? */
    bool can_canary;
    void (*end)(struct round *round);
};
extern const struct agent_ops AGENT_DRIVER, AGENT_COMMAND;

struct agent {
    const struct agent_ops *ops;
    struct errand errands[SCRIPT_MAX_EXCHANGES + 1]; /* the last: the canary */
    size_t count;                                    /* without the canary */
    struct buf text[SCRIPT_MAX_LANES];               /* the lanes' client fences */
    struct buf url;
    struct driver *driver;
    struct command *command;
    size_t base;      /* where in the lane's text the reader began */
    unsigned parsing; /* lane whose fences are being read */
    unsigned parsed;  /* requests found in it */
    const char *canary_error;
    bool hung; /* an errand has no result: the driver cannot be used again */
};

/* Tells what came of an errand: observed, and the next one of its lane sent. */
void agent_done(struct round *round, struct errand *errand,
                const struct errand_result *result);

/* Makes the round's errands out of the script; false where the round was stopped. */
bool agent_read_fences(struct round *round);

/* The URL that an errand asks for. */
void agent_add_url(const struct round *round, const struct errand *errand,
                   struct buf *out);

#endif
