/* SPDX-License-Identifier: MIT */
/* Being the server: a listener, the connections of those who came, and answers of any
 * octets to whole header sections of requests. */
#ifndef INTERIM_SALVO_ORIGIN_H
#define INTERIM_SALVO_ORIGIN_H

#include "base/buf.h"
#include "net/connection.h"
#include "salvo/inside.h"
#include "salvo/shot.h"

enum { ORIGIN_GUESTS = 32 };

struct guest {
    struct connection connection; /* fd -1: nobody */
    struct buf input;             /* what it sent, unanswered */
    struct inside *inside;        /* where it is in this process; else NULL */
};

struct origin {
    struct listener listener;
    struct guest guests[ORIGIN_GUESTS];
    unsigned arrivals;     /* connections that were ever accepted */
    struct inside *inside; /* the target is in this process; else NULL */
};

bool origin_open(struct origin *origin, const struct address *address, struct err *err);
void origin_close(struct origin *origin);

/* Without a listener, for a target in this process: guests come by origin_refill alone.
 */
void origin_open_inside(struct origin *origin, struct inside *inside);

/* For a target in this process: closes every connection, and makes new ones for it to
 * take (inside_door). */
void origin_refill(struct origin *origin);

/* Closes every connection. */
void origin_part(struct origin *origin);

/* A guest asks: head is a whole header section, to be answered by origin_answer. */
typedef void origin_asked(void *user, struct guest *guest, struct octets head);

/* Polls for at most timeout_ms, once: accepts, reads, tells of requests. true where fd
 * (-1: none) is readable. */
struct origin_call {
    origin_asked *asked;
    void *user;
    int fd;
};
bool origin_poll(struct origin *origin, const struct origin_call *call, int timeout_ms);

/* Sends the response steps of input, each by itself, and ends as told; a pause takes
 * pause_ms. False where the guest did not take them all. */
bool origin_answer(struct guest *guest, const struct capture *input,
                   enum capture_end end, int pause_ms);

/* A plain 200 whose content is the token of this number, and a close where head, the
 * request, asks for one. */
void origin_answer_plain(struct guest *guest, const struct token_source *tokens,
                         uint32_t number, struct octets head);

#endif
