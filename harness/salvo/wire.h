/* SPDX-License-Identifier: MIT */
/* A connection to the target on which we are the client: what is sent is read for
 * requests, what comes back is judged by the oracle, and of its findings those are kept
 * that are about exchanges which can be trusted (salvo/trust.h). */
#ifndef INTERIM_SALVO_WIRE_H
#define INTERIM_SALVO_WIRE_H

#include "net/connection.h"
#include "oracle/request.h"
#include "salvo/shot.h"

enum { WIRE_CODES = 32 };

struct wire {
    struct aim *aim;
    struct shot *shot;
    struct connection connection;
    struct oracle oracle;
    struct oracle_limits limits;
    struct request_reader reader;
    uint64_t sent;        /* octets of requests on this connection */
    uint64_t shown;       /* the first of those that this shot sent */
    unsigned first;       /* exchange of this shot */
    uint64_t request_end; /* of the last complete request */
    uint64_t content;     /* where content began; with `chunked`: is to be looked at */
    bool chunked;
    int pause_ms;       /* how long an expectation is owed an answer */
    bool waited;        /* for a 100, after the header section */
    bool early_content; /* content was sent without that */
    bool late_content;  /* content was sent behind the final response */
    bool upgrades;      /* the last request asks for another protocol */
    bool expects;       /* the last request waits for a 100 */
    unsigned requests, trusted;
    bool doubt; /* octets were sent that are not to be trusted, after those `trusted` */
    bool muted; /* the oracle's findings are nobody's fault from here on */
    bool tunnel, lost, persists, ended;
    bool told; /* the oracle was told of the end */
    enum oracle_end end;
    unsigned finals, done;                     /* of the connection, and of this shot */
    unsigned responses;                        /* of this shot, interim ones too */
    unsigned interims[ORACLE_MAX_OUTSTANDING]; /* of each exchange */
    unsigned codes[WIRE_CODES], code_count;    /* of this shot's first exchange */
    unsigned status;                           /* of the last final response */
    uint64_t received;                         /* octets, of this shot */
    uint32_t numbers[ORACLE_MAX_OUTSTANDING];  /* of the token due; 0: not known */
    struct token_scan scan;                    /* of the exchange `scanned` */
    unsigned scanned;
    bool own, other; /* the last final response had its own token, another's */
};

/* Connects. False where the target cannot be reached: shot->gone is set. The wire may
 * not be moved from here on. */
bool wire_open(struct wire *wire, struct aim *aim, struct shot *shot);

/* true where all that was asked was answered in order, with nothing found, and the
 * connection may carry another shot. */
bool wire_is_spare(const struct wire *wire);

/* The next shot goes on this connection, which is spare. */
void wire_go_on(struct wire *wire, struct shot *shot);

/* Sends octets, which are parts of requests. */
void wire_send(struct wire *wire, struct octets octets);

/* Reads what is there. */
void wire_read(struct wire *wire);

/* Reads until `enough` says so, the connection ends, or limit_ms have passed: false. */
typedef bool wire_enough(const struct wire *wire);
bool wire_await(struct wire *wire, wire_enough *enough, int limit_ms);
bool wire_answered(const struct wire *wire); /* no request is outstanding */
bool wire_ended(const struct wire *wire);

/* true where every request was trusted and is complete. */
bool wire_is_trusted(const struct wire *wire);

/* Closes; tells the oracle how it ended, or that we stopped looking. */
void wire_close(struct wire *wire);

#endif
