/* SPDX-License-Identifier: MIT */
/* What struct oracle and struct request_reader hold. Opaque to callers: here only so
 * that they can be allocated without a heap. Included by oracle.h. */
#ifndef INTERIM_ORACLE_ORACLE_STATE_H
#define INTERIM_ORACLE_ORACLE_STATE_H

#include "oracle/event.h"
#include "oracle/fields.h"

#include <llhttp.h>

#include <stdbool.h>
#include <stdint.h>

/* One outstanding request. */
struct pending {
    struct octets upgrade;
    int64_t sent_ns;  /* its header section */
    int64_t ready_ns; /* all of it, where PENDING_COMPLETE */
    unsigned flags;   /* of enum pending_flag, in pending.h */
};

/* The response whose header section is being read, or whose content follows. */
struct response {
    uint64_t offset;      /* of its first octet */
    uint64_t line_offset; /* of the line being read; of the status code before that */
    uint64_t reported;    /* bit set of requirements found broken in this response */
    unsigned exchange;    /* ordinal of its request; UINT_MAX: none was outstanding */
    uint16_t status;      /* 0 until the status code was read */
    uint8_t major, minor; /* of its version */
    bool interim;         /* 1xx, also the 101 */
    bool fields;          /* a field line has been seen */
    bool trailers;        /* reading the trailer section */
    bool close_delimited; /* its content ends with the connection */
    bool last_chunk;      /* the parser has seen the last chunk: trailers follow */
    bool complete;        /* the parser has seen its end */
    bool failed;          /* the parser refused it */
};

/* What is known of the exchange under way, that of the oldest outstanding request. */
struct progress {
    unsigned interim_count;
    unsigned continue_count;
    bool answered;    /* a response other than 100 has begun */
    bool not_waiting; /* a 100 or a final response answered the expectation */
    bool early;       /* its final response came before its content */
    uint8_t told;     /* findings that an exchange gets once: enum told, finding.h */
};

/* What came before: the exchange that ended last, and the response read last. */
struct past {
    bool any;       /* an exchange has ended */
    bool early;     /* its final response came before its content, */
    bool sent;      /* which has been sent since */
    bool persists;  /* it left the connection open */
    bool timed_out; /* an unsolicited 408: no fault if a close follows it */
    bool stray;     /* an unsolicited interim response: what follows belongs to it */
    bool interim;   /* the response read last was an interim one, */
    bool announced; /* that announced content */
    unsigned ordinal;
    uint64_t timeout_offset; /* of the 408 */
    int64_t at_ns;           /* when the exchange ended */
};

struct oracle {
    struct field_reader fields;
    struct response response;
    struct progress progress;
    struct past past;
    struct oracle_sink sink;
    const struct oracle_limits *limits;
    const unsigned char *piece; /* what the parser is reading, for its callbacks, */
    uint64_t piece_offset;      /* and where on the connection that began */
    uint64_t offset;            /* octets judged so far */
    uint64_t cr_offset;         /* of a CR whose LF is still to come */
    int64_t now_ns;             /* arrival of the octets being fed */
    int64_t arrival_ns;         /* arrival of the octets before them */
    uint8_t state;              /* enum scan_state, in scan_state.h */
    uint8_t back;               /* the state to go back to where a CR stands alone */
    uint8_t matched;            /* octets of "HTTP/1.1 200" matched so far */
    bool line_ended;            /* of a field, which may go on in the next (obs-fold) */
    bool name_bad;              /* this field's name is none */
    uint8_t first;              /* index of the oldest outstanding request */
    uint8_t outstanding;        /* how many there are */
    unsigned next;              /* ordinal of the next request */
    /* From here on it is not cleared, but written before it is read. */
    llhttp_t parser; /* of the content being read */
    struct pending pending[ORACLE_MAX_OUTSTANDING];
};
_Static_assert(sizeof(struct oracle) <= ORACLE_MAX_OCTETS, "the oracle grew too large");

struct request_event;

struct request_reader {
    void (*sink)(void *user, const struct request_event *event);
    void *user;
    struct field_reader fields;
    uint64_t offset; /* octets read so far */
    uint64_t start;  /* of the request being read */
    uint64_t left;   /* octets of its content, or of the chunk, still to come */
    uint8_t state;   /* enum in request.c */
    uint8_t words;   /* of the request line, complete ones */
    uint8_t word_len;
    uint8_t digits; /* of the chunk size */
    bool trailers;
    bool is_head, is_connect, http10;
    unsigned char word[16]; /* beginning of the word being read */
};

#endif
