/* SPDX-License-Identifier: MIT */
/* Running the suite's own program from a test, as a user would; and others. */
#ifndef INTERIM_TEST_SPAWN_H
#define INTERIM_TEST_SPAWN_H

#include "base/buf.h"

#include <stdbool.h>
#include <sys/types.h>

/* One run of the program. Caller's storage; spawn_fini is due. */
struct spawn {
    pid_t pid;
    int out_fd, err_fd; /* where its output arrives; -1: not here */
    struct buf out, err;
    int status; /* exit status; 128 + number where a signal ended it, -1: still runs */
};

enum spawn_stdout { SPAWN_READ, SPAWN_FULL, SPAWN_CLOSED, SPAWN_BROKEN };

enum { SPAWN_COLUMNS = 40 };

/* Starts build/MODE/interim with these arguments (NULL-terminated, without argv[0]).
 * how: standard output is read here, or is a full disk, closed, or a pipe that nobody
 * reads. */
void spawn_start(struct spawn *spawn, const char *const *arguments,
                 enum spawn_stdout how);

/* The same, its standard output read here, and its standard error a terminal of
 * SPAWN_COLUMNS. */
void spawn_start_on_terminal(struct spawn *spawn, const char *const *arguments);

/* The same with any program, words[0], as execvp(3) finds it; standard output is read
 * here. */
void spawn_program(struct spawn *spawn, const char *const *words);

/* true where the path has it. */
bool spawn_has_program(const char *program);

/* Reads until its standard output holds text, or it ends. */
bool spawn_wait_for(struct spawn *spawn, const char *text, int timeout_ms);

/* Reads until it ends; kills it, and fails the test, where that takes too long. */
void spawn_wait(struct spawn *spawn, int timeout_ms);

/* true where text is what a mistake is told in: one line, or up to three, each with our
 * name in front. */
bool spawn_is_clear(struct octets text);

void spawn_fini(struct spawn *spawn);

/* Runs a line of sh, and fails the test where it does not end with status 0, or says
 * anything but what is expected, on standard output alone. */
void spawn_sh(const char *line, const char *expected);

#endif
