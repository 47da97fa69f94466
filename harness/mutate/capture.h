/* SPDX-License-Identifier: MIT */
/* A capture: what passed over one connection, in both directions, as one file.
 *
 * It is the input of the fuzz targets, so it is made to survive mutation: raw octets,
 * and delimiters instead of lengths. A mark is the octet 0x1e (RS, which no HTTP holds)
 * and a letter:
 *
 *     RS '>'   octets of requests follow
 *     RS '<'   octets of responses follow
 *     RS '~'   CAPTURE_PAUSE_MS pass
 *     RS '.'   the sender of the responses closes; nothing follows
 *     RS '!'   the connection is reset; nothing follows
 *     RS '_'   it is still open when the observer stops looking; nothing follows
 *     RS RS    the octet 0x1e itself
 *
 * Two marks of a kind in a row are a cut: what stands behind the second arrives in a
 * segment of its own.
 *
 * Every sequence of octets is a capture: before the first mark responses are meant, a
 * missing end is a close, RS before any other octet stands for itself, and where there
 * is no RS '>' at all one GET stands in front. So a recorded response stream is one,
 * too. capture_write makes the canonical form: every segment marked, and an end; where
 * nothing is asked, RS '>' in front says so. */
#ifndef INTERIM_MUTATE_CAPTURE_H
#define INTERIM_MUTATE_CAPTURE_H

#include "base/buf.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    CAPTURE_MARK = 0x1e,
    CAPTURE_MAX_STEPS = 1024,
    CAPTURE_MAX_OCTETS = 1 << 20, /* of a whole file */
    CAPTURE_PAUSE_MS = 6000       /* longer than a client waits for a 100; four and six
                                   * of them pass the oracle's other limits of time */
};

enum capture_kind { CAPTURE_REQUEST, CAPTURE_RESPONSE, CAPTURE_PAUSE };

enum capture_end { CAPTURE_CLOSED, CAPTURE_RESET, CAPTURE_OPEN };

/* One segment, of at least one octet, or one pause. */
struct capture_step {
    enum capture_kind kind;
    size_t start, len; /* in the octets of its direction; of a pause: 0 */
};

struct capture {
    struct buf requests, responses; /* each direction's octets, without gaps */
    struct capture_step steps[CAPTURE_MAX_STEPS];
    size_t step_count;
    enum capture_end end;
};

/* An empty connection, to be filled by capture_read (as often as one likes: the memory
 * is kept) or capture_add. capture_fini frees. */
void capture_init(struct capture *capture);
void capture_fini(struct capture *capture);

/* Forgets what capture holds, then reads text. False where it has more steps or octets
 * than the limits above; what fitted stays. */
bool capture_read(struct capture *capture, struct octets text);

/* Appends a segment, or a pause (octets are ignored). False where the limits are
 * reached. A segment of no octets is left out. */
bool capture_add(struct capture *capture, enum capture_kind kind, struct octets octets);

/* Appends the canonical form to out; out->full tells where it did not fit. */
void capture_write(const struct capture *capture, struct buf *out);

/* Octets of a segment; borrowed from capture. */
struct octets capture_octets(const struct capture *capture,
                             const struct capture_step *step);

#endif
