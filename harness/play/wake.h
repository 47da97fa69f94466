/* SPDX-License-Identifier: MIT */
/* Waking a thread that polls: a pipe with at most a few octets in it. */
#ifndef INTERIM_PLAY_WAKE_H
#define INTERIM_PLAY_WAKE_H

struct wake {
    int fds[2];
};

/* Aborts where there are no descriptors left. */
void wake_open(struct wake *wake);
void wake_close(struct wake *wake);

/* The descriptor to poll for reading. */
int wake_fd(const struct wake *wake);

/* From any thread, any number of times. */
void wake_up(struct wake *wake);

/* Forgets all calls of wake_up so far. */
void wake_clear(struct wake *wake);

#endif
