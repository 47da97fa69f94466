/* SPDX-License-Identifier: MIT */
/* What a struct play holds; for the files of play/ alone. */
#ifndef INTERIM_PLAY_PLAY_STATE_H
#define INTERIM_PLAY_PLAY_STATE_H

#include "play/play.h"
#include "play/token.h"

#include <pthread.h>
#include <stdatomic.h>

struct driver;
struct switchboard;

enum { PLAY_MAX_DRIVERS = 64 };

struct play {
    struct play_config config;
    struct token_source tokens;
    unsigned offered; /* set of NEED_BIT: what this target can be asked for */
    char version[128];
    unsigned plain_status; /* of the first plain exchange with a server; 0: none yet */
    struct switchboard *switchboard;          /* gateway, proxy */
    pthread_mutex_t lock;                     /* guards what follows */
    struct driver *drivers[PLAY_MAX_DRIVERS]; /* idle ones */
    size_t driver_count;
    bool reviving;
};

/* true where the run was interrupted. */
bool play_interrupted(const struct play *play);

/* Calls config's revive, one thread at a time. False: the target cannot be revived. */
bool play_revive(struct play *play);

/* An idle driver, or a new one; NULL with err. To be given back, unless it is broken
 * (then driver_stop it). */
struct driver *play_take_driver(struct play *play, struct err *err);
void play_give_driver(struct play *play, struct driver *driver);

#endif
