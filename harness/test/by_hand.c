/* SPDX-License-Identifier: MIT */
/* Playing and printing one peer's outcomes in full. */
#include "test/by_hand.h"

#include "base/quote.h"
#include "case/select.h"
#include "test/proof.h"

#include <stdio.h>
#include <string.h>

static void print_entry(const struct tap_entry *entry)
{
    static const char *const KINDS[] = {"sent",   "received", "opened", "half-closed",
                                        "closed", "reset",    "note"};
    struct buf text;
    buf_init(&text, 1024 * 1024);
    quote_encode(&text, entry->octets);
    printf("  %8.3f ms %s %u %s%s %s\n", (double)entry->at_ns / 1e6,
           side_name(entry->side), entry->lane + 1, KINDS[entry->kind],
           entry->theirs ? " by target" : "", buf_text(&text));
    buf_fini(&text);
}

static void print_outcome(const struct outcome *outcome)
{
    printf("%s %s (%s) [%s] %s\n  expected %s\n  actual   %s\n",
           outcome_name(outcome->kind), outcome->test->id,
           requirement_row(outcome->requirement)->id, outcome->round, outcome->reason,
           outcome->expected, outcome->actual);
    for (size_t at = 0; at < outcome->finding_count; at++)
        printf("  finding %s %s\n",
               requirement_row(outcome->findings[at].requirement)->id,
               outcome->findings[at].detail);
    for (size_t at = 0; outcome->kind != OUTCOME_PASS && at < outcome->transcript_count;
         at++)
        print_entry(&outcome->transcript[at]);
}

int by_hand_play(const char *role_text, const char *id, const char *glob)
{
    const enum role role = role_find(octets_of(role_text));
    const enum fault fault = role == ROLE_COUNT ? FAULT_NONE : fault_find(role, id);
    const char *const only[] = {glob, NULL};
    const struct selection selection = {only, NULL, role};
    struct catalogue catalogue;
    struct proof_target target;
    struct err err;
    if (role == ROLE_COUNT || (fault == FAULT_NONE && strcmp(id, "honest") != 0)) {
        fprintf(stderr, "no such role or fault: %s %s\n", role_text, id);
        return 2;
    }
    if (!proof_load(&catalogue))
        return 2;
    for (size_t at = 0; at < catalogue.case_count; at++) {
        struct outcome outcome;
        if (!selection_has(&selection, &catalogue.cases[at]))
            continue;
        if (!proof_target_open(&target, role, fault, PROOF_TIME_SCALE, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 2;
        }
        play_case(target.play, &catalogue.cases[at], &outcome);
        print_outcome(&outcome);
        outcome_fini(&outcome);
        proof_target_close(&target);
    }
    catalogue_fini(&catalogue);
    return 0;
}
