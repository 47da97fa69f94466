/* SPDX-License-Identifier: MIT */
/* A client, server or gateway of yours, fuzzed in this process: write one function,
 * call the harness from LLVMFuzzerTestOneInput, link your library. See
 * fuzz_peer_client.c, fuzz_peer_server.c and fuzz_peer_gateway.c, which are to be
 * copied.
 *
 * The function runs in a thread, with one end of a socket pair; the harness is the
 * other side of every connection. Each exchange has a token, so that a wrong delivery
 * is seen. What was sent that is beyond doubt in order has to be answered or delivered;
 * whatever was sent, the connection after it must not be out of step, and nobody may
 * wait on after the harness has closed. A breach that shows three times aborts in
 * breach_NAME. */
#ifndef INTERIM_FUZZ_PEER_H
#define INTERIM_FUZZ_PEER_H

#include "salvo/inside.h"

#include <stddef.h>
#include <stdint.h>

/* A client: gets url, and says what came of it. Sockets come from inside_door(inside),
 * already connected, whatever the URL's host; -1: no more. fresh: forget all
 * connections first; else they may be used again. No time limit below 30 s. */
typedef void peer_client(struct inside *inside, const char *url, bool fresh,
                         struct inside_answer *answer);
int peer_client_fuzz(const uint8_t *data, size_t size, peer_client *client);

/* A server: serves the connection fd to its end, and closes it. It answers GET and HEAD
 * of any path, reads the content of a POST, and has no time limit below 30 s. */
typedef void peer_server(struct inside *inside, int fd);
int peer_server_fuzz(const uint8_t *data, size_t size, peer_server *server);

/* Before its first input: the server has the trigger (README.md, "The trigger") at
 * path, which is borrowed; it is then asked for interim responses. */
void peer_server_trigger(const char *path);

/* A gateway: the same, and forwards each request over a socket of inside_door. */
int peer_gateway_fuzz(const uint8_t *data, size_t size, peer_server *gateway);

#endif
