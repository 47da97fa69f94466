/* SPDX-License-Identifier: MIT */
/* The oracle over a recorded stream: what it says, gathered within fixed bounds however
 * long the stream is, and written for people or for tools. */
#ifndef INTERIM_REPORT_RECORDING_H
#define INTERIM_REPORT_RECORDING_H

#include "base/buf.h"
#include "base/err.h"
#include "oracle/oracle.h"
#include "oracle/request.h"
#include "probe/trail.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RECORDING_MAX_REQUESTS = 1 << 16,
    RECORDING_MAX_RUNS = 1 << 20, /* of equal statuses, all exchanges together */
    RECORDING_MAX_PIECE = TRAIL_MAX_PIECE, /* octets of one recording_feed */
    RECORDING_MAX_REPORT = 1 << 26
};

/* The same status so many times, one after the other. */
struct recording_run {
    uint16_t status;
    uint32_t count;
};

struct recording_exchange {
    size_t first_run, run_count; /* its interim responses, in runs */
    unsigned final;              /* 0: none */
};

struct recording {
    struct oracle oracle;
    struct oracle_request *requests; /* all of the recording */
    size_t request_count;
    size_t asked;                         /* of them, told to the oracle */
    struct recording_exchange *exchanges; /* one a request */
    struct recording_run *runs;
    size_t run_count, run_capacity;
    bool runs_full;  /* interim responses were left out of the exchanges */
    unsigned strays; /* responses that answered no request */
    bool lost;       /* octets from lost_offset on were not judged */
    uint64_t lost_offset;
    struct trail trail; /* the findings */
};

/* The requests of a recording. octets is borrowed until recording_fini. Returns false,
 * with err (no place), where they cannot be read as requests. recording_fini is due in
 * either case. */
bool recording_init(struct recording *recording, struct octets requests,
                    struct err *err);
void recording_fini(struct recording *recording);

/* At most RECORDING_MAX_PIECE octets of the responses. */
void recording_feed(struct recording *recording, struct octets octets);
void recording_end(struct recording *recording, enum oracle_end how);

/* Append the report. */
void recording_text(const struct recording *recording, struct buf *out);
void recording_json(const struct recording *recording, struct buf *out);

#endif
