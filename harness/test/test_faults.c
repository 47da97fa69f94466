/* SPDX-License-Identifier: MIT */
/* The proof of the catalogue: the honest peers pass every case; each fault is caught by
 * the cases that name it, and breaks nothing that it does not list.
 *
 *     test_faults [ROLE]                     the proof, of one role or of all
 *     test_faults ROLE FAULT|honest [GLOB]   one peer on the cases that match, in full
 *
 * A task is one peer (of each role: the honest one, and one with each fault) and one
 * case, with a peer and a player of its own.
 * Cases with a deadline of their own flood: they come last, with few workers, so that
 * nobody else is late for their sake.
 * A fault is played against all rounds of the cases that name it, and against the first
 * round of every other case of its role that does not wait by design. With
 * INTERIM_PROOF=full in the environment (`make test-full`) it is played against all
 * cases in full, and what it lists and does not break is told. */
#include "base/clock.h"
#include "base/ensure.h"
#include "case/catalogue.h"
#include "test/by_hand.h"
#include "test/crew.h"
#include "test/proof.h"
#include "test/verdict.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    WORKERS = 64,
    BUSY = 8,
    FLOOD_WORKERS = 2,
    MAX_COMPLAINTS = 1024 * 1024,
    MAX_SUSPECTS = (int)FAULT_COUNT + (int)ROLE_COUNT
};

static const int64_t LATE_NS = 20 * 1000000;
static const double TIME_SCALE = PROOF_TIME_SCALE, PATIENT_SCALE = 0.5;

/* What is known of one fault. */
struct record {
    bool named;  /* by a case */
    bool caught; /* by any */
    bool broken[REQUIREMENT_COUNT];
};

struct proof {
    struct catalogue catalogue;
    struct suspect suspects[MAX_SUSPECTS];
    size_t suspect_count;
    enum role role; /* ROLE_COUNT: all */
    bool full;
    bool flooding;        /* the cases that flood are played */
    pthread_mutex_t lock; /* of what follows */
    struct buf complaints;
    struct buf replays; /* complaints that did not last */
    unsigned complaint_count;
    unsigned replay_count;
    unsigned played;
    struct record records[FAULT_COUNT];
};

/* ------------------------------------------------------------ playing */

/* What is seen of one play. */
struct sight {
    struct buf complaints;
    bool broken[REQUIREMENT_COUNT];
    bool caught; /* the fault showed */
    bool late;   /* a round took longer than it has to */
};

/* What a fault leaves behind in a pool or a cache is no part of the next case. */
static void play_once(const struct suspect *suspect, const struct test_case *test,
                      double time_scale, struct sight *sight)
{
    struct proof_target target;
    struct outcome outcome;
    struct err err;
    if (!proof_target_open(&target, suspect->role, suspect->fault, time_scale, &err)) {
        complain(&sight->complaints, suspect, test->id, err.text);
        return;
    }
    play_case(target.play, test, &outcome);
    sight->caught |= verdict_of(&sight->complaints, suspect, &outcome, sight->broken);
    sight->late = outcome.delay_ns > LATE_NS;
    outcome_fini(&outcome);
    proof_target_close(&target);
}

static void note(struct proof *proof, const struct suspect *suspect,
                 const struct sight *sight)
{
    pthread_mutex_lock(&proof->lock);
    proof->played++;
    proof->complaint_count += sight->complaints.len > 0;
    buf_add(&proof->complaints, buf_view(&sight->complaints));
    if (suspect->fault != FAULT_NONE) {
        struct record *const record = &proof->records[suspect->fault];
        record->caught |= sight->caught;
        for (unsigned at = 0; at < REQUIREMENT_COUNT; at++)
            record->broken[at] |= sight->broken[at];
    }
    pthread_mutex_unlock(&proof->lock);
}

static void note_replay(struct proof *proof, const struct sight *sight)
{
    pthread_mutex_lock(&proof->lock);
    proof->replay_count++;
    buf_add(&proof->replays, buf_view(&sight->complaints));
    pthread_mutex_unlock(&proof->lock);
}

/* All times are short here, so that a machine with more to do looks like a peer that
 * says nothing: a complaint about what was late is no evidence before it was made with
 * patience as well. Any other complaint stands at once. */
static void play_one(struct proof *proof, const struct suspect *suspect,
                     const struct test_case *test)
{
    struct test_case some = *test;
    struct sight sight = {.late = false};
    buf_init(&sight.complaints, MAX_COMPLAINTS);
    if (suspect->fault != FAULT_NONE && !suspect_is_named(suspect, test) &&
        !proof->full)
        some.round_count = 1;
    play_once(suspect, &some, TIME_SCALE, &sight);
    if (sight.complaints.len > 0 && sight.late) {
        note_replay(proof, &sight);
        buf_clear(&sight.complaints);
        memset(sight.broken, 0, sizeof sight.broken);
        play_once(suspect, &some, PATIENT_SCALE, &sight);
    }
    note(proof, suspect, &sight);
    buf_fini(&sight.complaints);
}

/* true where this case may tell more of the fault than the cases that name it do: not
 * where the fault may break anything, nor where the case waits or floods. Of a fault
 * that no case names any case may tell. */
static bool tells_more(const struct proof *proof, const struct suspect *suspect,
                       const struct test_case *test)
{
    if (proof->full || !proof->records[suspect->fault].named)
        return true;
    return !test->timer && test->deadline_ms == 0 &&
           strcmp(fault_row(suspect->fault)->breaks, "*") != 0;
}

static void run_task(void *user, size_t number)
{
    struct proof *const proof = user;
    const size_t count = proof->catalogue.case_count;
    const struct suspect *const suspect = &proof->suspects[number / count];
    const struct test_case *const test = &proof->catalogue.cases[number % count];
    if (!(test->roles & 1U << suspect->role) ||
        (test->deadline_ms != 0) != proof->flooding)
        return;
    if (suspect->fault == FAULT_NONE || suspect_is_named(suspect, test) ||
        tells_more(proof, suspect, test))
        play_one(proof, suspect, test);
}

/* ------------------------------------------------------------ who is proven */

static void add_suspect(struct proof *proof, enum role role, enum fault fault)
{
    if (proof->role == ROLE_COUNT || proof->role == role)
        proof->suspects[proof->suspect_count++] = (struct suspect){role, fault};
}

static void add_suspects(struct proof *proof)
{
    for (size_t at = 0; at < proof->catalogue.case_count; at++) {
        const struct test_case *const test = &proof->catalogue.cases[at];
        for (size_t name = 0; name < test->fault_count; name++)
            proof
                ->records[fault_find(test->faults[name].role, test->faults[name].fault)]
                .named = true;
    }
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        add_suspect(proof, (enum role)role, FAULT_NONE);
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++)
        add_suspect(proof, fault_row((enum fault)fault)->role, (enum fault)fault);
}

/* ------------------------------------------------------------ the whole */

/* Gateway and proxy share a fault's code: where it shows in one of them it is proven,
 * though what is a must for the proxy may be no matter for the gateway. The fault of
 * the other one, or FAULT_NONE. */
static enum fault twin_of(enum fault fault)
{
    const struct fault_row *const row = fault_row(fault);
    if (row->role != ROLE_GATEWAY && row->role != ROLE_PROXY)
        return FAULT_NONE;
    return fault_find(row->role == ROLE_GATEWAY ? ROLE_PROXY : ROLE_GATEWAY, row->id);
}

static void complain_of_fault(struct proof *proof, enum fault fault, const char *what)
{
    const struct suspect suspect = {fault_row(fault)->role, fault};
    complain(&proof->complaints, &suspect, "all cases", what);
    proof->complaint_count++;
}

/* true where one of the two breaks it, which share a list, and it weighs something. */
static bool is_broken(const struct proof *proof, enum fault fault, unsigned requirement)
{
    const enum fault twin = twin_of(fault);
    return proof->records[fault].broken[requirement] ||
           (twin != FAULT_NONE && proof->records[twin].broken[requirement]);
}

static bool is_idle(const struct proof *proof, enum fault fault, unsigned requirement)
{
    const enum role role = fault_row(fault)->role;
    return fault_may_break(fault, requirement_row((enum requirement)requirement)->id) &&
           outcome_of_breach((enum requirement)requirement, role) != OUTCOME_INFO &&
           !is_broken(proof, fault, requirement);
}

/* Notes what the fault lists and does not break in any case: a list may be shorter. */
static void judge_list(struct proof *proof, enum fault fault)
{
    struct buf text;
    unsigned idle = 0;
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++)
        idle += is_idle(proof, fault, at);
    if (!proof->full || idle == 0 ||
        (twin_of(fault) != FAULT_NONE && proof->role != ROLE_COUNT))
        return;
    buf_init(&text, MAX_COMPLAINTS);
    buf_printf(&text, "lists %u that it does not break; it breaks", idle);
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++)
        if (is_broken(proof, fault, at))
            buf_printf(&text, " %s", requirement_row((enum requirement)at)->id);
    printf("%s %s %s\n", role_name(fault_row(fault)->role), fault_row(fault)->id,
           buf_text(&text));
    buf_fini(&text);
}

/* A fault that no case catches proves nothing. */
static void judge_faults(struct proof *proof)
{
    for (size_t at = 0; at < proof->suspect_count; at++) {
        const enum fault fault = proof->suspects[at].fault;
        if (fault == FAULT_NONE)
            continue;
        const enum fault twin = twin_of(fault);
        const bool elsewhere = twin != FAULT_NONE && (proof->records[twin].caught ||
                                                      proof->role != ROLE_COUNT);
        if (!proof->records[fault].caught && !elsewhere)
            complain_of_fault(proof, fault, "no case catches this fault");
        judge_list(proof, fault);
    }
}

static void run(struct proof *proof)
{
    const size_t count = proof->suspect_count * proof->catalogue.case_count;
    crew_run(count, WORKERS, BUSY, run_task, proof);
    proof->flooding = true;
    crew_run(count, FLOOD_WORKERS, FLOOD_WORKERS, run_task, proof);
}

static void every_fault_is_caught_and_honest_peers_pass(void **state)
{
    struct proof *const proof = *state;
    const int64_t start_ns = clock_now_ns();
    pthread_mutex_init(&proof->lock, NULL);
    buf_init(&proof->complaints, MAX_COMPLAINTS);
    buf_init(&proof->replays, MAX_COMPLAINTS);
    const bool loaded = proof_load(&proof->catalogue);
    if (loaded) {
        add_suspects(proof);
        run(proof);
        judge_faults(proof);
    }
    printf("%s--- played again ---\n%s", buf_text(&proof->complaints),
           buf_text(&proof->replays));
    printf("%u plays, %u played again, %u peers, %u complaints, %d s\n", proof->played,
           proof->replay_count, (unsigned)proof->suspect_count, proof->complaint_count,
           (int)((clock_now_ns() - start_ns) / 1000000000));
    buf_fini(&proof->complaints);
    buf_fini(&proof->replays);
    catalogue_fini(&proof->catalogue);
    pthread_mutex_destroy(&proof->lock);
    assert_true(loaded);
    assert_int_equal(proof->complaint_count, 0);
}

int main(int argc, const char **argv)
{
    struct proof *proof = calloc(1, sizeof *proof);
    const char *const rounds = getenv("INTERIM_PROOF");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_fault_is_caught_and_honest_peers_pass, proof),
    };
    ENSURE(proof);
    proof->full = rounds && strcmp(rounds, "full") == 0;
    proof->role = argc > 1 ? role_find(octets_of(argv[1])) : ROLE_COUNT;
    int status = 2;
    if (argc > 2)
        status = by_hand_play(argv[1], argv[2], argc > 3 ? argv[3] : "*");
    else if (argc > 1 && proof->role == ROLE_COUNT)
        fprintf(stderr, "no such role: %s\n", argv[1]);
    else
        status = cmocka_run_group_tests_name("faults", tests, NULL, NULL);
    free(proof);
    return status;
}
