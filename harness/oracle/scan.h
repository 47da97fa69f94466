/* SPDX-License-Identifier: MIT */
/* The scanner: reads status lines and field lines octet by octet, names what is wrong
 * in them, and gives the parser the content behind them. */
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
