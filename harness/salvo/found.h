/* SPDX-License-Identifier: MIT */
/* Findings of a run: told apart, confirmed, made small, written down. */
#ifndef INTERIM_SALVO_FOUND_H
#define INTERIM_SALVO_FOUND_H

#include "salvo/journal.h"
#include "salvo/salvo.h"
#include "salvo/shot.h"

enum { FOUND_MAX = 128 };

/* A requirement and shape that was seen. */
struct found_row {
    struct shot_finding finding;
    bool settled;      /* it is a finding, and written down */
    unsigned vanished; /* so often it was tried in vain */
    unsigned unsteady; /* so often it showed, but not in all tries */
    struct buf best;   /* the input of those that showed it most often */
    unsigned hits;     /* and how often that was */
};

struct found {
    struct found_row rows[FOUND_MAX];
    size_t count;   /* of rows */
    size_t written; /* findings */
    struct aim *aim;
    const struct aim_ops *ops;
    struct journal *journal;
    const struct salvo_plan *plan;
    struct salvo_summary *summary;
    struct shot shot; /* scratch: of the tries */
};

void found_init(struct found *found);
void found_fini(struct found *found);

/* What a shot showed: those that are new are tried again, reduced, and written. What
 * rests on an answer that did not come is waited for with the whole patience, once
 * before it is reduced and once behind; where it comes then, it is no finding. */
void found_add(struct found *found, const struct shot *shot, struct octets input);

/* At the end: what never showed in all tries is written down as unstable. */
void found_end(struct found *found);

/* The target is gone, and these inputs were sent last (the latest first): which of them
 * did it? Ends with the target alive again; false where it does not come back. */
bool found_killer(struct found *found, const struct octets *inputs, size_t count);

#endif
