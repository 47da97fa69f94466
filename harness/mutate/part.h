/* SPDX-License-Identifier: MIT */
/* Where messages stand in the text of a capture: good enough to cut along, whatever the
 * text holds. It judges nothing. */
#ifndef INTERIM_MUTATE_PART_H
#define INTERIM_MUTATE_PART_H

#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>

enum { PARTS_MAX = 128 };

enum part_kind { PART_REQUEST, PART_INTERIM, PART_FINAL };

/* A message, as offsets into the text. At start and at end stands octet of its own
 * direction, or its end: a message of that direction may be put there. */
struct part {
    enum part_kind kind;
    size_t start;
    size_t head_end; /* behind the empty line; end where there is none */
    size_t end;      /* behind its content */
};

struct parts {
    struct part
        list[PARTS_MAX]; /* in the order of the text; what is more is left out */
    size_t count;
    size_t end; /* of the text that counts: where its end is marked */
};

/* Finds the parts of a capture's text. A response begins with "HTTP/" and a digit; a
 * request with a line that holds " HTTP/". A pause ends either. */
void parts_find(struct parts *parts, struct octets text);

#endif
