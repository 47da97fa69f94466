/* SPDX-License-Identifier: MIT */
/* The requests of a capture, and when in the octets of its responses each was sent. */
#ifndef INTERIM_FUZZ_ASKED_H
#define INTERIM_FUZZ_ASKED_H

#include "mutate/capture.h"
#include "oracle/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asked {
    struct {
        enum oracle_method method;
        uint64_t sent_at; /* octets of responses that had arrived by then */
    } list[ORACLE_MAX_OUTSTANDING];
    size_t count;
};

/* Returns false where there are more than ORACLE_MAX_OUTSTANDING. */
bool asked_read(struct asked *asked, const struct capture *capture);

#endif
