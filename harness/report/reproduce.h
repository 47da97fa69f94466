/* SPDX-License-Identifier: MIT */
/* A program that needs nothing of ours and shows a failure again: for whoever gets the
 * report. */
#ifndef INTERIM_REPORT_REPRODUCE_H
#define INTERIM_REPORT_REPRODUCE_H

#include "base/buf.h"
#include "base/err.h"
#include "report/acts.h"
#include "report/evidence.h"

#include <stdbool.h>

#include <jansson.h>

/* Appends the program for a case of a run (of run.schema.json): for a server, where one
 * connection and no more than sending and waiting is needed, a shell script of printf
 * and nc (over TLS: openssl s_client); else a Python 3 program that uses sockets alone.
 * Both say on top what they show and how they are used, print what came, and end by
 * themselves. False, with err, where the report keeps no transcript of the case. */
bool reproduce_case(const json_t *run, const json_t *test, struct buf *out,
                    struct err *err);

/* ---- of its parts */

/* Whether a shell script can do it. */
bool reproduce_fits_shell(const struct evidence *evidence, const struct acts *acts);

void reproduce_shell(struct buf *out, const struct evidence *evidence,
                     const struct acts *acts);
void reproduce_python(struct buf *out, const struct evidence *evidence,
                      const struct acts *acts);

/* Where the target was, and where we listened: "HOST:PORT" or "unix:/path", as far as
 * the report tells, else a usual one; and whether over TLS, with which name. */
struct reproduce_places {
    char target[128], origin[128];
    bool target_tls, origin_tls;
    char name[128]; /* for SNI; "": the target's host */
};
void reproduce_find_places(const struct evidence *evidence,
                           struct reproduce_places *places);

#endif
