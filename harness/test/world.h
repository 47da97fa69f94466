/* SPDX-License-Identifier: MIT */
/* What tests of the command line meet: servers, ports in every state, bad case files.
 */
#ifndef INTERIM_TEST_WORLD_H
#define INTERIM_TEST_WORLD_H

#include "net/connection.h"
#include "peer/server.h"
#include "run/secure.h"
#include "target/folder.h"
#include "target/reserve.h"

#include <pthread.h>

/* Each is named by a placeholder in the words of a command line. */
struct world {
    struct folder folder;     /* {dir}: holds the case files malformed/, duplicate/ */
    struct listener busy;     /* {busy}: listens, and never accepts */
    struct listener stranger; /* {ssh}: something that is not HTTP */
    struct reservation free;  /* {free}, {port}: nobody listens, nobody will unasked */
    struct peer_server *server; /* {server}: the honest reference server */
    struct peer_server *tls;    /* {tls}: the same over TLS, */
    struct secure secure;       /* with the authority in the file {ca} */
    pthread_t stranger_thread;
    int stop[2]; /* closing the second end stops the stranger */
};

void world_init(struct world *world);
void world_fini(struct world *world);

/* The same for a group of cmocka's tests: *state is the world. */
int world_set_up(void **state);
int world_tear_down(void **state);

/* Writes word to out with its placeholder replaced, NUL-terminated. */
void world_fill_in(const struct world *world, char *out, size_t size, const char *word);

#endif
