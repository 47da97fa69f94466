/* SPDX-License-Identifier: MIT */
/* The client under test, told to get one URL: a driver, a command a request, or a
 * function of this process. */
#ifndef INTERIM_SALVO_CALLER_H
#define INTERIM_SALVO_CALLER_H

#include "base/arena.h"
#include "play/driver.h"
#include "play/process.h"
#include "play/token.h"
#include "salvo/inside.h"

struct caller {
    const struct play_config *config;
    struct inside *inside;  /* a client in this process; else NULL */
    bool used;              /* it was asked before, in this shot */
    struct driver *driver;  /* of a driver; else NULL */
    struct process process; /* of a command */
    bool running;
    unsigned id;
    struct arena arena; /* the command's words */
    struct buf output;
};

/* What the caller of the client was given. */
struct caller_result {
    bool failed;     /* an error, in place of a response */
    unsigned status; /* 0: not known, or none */
    bool own, other; /* the content holds this token; another's */
    bool died;       /* its process died of a signal, or the driver is gone */
};

bool caller_open(struct caller *caller, const struct play_config *config,
                 struct inside *inside, struct err *err);
void caller_close(struct caller *caller);

/* Tells it to get url within timeout_ms. False: it cannot be started. */
bool caller_begin(struct caller *caller, const char *url, unsigned timeout_ms);

/* Readable where there may be a result; then caller_take: true and *result. `scan` is
 * initialised with the exchange's number. */
int caller_fd(const struct caller *caller);
bool caller_take(struct caller *caller, const struct token_source *tokens,
                 struct token_scan *scan, struct caller_result *result);

/* It does not come to an end: kills it, and starts a driver again. */
void caller_restart(struct caller *caller);

#endif
