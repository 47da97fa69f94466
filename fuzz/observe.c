/* SPDX-License-Identifier: MIT */
/* Keeping what the oracle says. */
#include "fuzz/observe.h"

#include <stdio.h>
#include <string.h>

/* FNV-1a. */
uint64_t observed_hash(uint64_t value, struct octets octets)
{
    for (size_t at = 0; at < octets.len; at++)
        value = (value ^ octets.ptr[at]) * 0x100000001b3U;
    return value;
}

/* Of a text that comes whole: eight octets at a time. */
static uint64_t text_hash(struct octets text)
{
    uint64_t value = OBSERVED_HASH_START + text.len;
    for (size_t at = 0; at < text.len; at += sizeof(uint64_t)) {
        uint64_t word = 0;
        const struct octets part = octets_slice(text, at, sizeof word);
        memcpy(&word, part.ptr, part.len);
        value = (value ^ word) * 0x100000001b3U;
    }
    return value;
}

void observation_add(struct observation *observation, const struct observed *observed)
{
    if (observation->count < OBSERVED_MAX)
        observation->list[observation->count] = *observed;
    observation->count++;
}

/* The piece of content told of last, where this one goes on with it; findings may stand
 * between them (of a silence). */
static struct observed *piece_before(struct observation *observation,
                                     const struct oracle_event *event)
{
    if (event->kind != ORACLE_CONTENT || observation->count > OBSERVED_MAX)
        return NULL;
    size_t at = observation->count;
    while (at > 0 && observation->list[at - 1].kind == OBSERVED_FINDING)
        at--;
    return at > 0 && observation->list[at - 1].kind == ORACLE_CONTENT
               ? &observation->list[at - 1]
               : NULL;
}

static void on_event(void *user, const struct oracle_event *event)
{
    struct observed *before = piece_before(user, event);
    if (before) {
        before->end = event->end;
        before->at_ns = event->at_ns;
        before->hash = observed_hash(before->hash, event->content);
        return;
    }
    const struct observed observed = {
        .kind = (uint8_t)event->kind,
        .persists = event->persists,
        .code = (uint16_t)event->status,
        .exchange = event->exchange,
        .offset = event->offset,
        .end = event->end,
        .at_ns = event->at_ns,
        .hash = event->kind == ORACLE_CONTENT
                    ? observed_hash(OBSERVED_HASH_START, event->content)
                    : 0};
    observation_add(user, &observed);
}

static void on_finding(void *user, const struct oracle_finding *finding)
{
    const struct observed observed = {
        .kind = OBSERVED_FINDING,
        .code = (uint16_t)finding->requirement,
        .exchange = finding->exchange,
        .offset = finding->offset,
        .end = finding->offset,
        .hash = text_hash(octets_of(finding->detail)),
    };
    observation_add(user, &observed);
}

void observe(struct observation *observation, const struct capture *capture,
             enum replay_cuts cuts)
{
    /* Kept: an allocation costs a fuzzer more than what it is for. */
    static struct replay_block block;
    const struct oracle_sink sink = {on_event, on_finding, observation};
    observation->count = 0;
    replay_capture(capture, cuts, &sink, &block);
}

size_t observation_kept(const struct observation *observation)
{
    return observation->count < OBSERVED_MAX ? observation->count : OBSERVED_MAX;
}

bool observation_equal(const struct observation *a, const struct observation *b)
{
    return a->count == b->count &&
           memcmp(a->list, b->list, observation_kept(a) * sizeof *a->list) == 0;
}

size_t observation_findings(const struct observation *observation)
{
    size_t count = 0;
    for (size_t at = 0; at < observation_kept(observation); at++)
        count += observation->list[at].kind == OBSERVED_FINDING;
    return count;
}

void observation_print(const char *name, const struct observation *observation)
{
    static const char *const WORDS[] = {
        [ORACLE_INTERIM] = "interim", [ORACLE_FINAL] = "final",
        [ORACLE_CONTENT] = "content", [ORACLE_DONE] = "done",
        [ORACLE_TUNNEL] = "tunnel",   [ORACLE_LOST] = "lost",
        [ORACLE_ENDED] = "ended",     [OBSERVED_FINDING] = "!"};
    fprintf(stderr, "%s:\n", name);
    for (size_t at = 0; at < observation_kept(observation); at++) {
        const struct observed *one = &observation->list[at];
        const bool finding = one->kind == OBSERVED_FINDING;
        fprintf(stderr, "  %s ", WORDS[one->kind]);
        if (finding)
            fprintf(stderr, "%s", requirement_row(one->code)->id);
        else
            fprintf(stderr, "%u", one->code);
        fprintf(stderr, " %llu-%llu exchange %d%s at %lld ns, %016llx\n",
                (unsigned long long)one->offset, (unsigned long long)one->end,
                (int)one->exchange, one->persists ? " persists" : "",
                (long long)one->at_ns, (unsigned long long)one->hash);
    }
}
