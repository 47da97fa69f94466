/* SPDX-License-Identifier: MIT */
/* The scanner's inside: its states, the cursor, and what the steps share. */
#ifndef INTERIM_ORACLE_SCAN_STATE_H
#define INTERIM_ORACLE_SCAN_STATE_H

#include "base/attr.h"
#include "oracle/oracle.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum scan_state {
    BETWEEN,      /* before the first octet of a response */
    BETWEEN_CR,   /* ... behind a CR */
    VERSION,      /* in "HTTP/1.1 " */
    CODE,         /* in the status code */
    BEHIND_CODE,  /* at the space behind it */
    REASON,       /* in the reason phrase */
    LINE_CR,      /* behind a CR in a line; `back` is where it stood */
    LINE_START,   /* at the first octet of a field line, or of the empty line */
    NAME,         /* in a field name */
    NAME_SPACE,   /* in white space in or behind it */
    VALUE,        /* in a field value */
    SKIPPED_LINE, /* in a line that begins with white space, behind the status line */
    END_CR,       /* behind the CR of the empty line */
    CONTENT,      /* the parser reads */
    SEARCH,       /* behind what is no status line: looks for the next one */
    TUNNEL,       /* behind a 101: does HTTP go on all the same? */
    NOT_HTTP,     /* in a tunnel */
    LOST
};

struct cursor {
    struct oracle *oracle;
    struct octets octets;
    size_t at; /* the octet looked at */
};

/* A status line begins like this; the digits may differ. */
#define SCAN_VERSION OCTETS("HTTP/1.1 ")

/* Offset on the connection of the octet looked at, and the octet. These are inlined
 * where sanitizers make the compiler think better of it, too: they are most of what a
 * step does. */
static ATTR_INLINE uint64_t scan_offset(const struct cursor *cursor)
{
    return cursor->oracle->offset + cursor->at;
}

static ATTR_INLINE unsigned char scan_octet(const struct cursor *cursor)
{
    return cursor->octets.ptr[cursor->at];
}

/* What lies there and behind it in this piece. */
static ATTR_INLINE struct octets scan_rest(const struct cursor *cursor)
{
    return (struct octets){cursor->octets.ptr + cursor->at,
                           cursor->octets.len - cursor->at};
}

static ATTR_INLINE bool scan_is_space(unsigned char octet)
{
    return octet == ' ' || octet == '\t';
}

static ATTR_INLINE bool scan_is_digit(unsigned char octet)
{
    return octet >= '0' && octet <= '9';
}

static ATTR_INLINE void scan_go(struct cursor *cursor, enum scan_state state)
{
    cursor->oracle->state = (uint8_t)state;
}

/* Tells of a breach, once a response. */
void scan_find(struct cursor *cursor, enum requirement requirement, uint64_t offset,
               const char *detail);

/* Tells of a breach at the octet looked at, behind which nothing can be judged. */
void scan_lose(struct cursor *cursor, enum requirement requirement, const char *detail);

/* The octet looked at is a CR: the end of the line, if LF follows; else `back`. */
void scan_carriage_return(struct cursor *cursor, enum scan_state back);

/* The octet looked at is an LF that ends a line (of the kind of that state) alone. */
void scan_bare_lf(struct cursor *cursor, enum scan_state line);

/* The response being read reaches up to end: is it too large an interim response? */
void scan_judge_size(struct oracle *oracle, uint64_t end);

/* A response begins at offset. */
void scan_start_response(struct cursor *cursor, uint64_t offset);

/* The header section is over; the octet looked at is the first behind it. */
void scan_end_head(struct cursor *cursor);

/* The final response ends before the octet looked at. */
void scan_end_content(struct cursor *cursor);

/* One step in the state of the same name. */
typedef void scan_step(struct cursor *cursor);
scan_step scan_at_between;
scan_step scan_at_between_cr;
scan_step scan_at_version;
scan_step scan_at_code;
scan_step scan_at_behind_code;
scan_step scan_at_reason;
scan_step scan_at_line_cr;
scan_step scan_at_line_start;
scan_step scan_at_name;
scan_step scan_at_name_space;
scan_step scan_at_value;
scan_step scan_at_skipped_line;
scan_step scan_at_end_cr;
scan_step scan_at_content;
scan_step scan_at_search;
scan_step scan_at_tunnel;
scan_step scan_at_nothing;

#endif
