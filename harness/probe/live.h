/* SPDX-License-Identifier: MIT */
/* What happens at a hop, as lines for people, as it happens. */
#ifndef INTERIM_PROBE_LIVE_H
#define INTERIM_PROBE_LIVE_H

#include "probe/watch.h"

#include <stdint.h>

/* Receives one line: printable ASCII, without its line end; valid during the call. */
typedef void probe_line(void *user, const char *line);

/* Tells one moment: time since the request, time since the response before, octets as
 * quote_encode shows them. At most some 70 lines of some 110 columns.
 *
 *     2.003 s   +2.003 s  < HTTP/1.1 102 Processing
 *                         < X-Progress: 40 %
 */
void probe_live(const struct probe_hop *hop, enum probe_moment moment, int64_t at_ns,
                probe_line *line, void *user);

#endif
