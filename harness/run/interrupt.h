/* SPDX-License-Identifier: MIT */
/* Ctrl-C: a flag that everything that waits looks at. */
#ifndef INTERIM_RUN_INTERRUPT_H
#define INTERIM_RUN_INTERRUPT_H

/* From now on SIGINT and SIGTERM set the flag (the third one ends the process), and
 * SIGPIPE is ignored, so that a closed pipe is an error of write(2). */
void interrupt_install(void);

/* 0 until a signal came; to be handed to the player. */
const volatile int *interrupt_flag(void);

/* Sets the flag as a signal would: there is nobody left to report to. */
void interrupt_raise(void);

#endif
