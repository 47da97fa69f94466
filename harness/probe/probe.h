/* SPDX-License-Identifier: MIT */
/* A probe: one request, sent to one address or to several, watched, and explained. */
#ifndef INTERIM_PROBE_PROBE_H
#define INTERIM_PROBE_PROBE_H

#include "base/arena.h"
#include "base/err.h"
#include "net/tls.h"
#include "probe/diagnosis.h"
#include "probe/request.h"
#include "probe/watch.h"

#include <stdbool.h>
#include <stddef.h>

enum { PROBE_NEAR, PROBE_FAR, PROBE_MAX_HOPS = 8, PROBE_MAX_REPORT = 1 << 26 };

struct probe_options {
    const char *url;
    const char *via;    /* URL of a forward proxy; NULL: none */
    const char *socket; /* path of the Unix socket to connect to, in place of the host
                         * of via, or of url; NULL: none */
    const char *const *compare; /* URLs of other addresses, or "unix:/path", the
                                 * nearest first;
                                 * NULL-terminated, may be NULL. Its own path is asked
                                 * for where it has one, else that of url; Host is that
                                 * of url */
    struct probe_request request;
    struct probe_limits limits;
    struct tls_client_options tls; /* of every https URL among these */
    bool strict;                   /* every problem fails */
};

struct probe {
    struct arena arena;
    const struct probe_options *options; /* borrowed */
    struct tls *tls;                     /* NULL: no https URL */
    struct probe_hop hops[PROBE_MAX_HOPS];
    struct oracle_request told[PROBE_MAX_HOPS];
    const char *labels[PROBE_MAX_HOPS]; /* where each request goes, in words */
    unsigned hop_count;
    unsigned watched;                         /* of them */
    struct probe_facts facts[PROBE_MAX_HOPS]; /* each hop compared with the next */
    struct probe_facts alone[PROBE_MAX_HOPS]; /* and by itself */
};

/* Reads the URLs, resolves them and writes the requests. probe_close is due whatever
 * is returned, which is PROBE_READY, or with err: options that make no request, or a
 * name that does not resolve. */
enum probe_ready { PROBE_READY, PROBE_MISTAKE, PROBE_UNRESOLVED };
enum probe_ready probe_open(struct probe *probe, const struct probe_options *options,
                            struct err *err);

/* Sends them, one after the other, and gathers the facts. listener (may be NULL) and
 * interrupt as in struct probe_watch. */
void probe_run(struct probe *probe, probe_listener *listener, void *user,
               const volatile int *interrupt);

/* The facts, from what the hops hold: a part of probe_run. */
void probe_explain(struct probe *probe);

void probe_close(struct probe *probe);

/* What it comes to: the first that applies. */
enum probe_verdict {
    PROBE_INTERRUPTED,
    PROBE_FAILED,    /* a must or must-not is broken */
    PROBE_NO_ANSWER, /* no connection, or no final response */
    PROBE_OK
};
enum probe_verdict probe_verdict(const struct probe *probe);

/* true where this is said of a hop: of the first one whatever applies, of the others
 * what their comparison with the next shows. hop < watched. */
bool probe_says(const struct probe *probe, unsigned hop, enum diagnosis diagnosis);

/* Append findings and diagnosis for people; all of it as one JSON object
 * (reports/probe.schema.json), status being the exit status to come. */
void probe_text(const struct probe *probe, struct buf *out);
void probe_json(const struct probe *probe, int status, struct buf *out);

#endif
