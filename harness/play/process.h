/* SPDX-License-Identifier: MIT */
/* A child process of its own group, with its standard streams in our hands. */
#ifndef INTERIM_PLAY_PROCESS_H
#define INTERIM_PLAY_PROCESS_H

#include "base/err.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Caller's storage. Descriptors are non-blocking; -1 where closed. */
struct process {
    pid_t pid; /* 0: none, or it has been waited for */
    int in;    /* a socket: write with MSG_NOSIGNAL; -1: it reads /dev/null */
    int out;
    int err;
    int status; /* as of waitpid(2), once it has ended */
};

/* Starts argv (found in PATH). with_input: process.in is opened. False with err where
 * it cannot be run. */
bool process_start(struct process *process, const char *const *argv, bool with_input,
                   struct err *err);

/* Has it ended? Does not wait. */
bool process_has_ended(struct process *process);

/* Waits for its end until deadline_ns; then, or at once with a deadline that passed,
 * kills its whole group. Closes the descriptors. Safe where it has ended. */
void process_end(struct process *process, int64_t deadline_ns);

/* Is there a program of this name? False with err. */
bool process_check(const char *program, struct err *err);

#endif
