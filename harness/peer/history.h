/* SPDX-License-Identifier: MIT */
/* What the playground received and sent, octet by octet, of its last exchanges.
 * Bounded: the oldest exchange makes room, and of a long one the beginning is kept and
 * what was left out is counted. For use by many threads. */
#ifndef INTERIM_PEER_HISTORY_H
#define INTERIM_PEER_HISTORY_H

#include "base/buf.h"
#include "base/octets.h"
#include "oracle/requirement.h"

#include <stdint.h>

enum {
    HISTORY_EXCHANGES = 32,
    HISTORY_EVENTS = 80,       /* of one exchange */
    HISTORY_OCTETS = 8 * 1024, /* of one exchange */
    HISTORY_FINDINGS = 8,      /* of one exchange */
    HISTORY_TOKEN = 64,
    HISTORY_JSON = 512 * 1024 /* history_write never writes more */
};

enum history_kind {
    HISTORY_RECEIVED,
    HISTORY_SENT,
    HISTORY_HALF_CLOSED,   /* the server ended its direction */
    HISTORY_CLIENT_CLOSED, /* the client ended its direction */
    HISTORY_CLIENT_RESET,  /* the connection broke */
    HISTORY_SERVER_CLOSED
};

struct history;

struct history *history_new(void);
void history_free(struct history **history);

/* An exchange begins with this request head, of which the values of Cookie and
 * Authorization fields are not kept. token is cut at HISTORY_TOKEN; fault: the id of
 * what the server does wrong, "" for nothing, static storage. Returns its number, above
 * 0. */
uint64_t history_begin(struct history *history, struct octets token, const char *fault,
                       struct octets head);

/* Notes what happened; nothing where the exchange has made room for others. */
void history_note(struct history *history, uint64_t number, enum history_kind kind,
                  struct octets octets);

/* Notes what the oracle found, in the same way; detail is copied. */
void history_find(struct history *history, uint64_t number,
                  enum requirement requirement, uint64_t offset, const char *detail);

/* Appends reports/exchanges.schema.json: the exchanges of this token (empty: all), the
 * newest first, as many as HISTORY_JSON is sure to hold. */
void history_write(struct history *history, struct octets token, struct buf *json);

#endif
