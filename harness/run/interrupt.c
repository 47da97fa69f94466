/* SPDX-License-Identifier: MIT */
/* The one mutable global of the suite: a signal handler has no other argument. */
#include "run/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

enum { PATIENCE = 3, STATUS_OF_SIGNAL = 130 };

static volatile sig_atomic_t signals;

static void note(int number)
{
    (void)number;
    signals = signals + 1;
    if (signals >= PATIENCE)
        _exit(STATUS_OF_SIGNAL);
}

void interrupt_install(void)
{
    struct sigaction action = {.sa_handler = note};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

const volatile int *interrupt_flag(void)
{
    return &signals;
}

void interrupt_raise(void)
{
    signals = 1;
}
