/* SPDX-License-Identifier: MIT */
/* What passed over the wire, as lines for people: times, sides, visible octets, and the
 * offending octet marked. */
#ifndef INTERIM_REPORT_TRANSCRIPT_H
#define INTERIM_REPORT_TRANSCRIPT_H

#include "base/buf.h"
#include "play/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Receives one line: printable ASCII, without its line end; valid during the call. */
typedef void transcript_line(void *user, const char *line);

/* Tells the outcome's transcript line by line: the octets of each line of the wire on a
 * line of their own; the middle of what is long left out, but never the marked octet,
 * with how much was left out in its place. At most some 50 lines of some 110 columns.
 *
 *     0.12 ms  client > GET / HTTP/1.1\r\n
 *              client < HTTP/1.1 102\r\n
 *                                   ^ octet 12
 */
void transcript_tell(const struct outcome *outcome, transcript_line *tell, void *user);

/* "sent", "received", "opened", ...: the word of a kind, for machines. */
const char *transcript_kind_name(enum tap_kind kind);

/* Appends octets quoted, at most some 100 columns of them: the beginning, the end, and
 * what is around the octet at mark (SIZE_MAX: none). Sets *caret to the column at which
 * that octet stands in what was appended. */
void transcript_quote(struct buf *out, struct octets octets, size_t mark,
                      size_t *caret);

#endif
