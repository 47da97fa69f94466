/* SPDX-License-Identifier: MIT */
/* One request sent, and its responses watched as they arrive. */
#ifndef INTERIM_PROBE_WATCH_H
#define INTERIM_PROBE_WATCH_H

#include "oracle/event.h"
#include "probe/hop.h"

#include <stdbool.h>
#include <stdint.h>

struct probe_limits {
    unsigned silence_ms; /* without an octet, either way */
    unsigned total_ms;   /* from the request on */
    uint64_t octets;     /* of responses, the content of the final one included */
    unsigned interim;    /* interim responses, at most HOP_MAX_INTERIM */
    unsigned after_ms;   /* watched behind a final response: what should not follow it
                          * mostly is there at once */
};

extern const struct probe_limits PROBE_LIMITS;

enum probe_moment {
    MOMENT_CONNECTED,
    MOMENT_SENT,         /* the header section, and the content that goes with it */
    MOMENT_CONTENT_SENT, /* the content that waited for a 100, or for room */
    MOMENT_INTERIM,      /* hop->interims[hop->interim_count - 1] */
    MOMENT_FINAL,        /* hop->final */
    MOMENT_CONTENT,      /* its first octets */
    MOMENT_COMPLETE,
    MOMENT_STRAY,   /* one that nobody asked for: hop->stray is the first */
    MOMENT_WAITING, /* nothing came for a second, and for another one, ... */
    MOMENT_STOPPED  /* hop->stop says why; always the last */
};

/* Called as it happens, with the time since the request. False: nobody listens any
 * more, stop. */
typedef bool probe_listener(void *user, const struct probe_hop *hop,
                            enum probe_moment moment, int64_t at_ns);

struct probe_watch {
    struct probe_limits limits;
    struct oracle_request told;    /* of hop->request, for the oracle */
    bool waits;                    /* the content waits for a 100 */
    const volatile int *interrupt; /* stops where it is not 0; may be NULL */
    probe_listener *listener;
    void *user;
};

/* Sends hop->request to hop->address and fills hop in, whose octets live in arena,
 * until the final response is complete (and a moment longer, for what should not follow
 * it), the connection ends, or a limit is reached. */
void probe_watch(const struct probe_watch *watch, struct probe_hop *hop,
                 struct arena *arena);

#endif
