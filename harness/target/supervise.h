/* SPDX-License-Identifier: MIT */
/* A server started by a command line of the user's: waited for, restarted, stopped. */
#ifndef INTERIM_TARGET_SUPERVISE_H
#define INTERIM_TARGET_SUPERVISE_H

#include "base/err.h"
#include "net/address.h"

#include <stdbool.h>

struct supervised;

/* Starts command with the shell, in a process group of its own, and waits until address
 * accepts a connection (ten seconds, times time_scale). NULL with err where somebody
 * else listens there already, where it ends before, with the last line that it printed,
 * or where time is up. */
struct supervised *supervise_start(const char *command, const struct address *address,
                                   double time_scale, struct err *err);

/* Starts it again where it has ended, and waits as before. False where it does not come
 * back. From any thread, one at a time: others wait. */
bool supervise_revive(struct supervised *server);

/* How often it was found that it had ended by itself. */
unsigned supervise_ended(struct supervised *server);

/* The file to which its output goes; borrowed. */
const char *supervise_log(const struct supervised *server);

/* Ends it: asks, then kills its process group. Sets *server to NULL; nothing where it
 * is NULL. */
void supervise_stop(struct supervised **server);

#endif
