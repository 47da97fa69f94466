/* SPDX-License-Identifier: MIT */
/* What did not come in time, or at all. */
#ifndef INTERIM_ORACLE_SILENCE_H
#define INTERIM_ORACLE_SILENCE_H

#include "oracle/exchange.h"

#include <stdbool.h>
#include <stdint.h>

/* The client waits for a 100 or a final response before it sends the content: true,
 * and told, where the answer has not come in time. Once an exchange. */
bool silence_expectation(struct oracle *oracle, int64_t now_ns);

/* Nothing has come until now: true to the limits? One silence, one finding. */
void silence_before(struct oracle *oracle);

/* The connection was closed or reset: what is missing? */
void silence_close(struct oracle *oracle, enum cut cut);

#endif
