/* SPDX-License-Identifier: MIT */
/* The value of Status-URI (RFC 2518 section 9.7), octet by octet:
 *
 *     Status-URI = "Status-URI" ":" *(Status-Code Coded-URL)
 *     Coded-URL  = "<" absoluteURI ">"
 *
 * White space may stand between any two of them (RFC 2616 section 2.1), and a comma
 * between two pairs, which is what joining two such fields leaves. Nothing is kept of
 * the value, so that any cut gives the same answer. */
#ifndef INTERIM_ORACLE_STATUS_URI_H
#define INTERIM_ORACLE_STATUS_URI_H

#include "base/octets.h"

#include <stdbool.h>
#include <stdint.h>

/* Caller-allocated; all zero at the start of a value. */
struct status_uri {
    uint8_t state;
    uint8_t digits; /* of the status code */
    bool bad;       /* the value breaks the grammar, first at bad_offset */
    uint64_t bad_offset;
};

/* The value comes, in one piece or several; offset: of the first octet. */
void status_uri_octets(struct status_uri *uri, struct octets octets, uint64_t offset);

/* The value ends before offset. Returns whether all of it was as the grammar says. */
bool status_uri_end(struct status_uri *uri, uint64_t offset);

#endif
