/* SPDX-License-Identifier: MIT */
/* The player: one case against one target, one outcome. */
#ifndef INTERIM_PLAY_PLAY_H
#define INTERIM_PLAY_PLAY_H

#include "base/err.h"
#include "base/usage.h"
#include "case/script.h"
#include "net/address.h"
#include "play/outcome.h"

#include <stdbool.h>

/* Where and how a target is reached. All pointers are borrowed until play_close. */
struct play_config {
    enum role role;

    /* server, gateway, proxy */
    struct address target; /* where the client side connects */
    const char *authority; /* Host for a server or gateway, "HOST:PORT" of its URL */
    const char *path;      /* path prefix of its URL, without trailing "/"; "" */
    const char *trigger;   /* server: path of the trigger, NULL where it has none */
    const char
        *post_path; /* server: a path that reads content, NULL where it has none */
    const char *dav_path; /* server: path of a collection in which WebDAV methods may
                           * create and remove members, NULL where it has none */
    const char *accepted; /* server: path of a resource that answers 202 and names a
                           * status monitor, NULL where it has none */

    /* gateway, proxy: where the harness listens as the origin server; client: on any
     * port of it. Over TLS where its tls says so */
    struct address origin;
    const char *ca_file; /* with origin.tls: PEM of the authority that a client is to
                          * trust, {cacert}; NULL: nobody is told */

    /* gateway, proxy: how long it waits for its next hop to send something before it
     * gives up, 0 where that is not known; and the path prefix (before anything of
     * ours) under which it waits so long, NULL where that is everywhere. */
    unsigned read_timer_ms;
    const char *timer_path;

    /* client by command: argv vectors, NULL-terminated; {url} {url2} {file}
     * {cacert} in any argument are replaced. Only command must be there. */
    const char *const *command;
    const char *const *command_head;
    const char *const *command_post;
    const char *const *command_expect;
    /* client by driver: argv of a resident process (see harness/play/driver.h), or a
     * function that serves the same protocol in a thread (reference client) */
    const char *const *driver;
    void (*embedded_driver)(void *user, int in, int out);
    void *embedded_user;

    unsigned capabilities; /* set of NEED_BIT that the target is known to have, beyond
                            * what follows from the above */
    unsigned jobs;         /* cases at a time: how many drivers to keep */
    unsigned jobs_max;     /* ... that the target bears; 0: any number */
    double time_scale;     /* multiplies every deadline and pause */
    unsigned deadline_ms;  /* of a case that names none; before scaling */
    unsigned pace_ms;      /* server: limit of processing.pace, not scaled; 0: 20 s */
    unsigned gap_ms;       /* server: limit of processing.gap, not scaled; 0: 30 s */
    bool controls;         /* play the control of a case that failed */
    /* Called before a case where the target is gone (connection refused): restart it
     * and return true, or NULL. */
    bool (*revive)(void *user);
    void *revive_user;
    /* How often revive found that the program had ended by itself; NULL. */
    unsigned (*ended)(void *revive_user);
    /* What the target's processes use now; false where that is not known. NULL. */
    bool (*usage)(void *user, struct usage *usage);
    void *usage_user;
    /* Set to non-zero from a signal handler: every wait ends, outcomes become ERROR
     * "interrupted". May be NULL. */
    const volatile int *interrupted;
};

void play_config_init(struct play_config *config);

/* "http" or "https": of the URLs that the requests are about. */
const char *play_scheme(const struct play_config *config);

struct play;

/* Opens listeners and starts drivers, and connects to the target once: false, with err,
 * where the target cannot be tested at all. Free with play_close. */
struct play *play_open(const struct play_config *config, struct err *err);
void play_close(struct play **play);

/* "curl 8.1", "node-fetch v20": as told by the driver's greeting; "" where unknown.
 * Borrowed from play. */
const char *play_target_version(const struct play *play);

/* gateway, proxy: where the harness listens as the origin; its port is never 0. */
const struct address *play_origin(const struct play *play);

/* Plays one case. May be called from several threads at once, except with a case that
 * is `alone`, which the caller runs by itself. Fills outcome (outcome_init'ed by the
 * callee; outcome_fini is due). Never fails: what goes wrong is an outcome. */
void play_case(struct play *play, const struct test_case *test,
               struct outcome *outcome);

/* Plays the first round of a case that is no test but a look at the target: what was
 * expected counts, findings do not. False where that did not come: outcome says why,
 * with the transcript. True also where the case does not apply (OUTCOME_SKIP). */
bool play_plain(struct play *play, const struct test_case *test,
                struct outcome *outcome);

#endif
