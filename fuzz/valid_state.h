/* SPDX-License-Identifier: MIT */
/* What the files that make valid connections share. */
#ifndef INTERIM_FUZZ_VALID_STATE_H
#define INTERIM_FUZZ_VALID_STATE_H

#include "base/buf.h"
#include "fuzz/valid.h"

#include <stdint.h>

enum { MAKER_HEAD_MAX = 1 << 15, INTERIM_MOST = 10, PAUSES_BEFORE_ANSWER = 3 };

enum asked_content { NO_CONTENT, WITH_HEAD, AFTER_HEAD };

/* The exchange being made. */
struct plan {
    const char *method;
    bool last, old, expect, upgrade;
    enum asked_content content;
    bool chunked; /* its request's content */
    bool head, connect;
    bool sent;                 /* the request's content */
    unsigned interims, pauses; /* so far */
    bool answered;             /* other than by a 100 */
};

struct maker {
    struct valid *valid;
    struct capture *capture;
    struct octets choices;
    size_t at;
    enum plant wanted; /* PLANT_NONE: none, or it is planted */
    struct plan plan;
    struct buf head;
    bool over; /* nothing may follow on this connection */
    bool cut_off;
};

/* A choice below count. */
unsigned choose(struct maker *maker, unsigned count);

/* true where this is what is to be planted, here: from then on it is planted. */
bool plant(struct maker *maker, enum plant what);

/* true where this is what is to be planted, or has been. */
bool plant_due(const struct maker *maker, enum plant what);

/* Octets in one segment, or two. */
void put(struct maker *maker, enum capture_kind kind, struct octets octets);
void put_text(struct maker *maker, enum capture_kind kind, const char *text);
void put_pauses(struct maker *maker, unsigned count);

/* valid_request.c: chooses the next exchange and sends its request; its content. */
void request_make(struct maker *maker, bool last);
void request_content(struct maker *maker);

/* valid_response.c: one interim response; the final one, or a 101. */
void interim_make(struct maker *maker, unsigned status);
void final_make(struct maker *maker, bool says_close);
void switch_make(struct maker *maker);

#endif
