/* SPDX-License-Identifier: MIT */
/* libcurl on a socket of the harness: the two callbacks that make it take one that is
 * connected already. Their user is the struct inside. */
#ifndef INTERIM_FUZZ_PEER_CURL_H
#define INTERIM_FUZZ_PEER_CURL_H

#include "fuzz/peer.h"

#include <curl/curl.h>

/* CURLOPT_OPENSOCKETFUNCTION: a new connection to the harness, where it has one. */
static inline curl_socket_t peer_curl_open(void *user, curlsocktype purpose,
                                           struct curl_sockaddr *address)
{
    const int fd = inside_door(user);
    (void)purpose;
    (void)address;
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

/* CURLOPT_SOCKOPTFUNCTION: there is nothing left to connect. */
static inline int peer_curl_is_connected(void *user, curl_socket_t fd,
                                         curlsocktype purpose)
{
    (void)user;
    (void)fd;
    (void)purpose;
    return CURL_SOCKOPT_ALREADY_CONNECTED;
}

#endif
