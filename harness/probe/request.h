/* SPDX-License-Identifier: MIT */
/* The one request of a probe, spelled as curl's options spell it, and its octets. */
#ifndef INTERIM_PROBE_REQUEST_H
#define INTERIM_PROBE_REQUEST_H

#include "base/buf.h"
#include "base/err.h"
#include "oracle/event.h"

#include <stdbool.h>
#include <stddef.h>

enum { PROBE_MAX_REQUEST = 1 << 26 };

struct probe_request {
    const char *method;        /* "GET" */
    bool http10;               /* HTTP/1.0 in place of HTTP/1.1 */
    bool expect;               /* Expect: 100-continue */
    const char *const *fields; /* NULL-terminated, may be NULL. "Name: value" (in place
                                * of a field of ours), "Name:" (takes one of ours
                                * away), "Name;" (a field without a value) */
    bool has_content;
    struct octets content; /* borrowed */
};

/* Appends the octets of the request for target (host: its Host field) to out, at most
 * PROBE_MAX_REQUEST; *head_len is set to the length of its header section, *told to
 * what the oracle has to know of it (told->upgrade borrows from out). False, with err,
 * where what was given makes no request. */
bool probe_request_write(const struct probe_request *request, struct octets target,
                         struct octets host, struct buf *out, size_t *head_len,
                         struct oracle_request *told, struct err *err);

#endif
