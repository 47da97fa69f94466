/* SPDX-License-Identifier: MIT */
/* The exchange state machine: judges what was framed against what was asked. It knows
 * statuses, fields' facts and times, and nothing of how they looked on the wire. */
#ifndef INTERIM_ORACLE_EXCHANGE_H
#define INTERIM_ORACLE_EXCHANGE_H

#include "oracle/oracle.h"

#include <stdbool.h>
#include <stdint.h>

/* What follows a header section (RFC 9112 section 6.3). */
enum framing {
    FRAMING_NONE,    /* nothing: the response is complete */
    FRAMING_CONTENT, /* content, as its fields say */
    FRAMING_TUNNEL,  /* octets that are not HTTP */
    FRAMING_LOST     /* nobody can say */
};

/* A request was sent; its content was. */
void exchange_add(struct oracle *oracle, const struct oracle_request *request);
void exchange_content_sent(struct oracle *oracle, unsigned exchange, int64_t at_ns);

/* Octets arrive at oracle->now_ns: judges the silence before them. */
void exchange_arrival(struct oracle *oracle);

/* Octets between two responses: findings are about the oldest outstanding request. */
void exchange_between(struct oracle *oracle);

/* The first octet of a response, at offset: clears oracle->response. */
void exchange_start(struct oracle *oracle, uint64_t offset);

/* The header section is complete, end is the offset behind it. */
enum framing exchange_head(struct oracle *oracle, uint64_t end);

/* A piece of a final response's content, its end, and a framing that is lost. */
void exchange_content(struct oracle *oracle, struct octets content, uint64_t offset);
void exchange_done(struct oracle *oracle, uint64_t end);
void exchange_lost(struct oracle *oracle, uint64_t offset);

/* Octets from offset start on are no status line, as the one at offset shows. Returns
 * true where the next status line is to be looked for, false where all is lost. */
bool exchange_garbage(struct oracle *oracle, uint64_t start, uint64_t offset);

/* The connection ended, and what was being read then. */
enum cut { CUT_BETWEEN, CUT_STATUS_LINE, CUT_RESPONSE, CUT_NOT_JUDGED };
void exchange_end(struct oracle *oracle, enum oracle_end how, enum cut cut);

#endif
