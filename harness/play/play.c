/* SPDX-License-Identifier: MIT */
/* Opening a target: what it offers, what we listen on, whether it is there at all. */
#include "play/play.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "net/connection.h"
#include "play/command.h"
#include "play/dav_class.h"
#include "play/driver.h"
#include "play/play_state.h"
#include "play/switchboard.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>

/* Needs that only clients have, and what our own origin does. */
static const unsigned NEEDS_OF_CLIENTS =
    NEED_BIT(REUSE) | NEED_BIT(HEAD) | NEED_BIT(POST) | NEED_BIT(EXPECT) |
    NEED_BIT(METHOD) | NEED_BIT(FIELDS) | NEED_BIT(STATUS) | NEED_BIT(CONCURRENT) |
    NEED_BIT(LIMIT);
static const unsigned NEEDS_MET_BY_ORIGIN = NEED_BIT(CONTENT);

enum { DEFAULT_DEADLINE_MS = 5000, CONNECT_MS = 5000 };

void play_config_init(struct play_config *config)
{
    *config = (struct play_config){.role = ROLE_SERVER,
                                   .authority = "",
                                   .path = "",
                                   .jobs = 1,
                                   .time_scale = 1.0,
                                   .deadline_ms = DEFAULT_DEADLINE_MS,
                                   .controls = true};
    address_loopback(&config->origin, 0);
}

const char *play_scheme(const struct play_config *config)
{
    const struct tls *const tls[ROLE_COUNT] = {
        [ROLE_SERVER] = config->target.tls,
        [ROLE_GATEWAY] = config->target.tls,
        [ROLE_CLIENT] = config->origin.tls,
        [ROLE_PROXY] = NULL /* whose targets are of http: of others it makes tunnels */
    };
    return tls[config->role] ? "https" : "http";
}

bool play_interrupted(const struct play *play)
{
    return play->config.interrupted && *play->config.interrupted;
}

bool play_revive(struct play *play)
{
    if (!play->config.revive)
        return false;
    pthread_mutex_lock(&play->lock);
    const bool revived = play->config.revive(play->config.revive_user);
    pthread_mutex_unlock(&play->lock);
    return revived;
}

/* ------------------------------------------------------------ drivers */

struct driver *play_take_driver(struct play *play, struct err *err)
{
    struct driver *driver = NULL;
    pthread_mutex_lock(&play->lock);
    if (play->driver_count > 0)
        driver = play->drivers[--play->driver_count];
    pthread_mutex_unlock(&play->lock);
    return driver ? driver : driver_start(&play->config, err);
}

void play_give_driver(struct play *play, struct driver *driver)
{
    pthread_mutex_lock(&play->lock);
    if (play->driver_count < PLAY_MAX_DRIVERS) {
        play->drivers[play->driver_count++] = driver;
        driver = NULL;
    }
    pthread_mutex_unlock(&play->lock);
    if (driver)
        driver_stop(&driver);
}

/* ------------------------------------------------------------ opening */

static bool reach_target(struct play *play, struct err *err)
{
    struct connection connection;
    const int64_t deadline_ns =
        clock_deadline_ns((int64_t)((double)CONNECT_MS * play->config.time_scale));
    if (!connection_open(&connection, &play->config.target, deadline_ns, err))
        return false;
    connection_close(&connection);
    return true;
}

static bool open_server(struct play *play, struct err *err)
{
    play->offered |= NEEDS_OF_CLIENTS;
    if (play->config.trigger)
        play->offered |= NEED_BIT(TRIGGER) | NEED_BIT(CONTENT);
    if (play->config.post_path)
        play->offered |= NEED_BIT(CONTENT);
    if (play->config.accepted)
        play->offered |= NEED_BIT(ACCEPTED);
    if (!reach_target(play, err))
        return false;
    if (play->config.dav_path) {
        play->offered |= NEED_BIT(DAV);
        if (!(play->offered & NEED_BIT(WEBDAV)))
            play->offered |= dav_class_ask(&play->config);
    }
    return true;
}

static bool open_forwarder(struct play *play, struct err *err)
{
    play->switchboard = switchboard_open(&play->config.origin, &play->tokens, err);
    if (!play->switchboard)
        return false;
    play->offered |= NEEDS_OF_CLIENTS | NEEDS_MET_BY_ORIGIN;
    if (play->config.read_timer_ms > 0)
        play->offered |= NEED_BIT(READ_TIMER);
    play->config.origin = *switchboard_address(play->switchboard);
    return reach_target(play, err);
}

static bool open_client(struct play *play, struct err *err)
{
    play->offered |= NEEDS_MET_BY_ORIGIN;
    if (play->config.command) {
        play->offered |= command_features(&play->config);
        return command_check(play->config.command, err);
    }
    struct driver *driver = play_take_driver(play, err);
    if (!driver)
        return false;
    play->offered |= driver_features(driver);
    snprintf(play->version, sizeof play->version, "%s", driver_version(driver));
    play_give_driver(play, driver);
    return true;
}

struct play *play_open(const struct play_config *config, struct err *err)
{
    static bool (*const OPEN[ROLE_COUNT])(struct play *, struct err *) = {
        [ROLE_SERVER] = open_server,
        [ROLE_CLIENT] = open_client,
        [ROLE_GATEWAY] = open_forwarder,
        [ROLE_PROXY] = open_forwarder};
    ENSURE(config->role < ROLE_COUNT);
    struct play *play = calloc(1, sizeof *play);
    ENSURE(play != NULL);
    play->config = *config;
    play->offered = config->capabilities;
    token_source_init(&play->tokens);
    xmlInitParser(); /* before threads may want it */
    ENSURE(pthread_mutex_init(&play->lock, NULL) == 0);
    if (!OPEN[config->role](play, err))
        play_close(&play);
    return play;
}

void play_close(struct play **play)
{
    if (!*play)
        return;
    for (size_t at = 0; at < (*play)->driver_count; at++)
        driver_stop(&(*play)->drivers[at]);
    if ((*play)->switchboard)
        switchboard_close(&(*play)->switchboard);
    pthread_mutex_destroy(&(*play)->lock);
    free(*play);
    *play = NULL;
}

const char *play_target_version(const struct play *play)
{
    return play->version;
}

const struct address *play_origin(const struct play *play)
{
    return &play->config.origin;
}
