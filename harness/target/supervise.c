/* SPDX-License-Identifier: MIT */
/* The life of a server that is started with --start. */
#include "target/supervise.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "target/folder.h"
#include "target/launch.h"
#include "target/ready.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { READY_MS = 10000, GRACE_MS = 3000 };

struct supervised {
    pthread_mutex_t lock;
    const char *command; /* borrowed */
    struct address address;
    double time_scale;
    struct folder folder; /* holds its output */
    char log[300];
    struct launch launch;
    unsigned ended; /* so often, by itself */
};

static bool not_ready(struct supervised *server, const char *how, struct err *err)
{
    char line[160];
    folder_last_words(server->log, line, sizeof line);
    return err_set(err,
                   "'%s' %s before %s accepted a connection; the last that it "
                   "printed: %s",
                   server->command, how, server->address.text, line);
}

static bool wait_ready(struct supervised *server, struct err *err)
{
    const int64_t deadline_ns =
        clock_deadline_ns((int64_t)((double)READY_MS * server->time_scale));
    const enum ready ready =
        ready_wait(&server->launch, &server->address, deadline_ns, NULL);
    return ready == READY_YES ||
           not_ready(server, ready == READY_ENDED ? "ended" : "took too long", err);
}

static bool launch(struct supervised *server, bool tied, struct err *err)
{
    const char *const argv[] = {"/bin/sh", "-c", server->command, NULL};
    const struct launch_plan plan = {.argv = argv, .log = server->log, .tied = tied};
    return launch_start(&server->launch, &plan, err);
}

struct supervised *supervise_start(const char *command, const struct address *address,
                                   double time_scale, struct err *err)
{
    struct supervised *server = calloc(1, sizeof *server);
    ENSURE(server != NULL);
    ENSURE(pthread_mutex_init(&server->lock, NULL) == 0);
    server->command = command;
    server->address = *address;
    server->time_scale = time_scale;
    if (ready_now(&server->address)) {
        err_set(err, "--start: something listens on %s already", address->text);
        goto fail;
    }
    if (!folder_make(&server->folder, "start", err))
        goto fail;
    snprintf(server->log, sizeof server->log, "%s/log", server->folder.path);
    if (launch(server, true, err) && wait_ready(server, err))
        return server;
fail:
    supervise_stop(&server);
    return NULL;
}

bool supervise_revive(struct supervised *server)
{
    pthread_mutex_lock(&server->lock);
    /* One that refuses connections may be about to end, and not have ended yet. */
    bool ready = launch_alive(&server->launch) && wait_ready(server, NULL);
    if (!ready && !launch_alive(&server->launch)) {
        server->ended++;
        /* Not tied: the calling thread may end first. */
        ready = launch(server, false, NULL) && wait_ready(server, NULL);
    }
    pthread_mutex_unlock(&server->lock);
    return ready;
}

unsigned supervise_ended(struct supervised *server)
{
    pthread_mutex_lock(&server->lock);
    const unsigned ended = server->ended;
    pthread_mutex_unlock(&server->lock);
    return ended;
}

const char *supervise_log(const struct supervised *server)
{
    return server->log;
}

void supervise_stop(struct supervised **server)
{
    struct supervised *old = *server;
    if (!old)
        return;
    launch_stop(&old->launch, GRACE_MS);
    folder_remove(&old->folder);
    pthread_mutex_destroy(&old->lock);
    free(old);
    *server = NULL;
}
