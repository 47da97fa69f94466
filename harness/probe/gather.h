/* SPDX-License-Identifier: MIT */
/* What arrives over one connection, judged by the oracle and gathered into a hop. */
#ifndef INTERIM_PROBE_GATHER_H
#define INTERIM_PROBE_GATHER_H

#include "base/arena.h"
#include "base/buf.h"
#include "oracle/oracle.h"
#include "probe/hop.h"

#include <stdbool.h>
#include <stdint.h>

enum gather_moment {
    GATHER_INTERIM,  /* hop->interims[hop->interim_count - 1] */
    GATHER_FINAL,    /* hop->final */
    GATHER_CONTENT,  /* its first octets */
    GATHER_COMPLETE, /* hop->final is */
    GATHER_STRAY     /* hop->strays, hop->stray */
};

typedef void gather_listener(void *user, enum gather_moment moment);

/* Caller's storage; not to be moved. All but stopped and why are its own. */
struct gathering {
    struct probe_hop *hop;
    struct arena *arena;
    gather_listener *listener;
    void *user;
    unsigned max_interim;
    uint64_t max_octets;
    struct oracle oracle;
    struct buf unread;  /* octets since the last response's end, */
    uint64_t unread_at; /* and where the first of them stood */
    uint64_t consumed;  /* the end of the last header section, content or response */
    unsigned capacity;  /* of hop->interims */
    int64_t last_ns;    /* of the response before this one */
    bool lost;
    bool stopped; /* a limit was reached, or the exchange ended: */
    enum probe_stop why;
};

/* told: of the one request, whose header section was sent at time 0. hop and arena are
 * borrowed. gather_fini is due. */
void gather_init(struct gathering *gathering, struct probe_hop *hop,
                 struct arena *arena, const struct oracle_request *told);
void gather_fini(struct gathering *gathering);

/* At most 16 KiB of octets. Nothing follows once it has stopped. */
enum { GATHER_MAX_PIECE = 1 << 14 };
void gather_feed(struct gathering *gathering, struct octets octets, int64_t now_ns);
void gather_content_sent(struct gathering *gathering, int64_t now_ns);
void gather_end(struct gathering *gathering, enum oracle_end how, int64_t now_ns);

#endif
