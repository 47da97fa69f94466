/* SPDX-License-Identifier: MIT */
/* The proof of the catalogue: the honest peers pass every case; each fault is caught by
 * the cases that name it, and breaks nothing that it does not list.
 *
 *     test_faults                            the whole proof
 *     test_faults ROLE FAULT|honest [GLOB]   one peer on the cases that match, in full
 *
 * Each fault of each role is a job: a peer with that fault, a player of its own, and
 * cases one after the other; workers take jobs from a list. A fault is played against
 * all rounds of the cases that name it, and against the first round of every other case
 * of its role that does not wait by design (all of them, in full, with
 * INTERIM_PROOF=full in the environment). */
#include "base/ensure.h"
#include "base/quote.h"
#include "base/root.h"
#include "case/catalogue.h"
#include "case/select.h"
#include "oracle/requirement.h"
#include "test/by_hand.h"
#include "test/proof.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORKERS = 32, MAX_COMPLAINTS = 1024 * 1024, SLICES = 8, FAULTY_ATTEMPTS = 4 };

static const double TIME_SCALE = PROOF_TIME_SCALE, PATIENT_SCALE = 0.5;

struct job {
    enum role role;
    enum fault fault; /* FAULT_NONE: the honest peer, every SLICES-th case */
    unsigned slice;
};

struct proof {
    struct catalogue catalogue;
    struct job jobs[FAULT_COUNT + SLICES * ROLE_COUNT];
    size_t job_count;
    bool all_rounds;
    bool named[FAULT_COUNT]; /* by a case */
    pthread_mutex_t lock;    /* of what follows */
    size_t next;
    struct buf complaints;
    unsigned complaint_count;
    unsigned played;
    bool caught[FAULT_COUNT];
};

static const char *fault_id(enum fault fault)
{
    return fault == FAULT_NONE ? "honest" : fault_row(fault)->id;
}

static void complain(struct buf *complaints, const struct job *job, const char *test,
                     const char *what)
{
    buf_printf(complaints, "%s %s: %s: %s\n", role_name(job->role),
               fault_id(job->fault), test, what);
}

/* ------------------------------------------------------------ judging */

static bool names_fault(const struct test_case *test, const struct job *job)
{
    for (size_t at = 0; at < test->fault_count; at++)
        if (test->faults[at].role == job->role &&
            strcmp(test->faults[at].fault, fault_id(job->fault)) == 0)
            return true;
    return false;
}

/* true for an outcome that blames the target. */
static bool blames(enum outcome_kind kind)
{
    return kind == OUTCOME_FAIL || kind == OUTCOME_WARN || kind == OUTCOME_INFO;
}

/* true for one that a fault has to list. */
static bool matters(enum outcome_kind kind)
{
    return kind == OUTCOME_FAIL || kind == OUTCOME_WARN;
}

static void judge_honest(struct buf *complaints, const struct job *job,
                         const struct outcome *outcome)
{
    char text[1024];
    if (outcome->kind == OUTCOME_PASS)
        return;
    snprintf(text, sizeof text, "%s [%s] %s; expected %s; actual %s",
             outcome_name(outcome->kind), outcome->round, outcome->reason,
             outcome->expected, outcome->actual);
    complain(complaints, job, outcome->test->id, text);
}

/* Complains where the fault broke a requirement that it does not list. */
static void judge_broken(struct buf *complaints, const struct job *job,
                         const struct outcome *outcome, enum requirement broken)
{
    char text[1024];
    const char *const id = requirement_row(broken)->id;
    if (fault_may_break(job->fault, id))
        return;
    snprintf(text, sizeof text,
             "breaks %s unlisted: %s [%s] %s; expected %s; actual %s", id,
             outcome_name(outcome->kind), outcome->round, outcome->reason,
             outcome->expected, outcome->actual);
    complain(complaints, job, outcome->test->id, text);
}

/* The case names this fault: it has to be worth what a breach of its requirement is. */
static void judge_claim(struct buf *complaints, const struct job *job,
                        const struct outcome *outcome)
{
    char text[1024];
    const enum requirement due =
        requirement_find(octets_of(outcome->test->requirement));
    const enum outcome_kind kind = outcome_of_breach(due, job->role);
    if (outcome->requirement == due && blames(outcome->kind) &&
        !outcome_worse(kind, outcome->kind))
        return;
    for (size_t at = 0; at < outcome->finding_count; at++)
        if (outcome->findings[at].requirement == due)
            return;
    /* Advice that is not followed may break more than advice. */
    if (outcome_worse(outcome->kind, kind) && outcome->kind != OUTCOME_ERROR &&
        fault_may_break(job->fault, requirement_row(outcome->requirement)->id))
        return;
    snprintf(text, sizeof text, "not caught: %s (%s) [%s] %s; expected %s; actual %s",
             outcome_name(outcome->kind), requirement_row(outcome->requirement)->id,
             outcome->round, outcome->reason, outcome->expected, outcome->actual);
    complain(complaints, job, outcome->test->id, text);
}

/* What the oracle found explains a pattern that does not match; where it found nothing
 * the case's own requirement is what broke. Returns whether the fault showed. */
static bool judge(struct buf *complaints, const struct job *job, bool named,
                  const struct outcome *outcome)
{
    bool explained = false;
    if (job->fault == FAULT_NONE) {
        judge_honest(complaints, job, outcome);
        return false;
    }
    if (named)
        judge_claim(complaints, job, outcome);
    if (outcome->kind == OUTCOME_ERROR)
        complain(complaints, job, outcome->test->id, outcome->reason);
    for (size_t at = 0; at < outcome->finding_count; at++) {
        if (!matters(outcome->findings[at].kind))
            continue;
        judge_broken(complaints, job, outcome, outcome->findings[at].requirement);
        explained = true;
    }
    if (matters(outcome->kind) && !explained)
        judge_broken(complaints, job, outcome, outcome->requirement);
    return blames(outcome->kind);
}

/* ------------------------------------------------------------ playing */

/* Each case gets a peer and a player of its own: what a fault leaves behind in a pool
 * or a cache is no part of the next case. Returns whether the fault showed. */
static bool play_once(const struct job *job, const struct test_case *test,
                      double time_scale, struct buf *complaints)
{
    struct proof_target target;
    struct outcome outcome;
    struct err err;
    if (!proof_target_open(&target, job->role, job->fault, time_scale, &err)) {
        complain(complaints, job, test->id, err.text);
        return false;
    }
    play_case(target.play, test, &outcome);
    const bool named = job->fault != FAULT_NONE && names_fault(test, job);
    const bool caught = judge(complaints, job, named, &outcome);
    outcome_fini(&outcome);
    proof_target_close(&target);
    return caught;
}

/* What is worth a complaint is played again with more patience: on a loaded machine
 * late looks like absent. An honest peer gets one more chance. A defective one gets
 * more: which of its octets come first is a race of its own making, and the proof asks
 * whether the fault can show as what the case claims. */
static int attempts_of(const struct job *job)
{
    return job->fault == FAULT_NONE ? 1 : FAULTY_ATTEMPTS;
}

static void play_one(struct proof *proof, const struct job *job,
                     const struct test_case *test)
{
    struct test_case some = *test;
    struct buf complaints;
    buf_init(&complaints, MAX_COMPLAINTS);
    if (job->fault != FAULT_NONE && !names_fault(test, job) && !proof->all_rounds)
        some.round_count = 1;
    bool caught = play_once(job, &some, TIME_SCALE, &complaints);
    for (int at = 0; complaints.len > 0 && at < attempts_of(job); at++) {
        buf_clear(&complaints);
        caught |= play_once(job, &some, PATIENT_SCALE, &complaints);
    }
    pthread_mutex_lock(&proof->lock);
    proof->played++;
    proof->complaint_count += complaints.len > 0;
    buf_add(&proof->complaints, buf_view(&complaints));
    if (job->fault != FAULT_NONE)
        proof->caught[job->fault] |= caught;
    pthread_mutex_unlock(&proof->lock);
    buf_fini(&complaints);
}

/* true where this case may tell more of the fault than the cases that name it do: not
 * where the fault may break anything, nor where the case waits or floods. Of a fault
 * that no case names any case may tell. */
static bool tells_more(const struct proof *proof, const struct job *job,
                       const struct test_case *test)
{
    if (proof->all_rounds || !proof->named[job->fault])
        return true;
    return !test->timer && test->deadline_ms == 0 &&
           strcmp(fault_row(job->fault)->breaks, "*") != 0;
}

static void run_job(struct proof *proof, const struct job *job)
{
    for (size_t at = 0; at < proof->catalogue.case_count; at++) {
        const struct test_case *const test = &proof->catalogue.cases[at];
        const bool honest = job->fault == FAULT_NONE;
        if (!(test->roles & 1U << job->role))
            continue;
        if (honest ? at % SLICES == job->slice
                   : names_fault(test, job) || tells_more(proof, job, test))
            play_one(proof, job, test);
    }
}

static void *work(void *argument)
{
    struct proof *const proof = argument;
    for (;;) {
        pthread_mutex_lock(&proof->lock);
        const size_t next = proof->next++;
        pthread_mutex_unlock(&proof->lock);
        if (next >= proof->job_count)
            return NULL;
        run_job(proof, &proof->jobs[next]);
    }
}

static void note_named(struct proof *proof, const struct test_case *test)
{
    for (size_t at = 0; at < test->fault_count; at++)
        proof->named[fault_find(test->faults[at].role, test->faults[at].fault)] = true;
}

static void add_jobs(struct proof *proof)
{
    for (size_t at = 0; at < proof->catalogue.case_count; at++)
        note_named(proof, &proof->catalogue.cases[at]);
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        for (unsigned slice = 0; slice < SLICES; slice++)
            proof->jobs[proof->job_count++] =
                (struct job){(enum role)role, FAULT_NONE, slice};
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++)
        proof->jobs[proof->job_count++] =
            (struct job){fault_row((enum fault)fault)->role, (enum fault)fault, 0};
}

/* ------------------------------------------------------------ the whole */

/* Gateway and proxy share a fault's code: where it shows in one of them it is proven,
 * though what is a must for the proxy may be no matter for the gateway. */
static bool shows_elsewhere(const struct proof *proof, enum fault fault)
{
    const struct fault_row *const row = fault_row(fault);
    const enum role other = row->role == ROLE_GATEWAY ? ROLE_PROXY : ROLE_GATEWAY;
    const enum fault same = fault_find(other, row->id);
    return (row->role == ROLE_GATEWAY || row->role == ROLE_PROXY) &&
           same != FAULT_NONE && proof->caught[same];
}

/* A fault that no case catches proves nothing. */
static void judge_faults(struct proof *proof)
{
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++) {
        const struct job job = {fault_row((enum fault)fault)->role, (enum fault)fault,
                                0};
        if (proof->caught[fault] || shows_elsewhere(proof, (enum fault)fault))
            continue;
        complain(&proof->complaints, &job, "all cases", "no case catches this fault");
        proof->complaint_count++;
    }
}

static void every_fault_is_caught_and_honest_peers_pass(void **state)
{
    (void)state;
    struct proof *const proof = calloc(1, sizeof *proof);
    ENSURE(proof);
    const char *const rounds = getenv("INTERIM_PROOF");
    proof->all_rounds = rounds && strcmp(rounds, "full") == 0;
    pthread_t workers[WORKERS];
    pthread_mutex_init(&proof->lock, NULL);
    buf_init(&proof->complaints, MAX_COMPLAINTS);
    const bool loaded = proof_load(&proof->catalogue);
    add_jobs(proof);
    for (unsigned at = 0; loaded && at < WORKERS; at++)
        ENSURE(pthread_create(&workers[at], NULL, work, proof) == 0);
    for (unsigned at = 0; loaded && at < WORKERS; at++)
        pthread_join(workers[at], NULL);
    judge_faults(proof);
    const unsigned complaint_count = proof->complaint_count;
    printf("%s%u plays, %u faults, %u complaints\n", buf_text(&proof->complaints),
           proof->played, (unsigned)FAULT_COUNT, complaint_count);
    buf_fini(&proof->complaints);
    catalogue_fini(&proof->catalogue);
    pthread_mutex_destroy(&proof->lock);
    free(proof);
    assert_true(loaded);
    assert_int_equal(complaint_count, 0);
}

int main(int argc, const char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_caught_and_honest_peers_pass),
    };
    if (argc > 2)
        return by_hand_play(argv[1], argv[2], argc > 3 ? argv[3] : "*");
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
