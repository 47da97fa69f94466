/* SPDX-License-Identifier: MIT */
/* What the oracle says of a capture, kept so that two tellings can be compared: events
 * with the pieces of content joined (cuts may differ there), and findings. */
#ifndef INTERIM_FUZZ_OBSERVE_H
#define INTERIM_FUZZ_OBSERVE_H

#include "mutate/capture.h"
#include "oracle/oracle.h"
#include "play/replay.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OBSERVED_MAX = 4096, OBSERVED_FINDING = ORACLE_ENDED + 1 };

/* One event or finding; no padding, so that it compares as octets. */
struct observed {
    uint8_t kind; /* enum oracle_event_kind, or OBSERVED_FINDING */
    uint8_t persists;
    uint16_t code; /* the status, or the requirement */
    uint32_t exchange;
    uint64_t offset, end; /* of a finding: both where it shows */
    int64_t at_ns;        /* of a finding: 0; of content: its last piece's */
    uint64_t hash;        /* of the content, or of the detail; 0: of neither */
};
_Static_assert(sizeof(struct observed) == 40, "padding would not compare");

struct observation {
    struct observed list[OBSERVED_MAX]; /* what is more is counted alone */
    size_t count;
};

/* A hash that does not depend on the pieces in which octets come: goes on from value.
 */
#define OBSERVED_HASH_START 0xcbf29ce484222325U
uint64_t observed_hash(uint64_t value, struct octets octets);

void observation_add(struct observation *observation, const struct observed *observed);

/* Fills observation (whatever it held) with all that the oracle says. */
void observe(struct observation *observation, const struct capture *capture,
             enum replay_cuts cuts);

bool observation_equal(const struct observation *a, const struct observation *b);

/* How many of them are in the list. */
size_t observation_kept(const struct observation *observation);

/* How many of these are findings. */
size_t observation_findings(const struct observation *observation);

/* Prints all of it to standard error, for whoever looks at a failure. */
void observation_print(const char *name, const struct observation *observation);

#endif
