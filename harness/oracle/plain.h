/* SPDX-License-Identifier: MIT */
/* The fast way: header sections that lie whole in one piece and have nothing about them
 * that could be a defect. Everything else goes the scanner's slow way, octet by octet,
 * which gives the same answer (every cut in the tests sends the same octets there). */
#ifndef INTERIM_ORACLE_PLAIN_H
#define INTERIM_ORACLE_PLAIN_H

#include "base/octets.h"
#include "oracle/fields.h"

#include <stddef.h>
#include <stdint.h>

enum { PLAIN_MAX_FIELDS = 8 };

/* A field line that says something to the oracle. */
struct plain_field {
    enum field_id id;
    struct octets value; /* with white space around it; borrowed from the view */
};

struct plain {
    unsigned status;
    size_t count;
    struct plain_field fields[PLAIN_MAX_FIELDS];
};

/* Returns the length of the header section at the start of view, its empty line
 * included; 0 where it is not complete, or not plain. */
size_t plain_head(struct octets view, struct plain *plain);

#endif
