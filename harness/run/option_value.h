/* SPDX-License-Identifier: MIT */
/* Values of options: numbers, times, levels. */
#ifndef INTERIM_RUN_OPTION_VALUE_H
#define INTERIM_RUN_OPTION_VALUE_H

#include "oracle/requirement.h"

#include <stdbool.h>
#include <stdint.h>

/* A decimal number from least to most. */
bool option_count(const char *text, uint64_t least, uint64_t most, uint64_t *number);

/* A decimal number with or without a fraction, from 0.01 to 1000. */
bool option_factor(const char *text, double *factor);

/* "500ms", "10s", "2m": more than nothing, at most an hour. */
bool option_time_ms(const char *text, unsigned *time_ms);

/* "2/4": the second of four. */
bool option_shard(const char *text, unsigned *shard, unsigned *shards);

/* "must", "should-not", "advice", ... */
bool option_level(const char *text, enum level *level);

#endif
