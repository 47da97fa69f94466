/* SPDX-License-Identifier: MIT */
/* The oracle: the responses of one connection judged, octet by octet.
 *
 * The caller says which requests were sent, feeds the response octets as they arrive
 * and says how the connection ended. The oracle answers with events (what was framed
 * where) and findings (which requirement was broken, at which octet). It uses no heap
 * and does no I/O; any cut of the same octets, with the same times, gives the same
 * events and findings (only content is handed on in the pieces in which it came).
 *
 *     struct oracle oracle;
 *     oracle_init(&oracle, NULL, &sink);
 *     oracle_request(&oracle, &request);
 *     oracle_feed(&oracle, octets, now_ns);
 *     oracle_end(&oracle, ORACLE_CLOSED, now_ns);
 */
#ifndef INTERIM_ORACLE_ORACLE_H
#define INTERIM_ORACLE_ORACLE_H

#include "base/octets.h"
#include "oracle/event.h"
#include "oracle/oracle_state.h"

#include <stdbool.h>
#include <stdint.h>

/* The limits that hold unless told otherwise. */
extern const struct oracle_limits ORACLE_LIMITS;

/* Caller-allocated, opaque, not to be copied or moved once it is initialised (it points
 * into itself): sizeof is at most ORACLE_MAX_OCTETS. Defined in
 * oracle/oracle_state.h. */
struct oracle;

enum oracle_end {
    ORACLE_CLOSED, /* the sender closed its side in order (FIN) */
    ORACLE_RESET,  /* the connection was reset */
    ORACLE_OPEN    /* still open: the observer stopped looking. A missing final
                    * response is then no finding, unless a limit of time has passed */
};

/* Starts a connection. limits may be NULL (ORACLE_LIMITS); limits and sink's targets
 * are borrowed for the life of the oracle; *sink is copied. */
void oracle_init(struct oracle *oracle, const struct oracle_limits *limits,
                 const struct oracle_sink *sink);

/* A request was sent (its header section left). Returns false, and ignores it, where 64
 * requests are outstanding already (ORACLE_MAX_OUTSTANDING). */
bool oracle_request(struct oracle *oracle, const struct oracle_request *request);

/* The content of the request with this ordinal has been sent to its end. Unknown or
 * finished ordinals are ignored. */
void oracle_content_sent(struct oracle *oracle, unsigned exchange, int64_t at_ns);

/* Response octets arrived. Times must not go backwards. */
void oracle_feed(struct oracle *oracle, struct octets octets, int64_t at_ns);

/* The connection ended. No call may follow but oracle_init. */
void oracle_end(struct oracle *oracle, enum oracle_end how, int64_t at_ns);

/* Requests without a complete final response, at this moment. */
unsigned oracle_outstanding(const struct oracle *oracle);

#endif
