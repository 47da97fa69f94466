/* SPDX-License-Identifier: MIT */
/* What a probe saw, as the numbers and words that a diagnosis is made of: no octets, no
 * pointers, so that a test can write them down. */
#ifndef INTERIM_PROBE_FACTS_H
#define INTERIM_PROBE_FACTS_H

#include "oracle/requirement.h"
#include "probe/hop.h"

#include <stdbool.h>
#include <stdint.h>

enum { FACTS_MAX_WORD = 64 };

/* Interim responses of one hop, by status. */
struct probe_tally {
    unsigned all;
    unsigned continues;   /* 100 */
    unsigned switches;    /* 101 */
    unsigned processings; /* 102 */
    unsigned hints;       /* 103 */
    unsigned uploads;     /* 104 */
    unsigned unknown;     /* 105 to 199 */
};

struct probe_facts {
    /* The request. */
    char method[FACTS_MAX_WORD]; /* quoted, like all words here */
    bool webdav;                 /* a method of WebDAV */
    bool safe;                   /* RFC 9110 section 9.2.1: it changes nothing */
    bool http10, expect, content;
    bool proxied; /* sent through a forward proxy (--via) */

    /* Its interim responses. */
    struct probe_tally tally;
    unsigned last_status;    /* of the last one; 0: none */
    uint64_t interim_octets; /* of all their header sections */
    unsigned hints_without_link;
    bool described;      /* Content-Length, Transfer-Encoding or Content-Type in one */
    bool content_behind; /* octets behind one that are no status line */
    int64_t first_ns;    /* of the first one */
    int64_t longest_gap_ns;
    int64_t pace_ns;  /* mean time between them, where they are steady; else 0 */
    int64_t older_ns; /* how much older the Date of the first one is than that of the
                       * final response; 0: it is not, or nobody says */
    bool together;    /* all came at one moment with the final response, and not
                       * right after the request */

    /* Its final response. */
    unsigned final;   /* 0: there is none */
    int64_t final_ns; /* of the final response; else when the watching ended */
    char begins[FACTS_MAX_WORD]; /* the first octets of all that came */
    bool complete;
    bool aged; /* it has an Age: a cache answered */
    enum probe_stop stop;
    bool cut; /* TLS ended without its closure alert */
    unsigned strays;
    unsigned stray_status;
    bool gave_up_waiting, content_kept;

    /* Who speaks: "" where nobody says. */
    char server_interim[FACTS_MAX_WORD], server_final[FACTS_MAX_WORD];
    char via_interim[FACTS_MAX_WORD], via_final[FACTS_MAX_WORD];

    /* The same request, sent to the other address. */
    char near[FACTS_MAX_WORD], far[FACTS_MAX_WORD]; /* both addresses */
    bool compared;
    struct probe_tally far_tally;
    unsigned far_final;
    int64_t far_final_ns;
    bool far_complete, far_together;
    enum probe_stop far_stop;
    unsigned fewer;   /* interim responses at the far address, not here, */
    bool uneven;      /* or the other way round; and of them, what is proven: */
    unsigned missing; /* interim responses at the far address, not here; a 100 that
                       * answers an expectation is not counted, here and below */
    unsigned added;   /* here, not there */
    char missing_words[FACTS_MAX_WORD]; /* "4 of 8 x 102" */
    char added_words[FACTS_MAX_WORD];
    bool reordered;                  /* as many of each, in another order */
    char lost_field[FACTS_MAX_WORD]; /* an end-to-end field of an interim response
                                      * that did not come through; "": none */
};

/* From one hop, or two: far may be NULL. The words are as the request has them. */
void probe_facts_gather(struct probe_facts *facts, const struct probe_hop *near,
                        const struct probe_hop *far, bool proxied);

/* What the near hop lacks or adds, against the far one: called by probe_facts_gather.
 */
void probe_facts_compare(struct probe_facts *facts, const struct probe_hop *near,
                         const struct probe_hop *far);

#endif
