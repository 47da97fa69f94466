/* SPDX-License-Identifier: MIT */
/* A port kept free for a program that is told its number and binds it itself. */
#ifndef INTERIM_TARGET_RESERVE_H
#define INTERIM_TARGET_RESERVE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Bound to 127.0.0.1, and never listening: nobody is given this port by chance, and yet
 * a server that sets SO_REUSEADDR (they all do) can bind it and listen. */
struct reservation {
    int fd; /* -1 where nothing is reserved */
    uint16_t port;
};

bool reservation_open(struct reservation *reservation, struct err *err);
void reservation_close(struct reservation *reservation);

#endif
