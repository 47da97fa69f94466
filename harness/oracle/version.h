/* SPDX-License-Identifier: MIT */
/* The version of the parser that the oracle is built on. */
#ifndef INTERIM_ORACLE_VERSION_H
#define INTERIM_ORACLE_VERSION_H

/* "9.3.0"; static storage. */
const char *oracle_llhttp_version(void);

#endif
