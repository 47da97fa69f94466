/* SPDX-License-Identifier: MIT */
/* Can the target be tested at all? Looked at once, before any case: one plain exchange,
 * without interim responses, has to work. */
#ifndef INTERIM_RUN_PREFLIGHT_H
#define INTERIM_RUN_PREFLIGHT_H

#include "base/err.h"
#include "play/play.h"

#include <stdbool.h>
#include <stdint.h>

/* Are the programs of a client there? False with err. */
bool preflight_programs(const struct play_config *config, struct err *err);

/* Plays run.preflight.md with the target: a plain GET, and what else it was said to
 * offer (its trigger, a client's HEAD and POST). A gateway or proxy that says 502 to
 * 504 is asked again for some seconds: it may have found its origin absent, and look
 * again. *slowest_ns is what the slowest of them took. False, with err, where one
 * fails: what was tried, and what came back. */
bool preflight(struct play *play, const struct play_config *config, int64_t *slowest_ns,
               struct err *err);

/* How many cases at a time, of those asked for, leave a target whose plain exchange
 * took slowest_ns the time that its exchanges need: a client by command starts a
 * program for each, and where these are many on few processors none is done in time. */
unsigned preflight_jobs(const struct play_config *config, int64_t slowest_ns);

#endif
