/* SPDX-License-Identifier: MIT */
/* Tokens (RFC 9110 section 5.6.2). */
#ifndef INTERIM_PEER_TOKEN_H
#define INTERIM_PEER_TOKEN_H

#include "base/octets.h"

#include <stdbool.h>

/* true where name is a token: a method or a field name. */
bool token_is(struct octets name);

#endif
