/* SPDX-License-Identifier: MIT */
/* Two hops side by side: which interim responses came at one and not at the other.
 *
 * They answered two requests, and what a timer sends depends on how long each took: a
 * response that came at the far address only when the near exchange was (nearly) over
 * is not proven to be missing there, and the other way round. */
#include "probe/facts.h"

#include "base/quote.h"
#include "oracle/head.h"

#include <stdio.h>
#include <string.h>

enum { STATUS_COUNT = 100, FIRST_STATUS = 100 };

static const int64_t SOON_NS = 200000000; /* no timer is that quick */

struct counts {
    unsigned of[STATUS_COUNT];
};

/* A 100 that answers an expectation may be the intermediary's own, or not needed (RFC
 * 9110 section 10.1.1); a 101 ends the exchange. */
static bool is_compared(const struct probe_facts *facts, unsigned status)
{
    return status >= FIRST_STATUS && status < FIRST_STATUS + STATUS_COUNT &&
           !(status == 100 && facts->expect);
}

/* Those that came before a moment. */
static struct counts count_statuses(const struct probe_facts *facts,
                                    const struct probe_hop *hop, int64_t before_ns)
{
    struct counts counts = {{0}};
    for (unsigned at = 0; at < hop->interim_count; at++)
        if (is_compared(facts, hop->interims[at].status) &&
            hop->interims[at].at_ns < before_ns)
            counts.of[hop->interims[at].status - FIRST_STATUS]++;
    return counts;
}

/* Until when what came elsewhere was to be expected at this hop, too. */
static int64_t expected_until_ns(const struct probe_hop *hop)
{
    const int64_t end = hop->final.status ? hop->final.at_ns : hop->stop_ns;
    const int64_t nearly = end - end / 10;
    return nearly > SOON_NS ? nearly : SOON_NS;
}

/* What one has more of than the other: how many in all, and in words. */
static unsigned surplus(const struct counts *of, const struct counts *over, char *words)
{
    struct buf text;
    unsigned sum = 0;
    buf_init(&text, FACTS_MAX_WORD - 1);
    for (unsigned at = 0; at < STATUS_COUNT; at++) {
        if (of->of[at] <= over->of[at])
            continue;
        buf_printf(&text, "%s%u of %u x %u", sum ? ", " : "", of->of[at] - over->of[at],
                   of->of[at], FIRST_STATUS + at);
        sum += of->of[at] - over->of[at];
    }
    snprintf(words, FACTS_MAX_WORD, "%s", buf_text(&text));
    buf_fini(&text);
    return sum;
}

/* The next response, from at on, that is compared; NULL at the end. */
static const struct probe_response *next(const struct probe_facts *facts,
                                         const struct probe_hop *hop, unsigned *at)
{
    while (*at < hop->interim_count) {
        const struct probe_response *response = &hop->interims[(*at)++];
        if (is_compared(facts, response->status))
            return response;
    }
    return NULL;
}

/* Fields that a hop may keep to itself, or write anew. */
static bool stays_on_its_hop(struct octets head, struct octets name)
{
    static const char *const OWN[] = {
        "Connection",    "Keep-Alive",        "TE",   "Proxy-Connection", "Trailer",
        "Upgrade",       "Transfer-Encoding", "Date", "Server",           "Via",
        "Content-Length"};
    for (size_t row = 0; row < sizeof OWN / sizeof OWN[0]; row++)
        if (octets_equal_nocase(name, octets_of(OWN[row])))
            return true;
    return head_has_token(head, OCTETS("Connection"), name);
}

/* The first field of far that near has not got. */
static void find_lost_field(char *word, struct octets near, struct octets far)
{
    struct octets name;
    struct octets value;
    struct octets found;
    for (unsigned at = 0; head_field(far, at, &name, &value); at++) {
        if (stays_on_its_hop(far, name) || head_find(near, name, &found))
            continue;
        struct buf quoted;
        buf_init(&quoted, FACTS_MAX_WORD - 1);
        quote_encode(&quoted, name);
        snprintf(word, FACTS_MAX_WORD, "%s", buf_text(&quoted));
        buf_fini(&quoted);
        return;
    }
}

/* As many of each status: are they in the same order, with the same fields? */
static void compare_one_by_one(struct probe_facts *facts, const struct probe_hop *near,
                               const struct probe_hop *far)
{
    unsigned near_at = 0;
    unsigned far_at = 0;
    const struct probe_response *here;
    const struct probe_response *there;
    while ((here = next(facts, near, &near_at)) != NULL &&
           (there = next(facts, far, &far_at)) != NULL) {
        if (here->status != there->status) {
            facts->reordered = true;
            return;
        }
        if (facts->lost_field[0] == '\0')
            find_lost_field(facts->lost_field, here->head, there->head);
    }
}

void probe_facts_compare(struct probe_facts *facts, const struct probe_hop *near,
                         const struct probe_hop *far)
{
    const struct counts here = count_statuses(facts, near, INT64_MAX);
    const struct counts there = count_statuses(facts, far, INT64_MAX);
    const struct counts due_here = count_statuses(facts, far, expected_until_ns(near));
    const struct counts due_there = count_statuses(facts, near, expected_until_ns(far));
    char words[FACTS_MAX_WORD];
    facts->fewer = surplus(&there, &here, facts->missing_words);
    facts->missing = surplus(&due_here, &here, words);
    if (facts->missing > 0)
        memcpy(facts->missing_words, words, sizeof words);
    facts->added = surplus(&due_there, &there, facts->added_words);
    if (facts->fewer == 0 && surplus(&here, &there, words) == 0)
        compare_one_by_one(facts, near, far);
    else
        facts->uneven = true;
}
