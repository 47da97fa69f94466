/* SPDX-License-Identifier: MIT */
/* What a group of processes uses: memory and CPU time, from /proc (Linux). */
#ifndef INTERIM_BASE_USAGE_H
#define INTERIM_BASE_USAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct usage {
    uint64_t memory_octets; /* resident now, of all its processes; what they share
                             * counts for each */
    int64_t cpu_ns;         /* so far, of those that still live */
};

/* Fills usage for the process group. False where it has no process, or the system does
 * not tell. */
bool usage_of_group(pid_t group, struct usage *usage);

#endif
