/* SPDX-License-Identifier: MIT */
/* Writing an interim response, in order or with one defect on the wire. */
#ifndef INTERIM_PEER_INTERIM_H
#define INTERIM_PEER_INTERIM_H

#include "base/buf.h"
#include "base/octets.h"
#include "peer/fault.h"

#include <stdbool.h>
#include <stddef.h>

/* How interim responses look: what differs from the honest form, the rest is 0. All
 * text is static. */
struct interim_form {
    const char *fault;    /* id of the fault that asks for this form */
    const char *version;  /* in place of HTTP/1.1 */
    const char *status;   /* in place of the status */
    const char *reason;   /* in place of SP and the reason */
    const char *line_end; /* in place of CRLF */
    const char *first;    /* octets between the status line and the first field */
    const char *fields;   /* more field lines, each with its CRLF */
    size_t fields_len;
    const char *behind; /* octets behind the empty line */
    size_t fill;        /* octets of filling in one more field */
    bool cut;           /* the empty line is missing */
};

/* The form that this fault asks for: the honest one where it is about something else.
 */
const struct interim_form *interim_form_of(enum fault fault);

/* Appends one interim response. fields: complete field lines with CRLF, may be empty.
 */
void interim_write(struct buf *out, const struct interim_form *form, unsigned status,
                   struct octets fields);

/* The reason phrase of a status; one for its class where it has none of its own. */
const char *interim_reason(unsigned status);

#endif
