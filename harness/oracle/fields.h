/* SPDX-License-Identifier: MIT */
/* Reading field lines octet by octet: the few fields that frame or end a message. Holds
 * one name and one list element, never a line, so that any cut gives the same facts. */
#ifndef INTERIM_ORACLE_FIELDS_H
#define INTERIM_ORACLE_FIELDS_H

#include "base/octets.h"
#include "oracle/status_uri.h"

#include <stdbool.h>
#include <stdint.h>

enum field_id {
    FIELD_OTHER,
    FIELD_CONTENT_LENGTH,
    FIELD_TRANSFER_ENCODING,
    FIELD_CONNECTION,
    FIELD_UPGRADE,
    FIELD_EXPECT,
    FIELD_STATUS_URI,
    FIELD_REPRESENTATION /* describes a representation: Content-Type, ETag, ... */
};

enum field_fact {
    FACT_LENGTH = 1,         /* Content-Length with a number */
    FACT_LENGTH_BAD = 2,     /* Content-Length that is no number, or two that differ */
    FACT_CODING = 4,         /* Transfer-Encoding */
    FACT_CHUNKED = 8,        /* ... whose last coding is chunked */
    FACT_CLOSE = 16,         /* Connection: close */
    FACT_KEEP_ALIVE = 32,    /* Connection: keep-alive */
    FACT_MAY_UPGRADE = 64,   /* Connection: upgrade */
    FACT_UPGRADE = 128,      /* Upgrade with at least one protocol */
    FACT_UNASKED = 256,      /* ... that is not in `asked` */
    FACT_CONTINUE = 512,     /* Expect: 100-continue */
    FACT_SPEAKS_HTTP = 1024, /* Upgrade to a protocol named HTTP */
    FACT_URI_BAD = 2048      /* Status-URI that is not as RFC 2518 has it */
};

enum { FIELD_MAX_NAME = 20, FIELD_MAX_ELEMENT = 64 };

/* Caller-allocated. flags and what follows them are the result. */
struct field_reader {
    uint8_t id; /* enum field_id of the line being read */
    uint8_t name_len;
    uint8_t element_len;
    bool name_long;    /* longer than any name that matters */
    bool element_long; /* longer than any element that matters */
    bool parameters;   /* behind the ";" of an element */
    bool any;          /* the line had an element */
    unsigned char name[FIELD_MAX_NAME];
    unsigned char element[FIELD_MAX_ELEMENT];
    uint64_t element_offset;
    struct status_uri uri; /* of the Status-URI being read */

    unsigned flags;          /* of enum field_fact */
    uint64_t content_length; /* FACT_LENGTH */
    uint64_t close_offset;   /* of the first `close` */
    uint64_t unasked_offset; /* of the first protocol that was not asked for */
    uint64_t uri_offset;     /* where the first bad Status-URI shows it */
    struct octets asked;     /* the request's Upgrade field; borrowed */
};

/* Forgets all facts; asked may be empty. */
void field_reset(struct field_reader *reader, struct octets asked);

/* A line's name comes, in one piece or several; field_name_end tells what it is. An
 * overlong or unknown name is FIELD_OTHER. */
void field_name_start(struct field_reader *reader);
void field_name_octets(struct field_reader *reader, struct octets octets);
enum field_id field_name_end(struct field_reader *reader);

/* The same in one call, for a name that lies in one piece. */
enum field_id field_name(struct octets name);

/* The line's value comes, in one piece or several; offset: of the first octet. */
void field_value_start(struct field_reader *reader, enum field_id id);
void field_value_octets(struct field_reader *reader, struct octets octets,
                        uint64_t offset);
void field_value_end(struct field_reader *reader);

#endif
