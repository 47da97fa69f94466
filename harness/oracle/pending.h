/* SPDX-License-Identifier: MIT */
/* The outstanding requests of a connection, oldest first. */
#ifndef INTERIM_ORACLE_PENDING_H
#define INTERIM_ORACLE_PENDING_H

#include "oracle/oracle.h"

#include <limits.h>
#include <stdbool.h>

enum pending_flag {
    PENDING_HEAD = 1,
    PENDING_CONNECT = 2,
    PENDING_HTTP10 = 4,
    PENDING_EXPECT = 8,
    PENDING_CONTENT = 16,  /* content follows its header section */
    PENDING_COMPLETE = 32, /* all of it has been sent */
    PENDING_INVALID = 64,
    PENDING_CLOSE = 128
};

/* The oldest, or NULL. */
static inline struct pending *pending_oldest(struct oracle *oracle)
{
    return oracle->outstanding ? &oracle->pending[oracle->first] : NULL;
}

/* Its ordinal on the connection; UINT_MAX: there is none. */
static inline unsigned pending_ordinal(const struct oracle *oracle)
{
    return oracle->outstanding ? oracle->next - oracle->outstanding : UINT_MAX;
}

/* true where there is a request with all of these flags. */
static inline bool pending_has(const struct pending *pending, unsigned flags)
{
    return pending && (pending->flags & flags) == flags;
}

#endif
