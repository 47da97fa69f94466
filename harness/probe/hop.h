/* SPDX-License-Identifier: MIT */
/* What was seen at one hop: one request over one connection, and all that came back,
 * within bounds. */
#ifndef INTERIM_PROBE_HOP_H
#define INTERIM_PROBE_HOP_H

#include "base/arena.h"
#include "base/err.h"
#include "net/address.h"
#include "probe/trail.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HOP_KEPT_HEAD = 1 << 14,   /* octets kept of each header section */
    HOP_KEPT_FIRST = 8,        /* first octets kept of all that came */
    HOP_KEPT_CONTENT = 96,     /* first octets kept of the content */
    HOP_MAX_HEAD = 256 * 1024, /* octets of one header section that are waited for */
    HOP_MAX_INTERIM = 100000   /* the most that --max-interim takes */
};

enum probe_stop {
#define STOP(name, word, sentence) STOP_##name,
#include "probe/stop.def"
#undef STOP
    STOP_COUNT
};

/* "answered", ... */
const char *probe_stop_word(enum probe_stop stop);
const char *probe_stop_sentence(enum probe_stop stop);

/* A response as it arrived. Times count from the moment at which the header section of
 * the request had been sent. */
struct probe_response {
    unsigned status;    /* 0: there is none */
    int64_t at_ns;      /* when its header section was complete */
    int64_t gap_ns;     /* since the response before it, or the request */
    uint64_t offset;    /* of its first octet on the connection */
    struct octets head; /* its first HOP_KEPT_HEAD octets; of the arena */
    size_t head_len;    /* of the whole header section */
};

struct probe_hop {
    struct address address;  /* where the request went */
    struct octets request;   /* what was sent; of the arena */
    size_t request_head_len; /* octets of its header section */
    int64_t connected_ns;    /* what connecting took */
    int64_t content_sent_ns; /* when the last of the request's content left; -1:
                              * it has not, or there is none */
    bool gave_up_waiting;    /* the 100 did not come: content was sent without */
    bool content_kept;       /* a final response came first: content not sent */
    struct probe_response *interims; /* interim_count of them; of the arena */
    unsigned interim_count;
    struct probe_response final;
    int64_t content_begin_ns, content_end_ns; /* -1: not seen */
    uint64_t content_octets;                  /* transfer coding removed */
    unsigned char content[HOP_KEPT_CONTENT];
    bool complete; /* all of the final response came */
    bool persists; /* ... and the connection may carry another one */
    bool ended;    /* ... and the other end closed it at once */
    unsigned char
        unfinished[HOP_KEPT_CONTENT];    /* first octets of what came last, and */
    uint64_t unfinished_octets;          /* made no response; 0: nothing did */
    unsigned strays;                     /* responses behind it that nobody asked for */
    struct probe_response stray;         /* the first of them */
    unsigned char first[HOP_KEPT_FIRST]; /* octets of all that came */
    enum probe_stop stop;
    int64_t stop_ns;
    uint64_t octets;    /* of responses, in all */
    struct trail trail; /* what the oracle found */
    bool cut;           /* TLS ended without its closure alert */
    char trouble[256];  /* why TLS failed; "": it did not */
    struct err err;     /* STOP_UNREACHABLE: why */
};

/* All zero, but for the trail, and times that are not there. */
void probe_hop_init(struct probe_hop *hop);
void probe_hop_fini(struct probe_hop *hop);

/* true where a response came, or what came begins as one. */
bool probe_hop_has_answer(const struct probe_hop *hop);

/* The longest time without a response: from the request, or from one response to the
 * next, or to the end of the watching where no final response came. */
int64_t probe_hop_longest_gap_ns(const struct probe_hop *hop);

#endif
