/* SPDX-License-Identifier: MIT */
/* Numbers and words from what was seen at a hop. */
#include "probe/facts.h"

#include "base/quote.h"
#include "oracle/head.h"
#include "probe/date.h"

#include <stdio.h>
#include <string.h>

static const int64_t NS_PER_MS = 1000000;
static const int64_t NS_PER_S = 1000000000;

enum {
    TOGETHER_MS = 5,     /* of one moment */
    RIGHT_AWAY_MS = 500, /* so soon after the request nothing was held back */
    STEADY_LEAST = 3,    /* interim responses that make a pace */
    STEADY_PERCENT = 15,
    STEADY_MS = 1000 /* a pace below that is a burst */
};

/* ---------------------------------------------------------------- words */

/* octets quoted, cut to a word's room. */
static void set_word(char *word, struct octets octets)
{
    struct buf quoted;
    buf_init(&quoted, FACTS_MAX_WORD - 1);
    quote_encode(&quoted, octets);
    snprintf(word, FACTS_MAX_WORD, "%s", buf_text(&quoted));
    buf_fini(&quoted);
}

static void set_field(char *word, struct octets head, const char *name)
{
    struct octets value;
    if (word[0] == '\0' && head_find(head, octets_of(name), &value))
        set_word(word, value);
}

/* ---------------------------------------------------------------- the request */

enum { WEBDAV = 1, SAFE = 2 };

static const struct {
    const char *method;
    unsigned flags;
} METHODS[] = {
    {"GET", SAFE},
    {"HEAD", SAFE},
    {"OPTIONS", SAFE},
    {"TRACE", SAFE},
    {"DELETE", WEBDAV}, /* of a whole tree, there */
    {"PROPFIND", WEBDAV | SAFE},
    {"PROPPATCH", WEBDAV},
    {"MKCOL", WEBDAV},
    {"COPY", WEBDAV},
    {"MOVE", WEBDAV},
    {"LOCK", WEBDAV},
    {"UNLOCK", WEBDAV},
    {"ACL", WEBDAV},
    {"REPORT", WEBDAV | SAFE},
    {"SEARCH", WEBDAV | SAFE},
    {"VERSION-CONTROL", WEBDAV},
    {"CHECKOUT", WEBDAV},
    {"CHECKIN", WEBDAV},
    {"UPDATE", WEBDAV},
    {"MERGE", WEBDAV},
    {"MKACTIVITY", WEBDAV},
};

static void gather_request(struct probe_facts *facts, const struct probe_hop *hop)
{
    const struct octets head = octets_slice(hop->request, 0, hop->request_head_len);
    const struct octets method = head_word(head, 0);
    set_word(facts->method, method);
    for (size_t row = 0; row < sizeof METHODS / sizeof METHODS[0]; row++)
        if (octets_equal(method, octets_of(METHODS[row].method))) {
            facts->webdav = METHODS[row].flags & WEBDAV;
            facts->safe = METHODS[row].flags & SAFE;
        }
    facts->http10 = octets_equal(head_word(head, 2), OCTETS("HTTP/1.0"));
    facts->expect = head_has_token(head, OCTETS("Expect"), OCTETS("100-continue"));
    facts->content = hop->request.len > hop->request_head_len;
}

/* ---------------------------------------------------------------- the responses */

static void count(struct probe_tally *tally, unsigned status)
{
    unsigned *const of[] = {&tally->continues, &tally->switches, &tally->processings,
                            &tally->hints, &tally->uploads};
    tally->all++;
    if (status >= 100 && status - 100 < sizeof of / sizeof of[0])
        ++*of[status - 100];
    else
        tally->unknown++;
}

static void gather_tally(struct probe_tally *tally, const struct probe_hop *hop)
{
    for (unsigned at = 0; at < hop->interim_count; at++)
        count(tally, hop->interims[at].status);
}

static void gather_interim(struct probe_facts *facts,
                           const struct probe_response *response)
{
    static const char *const DESCRIBING[] = {"Content-Length", "Transfer-Encoding",
                                             "Content-Type"};
    struct octets value;
    facts->last_status = response->status;
    facts->interim_octets += response->head_len;
    if (response->status == 103 && !head_find(response->head, OCTETS("Link"), &value))
        facts->hints_without_link++;
    for (size_t row = 0; row < sizeof DESCRIBING / sizeof DESCRIBING[0]; row++)
        facts->described |=
            head_find(response->head, octets_of(DESCRIBING[row]), &value);
    set_field(facts->server_interim, response->head, "Server");
    set_field(facts->via_interim, response->head, "Via");
}

/* The mean time between interim responses that come at a steady pace; else 0. */
static int64_t steady_pace_ns(const struct probe_hop *hop)
{
    int64_t least = INT64_MAX;
    int64_t most = 0;
    int64_t sum = 0;
    if (hop->interim_count < STEADY_LEAST)
        return 0;
    for (unsigned at = 1; at < hop->interim_count; at++) {
        const int64_t gap = hop->interims[at].gap_ns;
        sum += gap;
        least = gap < least ? gap : least;
        most = gap > most ? gap : most;
    }
    const int64_t mean = sum / (hop->interim_count - 1);
    return least >= STEADY_MS * NS_PER_MS &&
                   (most - least) * 100 <= mean * STEADY_PERCENT
               ? mean
               : 0;
}

/* true where all came at one moment with the final response, later than right away. */
static bool came_together(const struct probe_hop *hop)
{
    if (hop->interim_count == 0 || hop->final.status == 0)
        return false;
    const int64_t first = hop->interims[0].at_ns;
    return first > RIGHT_AWAY_MS * NS_PER_MS &&
           hop->final.at_ns - first < TOGETHER_MS * NS_PER_MS;
}

/* What its Date says; false where there is none. */
static bool date_of(const struct probe_response *response, int64_t *seconds)
{
    struct octets value;
    return head_find(response->head, OCTETS("Date"), &value) &&
           date_read(value, seconds);
}

static int64_t older_ns(const struct probe_hop *hop)
{
    int64_t first = 0;
    int64_t final = 0;
    return hop->interim_count > 0 && date_of(&hop->interims[0], &first) &&
                   date_of(&hop->final, &final) && final > first
               ? (final - first) * NS_PER_S
               : 0;
}

static void gather_final(struct probe_facts *facts, const struct probe_hop *hop)
{
    struct octets value;
    facts->final = hop->final.status;
    facts->final_ns = hop->final.status ? hop->final.at_ns : hop->stop_ns;
    set_word(facts->begins, (struct octets){hop->first, hop->octets < HOP_KEPT_FIRST
                                                            ? (size_t)hop->octets
                                                            : (size_t)HOP_KEPT_FIRST});
    facts->complete = hop->complete;
    facts->stop = hop->stop;
    facts->cut = hop->cut;
    facts->strays = hop->strays;
    facts->stray_status = hop->stray.status;
    facts->gave_up_waiting = hop->gave_up_waiting;
    facts->content_kept = hop->content_kept;
    if (hop->final.status == 0)
        return;
    facts->aged = head_find(hop->final.head, OCTETS("Age"), &value);
    set_field(facts->server_final, hop->final.head, "Server");
    set_field(facts->via_final, hop->final.head, "Via");
}

void probe_facts_gather(struct probe_facts *facts, const struct probe_hop *near,
                        const struct probe_hop *far, bool proxied)
{
    *facts = (struct probe_facts){.proxied = proxied, .compared = far != NULL};
    gather_request(facts, near);
    gather_tally(&facts->tally, near);
    for (unsigned at = 0; at < near->interim_count; at++)
        gather_interim(facts, &near->interims[at]);
    facts->first_ns = near->interim_count ? near->interims[0].at_ns : 0;
    facts->longest_gap_ns = probe_hop_longest_gap_ns(near);
    facts->pace_ns = steady_pace_ns(near);
    facts->together = came_together(near);
    facts->older_ns = older_ns(near);
    for (size_t at = 0; at < near->trail.finding_count; at++)
        facts->content_behind |=
            near->trail.findings[at].requirement == REQUIREMENT_INTERIM_NO_CONTENT;
    gather_final(facts, near);
    set_word(facts->near, octets_of(near->address.text));
    if (!far)
        return;
    gather_tally(&facts->far_tally, far);
    facts->far_final = far->final.status;
    facts->far_final_ns = far->final.status ? far->final.at_ns : far->stop_ns;
    facts->far_complete = far->complete;
    facts->far_together = came_together(far);
    facts->far_stop = far->stop;
    set_word(facts->far, octets_of(far->address.text));
    probe_facts_compare(facts, near, far);
}
