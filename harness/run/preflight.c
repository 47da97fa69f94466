/* SPDX-License-Identifier: MIT */
/* The plain exchanges played, and in one sentence why one failed. */
#include "run/preflight.h"

#include "base/clock.h"
#include "base/quote.h"
#include "base/root.h"
#include "case/catalogue.h"
#include "net/connection.h"
#include "net/tls.h"
#include "play/process.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

enum {
    SHARE = 4, /* of a deadline is what an exchange may take, the others beside it */
    PATIENCE_MS = 10000,
    AGAIN_MS = 200,
    TLS_MS = 2000,
    SHOWN_OCTETS = 100,
    EVIDENCE_OCTETS = 420
};

/* ---------------------------------------------------------------- evidence */

static bool is_octets(const struct tap_entry *entry, enum tap_kind kind, enum side side)
{
    return entry->kind == kind && entry->side == side;
}

/* The first entry of this kind and side; NULL: none. */
static const struct tap_entry *first_of(const struct outcome *outcome,
                                        enum tap_kind kind, enum side side)
{
    for (size_t at = 0; at < outcome->transcript_count; at++)
        if (is_octets(&outcome->transcript[at], kind, side))
            return &outcome->transcript[at];
    return NULL;
}

/* ", LEAD "octets"", or the words for none. */
static void add_octets(struct buf *out, const struct tap_entry *entry, const char *lead,
                       const char *none)
{
    if (!entry) {
        buf_printf(out, "; %s", none);
        return;
    }
    buf_printf(out, "; %s \"", lead);
    quote_encode(out, octets_slice(entry->octets, 0, SHOWN_OCTETS));
    buf_add_text(out, entry->octets.len > SHOWN_OCTETS ? "...\"" : "\"");
}

static void add_wire(struct buf *out, const struct outcome *outcome)
{
    const struct tap_entry *answer = first_of(outcome, TAP_RECEIVED, SIDE_CLIENT);
    add_octets(out, first_of(outcome, TAP_SENT, SIDE_CLIENT), "sent", "nothing sent");
    add_octets(out, answer, "came back", "nothing came back");
}

/* What http is asked of, and speaks TLS. */
static void add_tls(struct buf *out, const struct play_config *config)
{
    struct tls *tls =
        tls_client_new(&(struct tls_client_options){.insecure = true}, NULL);
    struct address address = config->target;
    struct connection connection;
    if (!tls || address.tls) {
        tls_free(&tls);
        return;
    }
    address.tls = tls;
    if (connection_open(&connection, &address, clock_deadline_ns(TLS_MS), NULL)) {
        connection_close(&connection);
        buf_add_text(out, "; it speaks TLS: give its URL with https://");
    }
    tls_free(&tls);
}

static void add_origin(struct buf *out, const struct outcome *outcome,
                       const struct play *play)
{
    const bool reached = first_of(outcome, TAP_RECEIVED, SIDE_ORIGIN) != NULL;
    buf_printf(out, "; the request %s us at %s", reached ? "reached" : "never reached",
               play_origin(play)->text);
}

static void add_client(struct buf *out, const struct outcome *outcome)
{
    add_octets(out, first_of(outcome, TAP_RECEIVED, SIDE_ORIGIN), "it sent",
               first_of(outcome, TAP_OPENED, SIDE_ORIGIN) ? "it connected, sent nothing"
                                                          : "it never connected");
}

/* The first note that begins like this; empty: none. */
static struct octets note_of(const struct outcome *outcome, const char *beginning)
{
    for (size_t at = 0; at < outcome->transcript_count; at++)
        if (outcome->transcript[at].kind == TAP_NOTE &&
            octets_starts_with(outcome->transcript[at].octets, octets_of(beginning)))
            return outcome->transcript[at].octets;
    return (struct octets){NULL, 0};
}

/* Why it failed; of a client, what its caller got says more. */
static void add_reason(struct buf *out, const struct outcome *outcome)
{
    const struct octets result = note_of(outcome, "the client's result");
    const struct octets tls = note_of(outcome, "TLS failed");
    if (result.len > 0)
        buf_add(out, result);
    else
        buf_add_text(out, outcome->reason);
    if (tls.len > 0)
        buf_add_text(out, "; ");
    buf_add(out, tls);
}

static bool complain(const struct play *play, const struct play_config *config,
                     const struct outcome *outcome, struct err *err)
{
    struct buf evidence;
    buf_init(&evidence, EVIDENCE_OCTETS);
    add_reason(&evidence, outcome);
    if (outcome->role == ROLE_CLIENT)
        add_client(&evidence, outcome);
    else
        add_wire(&evidence, outcome);
    if (outcome->role != ROLE_CLIENT)
        add_tls(&evidence, config);
    else if (config->ca_file && !first_of(outcome, TAP_RECEIVED, SIDE_ORIGIN))
        buf_add_text(&evidence, "; {cacert} is the file that it has to trust");
    if (outcome->role == ROLE_GATEWAY || outcome->role == ROLE_PROXY)
        add_origin(&evidence, outcome, play);
    err_set(err, "a plain exchange (%s, without interim responses) failed: %s",
            outcome->test->why, buf_text(&evidence));
    buf_fini(&evidence);
    return false;
}

/* ---------------------------------------------------------------- playing */

/* true where asking again may help: 502, 503 or 504, for some seconds. */
static bool may_recover(const struct outcome *outcome, int64_t deadline_ns)
{
    static const char *const PASSING[] = {"502", "503", "504"};
    bool passing = false;
    for (size_t at = 0; at < sizeof PASSING / sizeof PASSING[0]; at++)
        passing |= strcmp(outcome->actual, PASSING[at]) == 0;
    return passing && outcome->role != ROLE_SERVER && clock_left_ms(deadline_ns) > 0;
}

static bool try_one(struct play *play, const struct play_config *config,
                    const struct test_case *test, struct err *err)
{
    const int64_t deadline_ns =
        clock_deadline_ns((int64_t)((double)PATIENCE_MS * config->time_scale));
    for (;;) {
        struct outcome outcome;
        const bool works = play_plain(play, test, &outcome);
        const bool again = !works && may_recover(&outcome, deadline_ns) &&
                           !(config->interrupted && *config->interrupted);
        if (!works && !again)
            complain(play, config, &outcome, err);
        outcome_fini(&outcome);
        if (!again)
            return works;
        (void)poll(NULL, 0, AGAIN_MS);
    }
}

bool preflight(struct play *play, const struct play_config *config, int64_t *slowest_ns,
               struct err *err)
{
    char path[1024];
    struct catalogue plain;
    bool works = catalogue_load(
        &plain, root_path(path, sizeof path, "harness/run/run.preflight.md"), NULL,
        NULL, NULL, err);
    *slowest_ns = 0;
    for (size_t at = 0; works && at < plain.case_count; at++) {
        const int64_t start_ns = clock_now_ns();
        works = try_one(play, config, &plain.cases[at], err);
        const int64_t took_ns = clock_now_ns() - start_ns;
        *slowest_ns = took_ns > *slowest_ns ? took_ns : *slowest_ns;
    }
    catalogue_fini(&plain);
    return works;
}

unsigned preflight_jobs(const struct play_config *config, int64_t slowest_ns)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const double share_ns = 1e6 * config->deadline_ms * config->time_scale / SHARE;
    const double most =
        (double)(processors > 0 ? processors : 1) * share_ns / (double)slowest_ns;
    if (config->role != ROLE_CLIENT || !config->command || slowest_ns <= 0 ||
        most >= config->jobs)
        return config->jobs;
    return most < 1 ? 1 : (unsigned)most;
}

bool preflight_programs(const struct play_config *config, struct err *err)
{
    const char *const *const commands[] = {config->command, config->command_head,
                                           config->command_post, config->command_expect,
                                           config->driver};
    for (size_t at = 0; at < sizeof commands / sizeof commands[0]; at++)
        if (commands[at] && !process_check(commands[at][0], err))
            return false;
    return true;
}
