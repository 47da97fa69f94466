/* SPDX-License-Identifier: MIT */
/* The scanner: walks the octets of status lines and field lines ahead of the parser,
 * names what the parser would pass or refuse, and gives it clean grammar in its place.
 */
#ifndef INTERIM_ORACLE_SCAN_H
#define INTERIM_ORACLE_SCAN_H

#include "oracle/exchange.h"
#include "oracle/oracle.h"

/* All octets of one arrival. Advances oracle->offset. */
void scan_feed(struct oracle *oracle, struct octets octets);

/* The connection ended: completes content that the close delimits, and says what was
 * cut off. */
enum cut scan_end(struct oracle *oracle, enum oracle_end how);

#endif
