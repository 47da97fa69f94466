/* SPDX-License-Identifier: MIT */
/* Findings with the octets around them, gathered while a stream is judged, within fixed
 * bounds however long the stream is. */
#ifndef INTERIM_PROBE_TRAIL_H
#define INTERIM_PROBE_TRAIL_H

#include "base/buf.h"
#include "base/octets.h"
#include "oracle/event.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TRAIL_MAX_FINDINGS = 1000,
    TRAIL_WINDOW = 100,        /* octets kept to either side of a finding */
    TRAIL_HISTORY = 1 << 14,   /* octets kept for findings that look back */
    TRAIL_MAX_PIECE = 1 << 16, /* octets of one trail_remember */
    TRAIL_COLUMNS = 88,
    TRAIL_INDENT = 2
};

struct trail_finding {
    enum requirement requirement;
    uint64_t offset;
    unsigned exchange; /* as in struct oracle_event */
    char detail[160];
    bool windowed; /* octets around it are kept */
    bool cut_before, cut_behind;
    uint16_t mark; /* index of the octet in window */
    uint16_t window_len;
    unsigned char window[2 * TRAIL_WINDOW];
};

struct trail {
    struct trail_finding *findings;
    size_t finding_count, windowed_count;
    uint64_t left_out; /* findings beyond TRAIL_MAX_FINDINGS */
    uint64_t binding;  /* findings of level must and must-not */
    uint64_t offset;   /* octets remembered so far */
    size_t history_len;
    unsigned char *history; /* the last of them: TRAIL_HISTORY + TRAIL_MAX_PIECE */
};

void trail_init(struct trail *trail);
void trail_fini(struct trail *trail);

/* For each piece of the stream, at most TRAIL_MAX_PIECE octets: remember it before the
 * oracle judges it, and keep afterwards; the last time with all set. */
void trail_remember(struct trail *trail, struct octets octets);
void trail_add(struct trail *trail, const struct oracle_finding *finding);
void trail_keep(struct trail *trail, bool all);

/* Appends one finding for people: its requirement, where it shows, the octet marked.
 * holder names what has no octet there ("FILE"). */
void trail_text(const struct trail_finding *finding, const char *holder,
                struct buf *out);

/* {"requirement", "level", "offset", "detail"}: the caller's. */
json_t *trail_json(const struct trail_finding *finding);

/* Appends text, broken between words before TRAIL_COLUMNS, each line behind an indent
 * of so many spaces. */
void trail_wrapped(struct octets text, size_t indent, struct buf *out);

#endif
