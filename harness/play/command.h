/* SPDX-License-Identifier: MIT */
/* Clients by command: a process for each round. */
#ifndef INTERIM_PLAY_COMMAND_H
#define INTERIM_PLAY_COMMAND_H

#include "base/err.h"
#include "play/play.h"

#include <stdbool.h>

/* Set of NEED_BIT that follows from the commands of config. */
unsigned command_features(const struct play_config *config);

/* Can it be run, and does it name {url}? */
bool command_check(const char *const *command, struct err *err);

#endif
