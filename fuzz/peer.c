/* SPDX-License-Identifier: MIT */
/* Live fuzzing's shots (harness/salvo) at a peer in this process. */
#include "fuzz/peer.h"

#include "base/attr.h"
#include "base/ensure.h"
#include "base/quote.h"
#include "fuzz/breach.h"
#include "fuzz/target.h"
#include "salvo/make.h"
#include "salvo/reduce.h"
#include "salvo/shot.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    HANG_MS = 1500,
    PAUSE_MS = 1500,
    TRIES = 2,
    REDUCE_MS = 20000,
    REDUCE_TRIES = 3000
};

struct bench {
    const struct aim_ops *ops;
    struct inside inside;
    struct aim aim;
    struct shot shot;
    struct buf input;
};

/* Of the role that this process fuzzes, once it has had an input. */
static struct bench *BENCH;

static const char *TRIGGER;

static void print_lines(char lead, struct octets octets)
{
    struct buf line;
    buf_init(&line, SHOT_MAX_OCTETS);
    while (octets.len > 0) {
        const size_t end = octets_find(octets, OCTETS("\n"));
        const size_t len = end < octets.len ? end + 1 : octets.len;
        buf_clear(&line);
        quote_encode(&line, octets_slice(octets, 0, len));
        fprintf(stderr, "%c %s\n", lead, buf_text(&line));
        octets = octets_slice(octets, len, octets.len);
    }
    buf_fini(&line);
}

/* The octets of the connection, as they passed. */
static void print_seen(const struct capture *seen)
{
    for (size_t at = 0; at < seen->step_count; at++)
        print_lines(seen->steps[at].kind == CAPTURE_REQUEST ? '>' : '<',
                    capture_octets(seen, &seen->steps[at]));
}

/* Its name stands on the stack. */
ATTR_NOINLINE static void peer_does_not_end(struct inside *inside)
{
    const struct bench *bench = inside->user;
    print_seen(&bench->shot.seen);
    fputs("interim: the peer waits on, though all its connections have ended\n",
          stderr);
    abort();
}

static struct bench *bench_new(enum role role, const struct aim_ops *ops)
{
    struct err err;
    struct bench *bench = calloc(1, sizeof *bench);
    ENSURE(bench);
    /* As programs with sockets do: no connection's end is the process's. */
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    bench->ops = ops;
    play_config_init(&bench->aim.config);
    bench->aim.config.role = role;
    bench->aim.config.authority = "127.0.0.1";
    bench->aim.config.path = "";
    bench->aim.config.trigger = TRIGGER;
    bench->aim.hang_ms = HANG_MS;
    bench->aim.pause_ms = PAUSE_MS;
    bench->aim.inside = &bench->inside;
    bench->inside.stuck = peer_does_not_end;
    bench->inside.user = bench;
    token_source_init(&bench->aim.tokens);
    capture_init(&bench->aim.input);
    buf_init(&bench->aim.text, SHOT_MAX_OCTETS);
    buf_init(&bench->input, SHOT_MAX_OCTETS);
    shot_init(&bench->shot);
    ENSURE(ops->open(&bench->aim, &err));
    return bench;
}

/* A socket pair cannot be reset: its reader would see an end in order. */
static void without_reset(struct bench *bench)
{
    struct capture *input = &bench->aim.input;
    if (!capture_read(input, buf_view(&bench->input)) || input->end != CAPTURE_RESET)
        return;
    input->end = CAPTURE_CLOSED;
    buf_clear(&bench->input);
    capture_write(input, &bench->input);
}

/* A few octets are a seed for a valid exchange. */
void target_expand(struct octets seed, struct buf *out)
{
    uint64_t number = seed.len;
    if (!BENCH)
        return;
    for (size_t at = 0; at < seed.len; at++)
        number = number * 257 + seed.ptr[at];
    if (BENCH->ops->makes_requests)
        make_requests(&BENCH->aim.config, number, out);
    else
        make_responses(number, out);
}

static void read_input(struct bench *bench, struct octets input)
{
    buf_clear(&bench->input);
    if (input.len <= TARGET_SEED)
        target_expand(input, &bench->input);
    else
        buf_add(&bench->input, input);
    without_reset(bench);
}

/* FUZZ_KNOWN lists requirements that a peer is known to break, by id, with spaces
 * between: what is behind them is looked for. */
static bool is_known(enum requirement requirement)
{
    const char *text = getenv("FUZZ_KNOWN");
    struct octets list = octets_of(text ? text : "");
    const struct octets id = octets_of(requirement_row(requirement)->id);
    while (list.len > 0) {
        const size_t space = octets_find(list, OCTETS(" "));
        const size_t len = space < list.len ? space : list.len;
        if (octets_equal(octets_slice(list, 0, len), id))
            return true;
        list = octets_slice(list, len < list.len ? len + 1 : len, list.len);
    }
    return false;
}

struct trial {
    struct bench *bench;
    const struct shot_finding *finding;
};

static bool shows(void *user, struct octets input)
{
    const struct trial *trial = user;
    struct bench *bench = trial->bench;
    for (unsigned tries = 0; tries < TRIES; tries++) {
        bench->ops->shoot(&bench->aim, input, &bench->shot);
        if (!shot_has(&bench->shot, trial->finding))
            return false;
    }
    return true;
}

/* Beyond doubt: what did not come has been waited for. A peer that came late is given
 * more time from then on, before it is suspected. */
static bool is_certain(struct trial *trial)
{
    struct bench *bench = trial->bench;
    bench->inside.patient = true;
    const bool certain = shows(trial, buf_view(&bench->input));
    bench->inside.patient = false;
    if (!certain)
        patience_was_wrong(&bench->aim.patience);
    return certain;
}

/* FUZZ_REDUCE names the file that is to hold the input, made small: what it stands for
 * where it is a seed, and of the same requirement and shape, which no engine knows. */
static void reduce(struct bench *bench, const struct shot_finding *finding)
{
    const struct reduce_limits limits = {REDUCE_MS, REDUCE_TRIES};
    struct trial trial = {bench, finding};
    const char *path = getenv("FUZZ_REDUCE");
    if (!path)
        return;
    struct buf whole = {0};
    buf_init(&whole, SHOT_MAX_OCTETS);
    buf_add(&whole, buf_view(&bench->input));
    reduce_input(&bench->input, &limits, shows, &trial);
    if (!is_certain(&trial)) { /* of a peer that only rested for a while */
        buf_clear(&bench->input);
        buf_add(&bench->input, buf_view(&whole));
    }
    buf_fini(&whole);
    FILE *file = fopen(path, "wb");
    ENSURE(file &&
           fwrite(bench->input.ptr, 1, bench->input.len, file) == bench->input.len);
    fclose(file);
}

static bool is_breach(const struct bench *bench, enum requirement requirement)
{
    const struct requirement_row *row = requirement_row(requirement);
    const bool gateway = bench->aim.config.role == ROLE_GATEWAY;
    return level_is_binding(gateway ? row->gateway : row->level) &&
           !is_known(requirement);
}

/* What shows but now and then is the machine's, or nobody can do anything with it. */
static void report(struct bench *bench)
{
    if (bench->shot.count == 0)
        return;
    const struct shot shot = bench->shot; /* whose findings are looked for again */
    for (size_t at = 0; at < shot.count; at++) {
        const struct shot_finding *finding = &shot.findings[at];
        struct trial trial = {bench, finding};
        if (!is_breach(bench, finding->requirement) || !is_certain(&trial))
            continue;
        reduce(bench, finding);
        print_seen(&bench->shot.seen);
        breach(finding->requirement, finding->detail);
    }
}

/* Whose suspicion was wrong may have shown something else meanwhile. */
static int shoot(struct bench *bench)
{
    bench->ops->shoot(&bench->aim, buf_view(&bench->input), &bench->shot);
    const bool suspected = bench->shot.late && bench->shot.count > 0;
    report(bench);
    if (suspected)
        report(bench);
    return 0;
}

/* The bench of a role, made when it is first asked for. */
static struct bench *bench_for(enum role role, const struct aim_ops *ops)
{
    static struct bench *benches[ROLE_COUNT];
    if (!benches[role])
        benches[role] = bench_new(role, ops);
    BENCH = benches[role];
    return BENCH;
}

int peer_client_fuzz(const uint8_t *data, size_t size, peer_client *client)
{
    struct bench *const bench = bench_for(ROLE_CLIENT, &AIM_CLIENT);
    bench->inside.get = client;
    read_input(bench, (struct octets){data, size});
    return shoot(bench);
}

void peer_server_trigger(const char *path)
{
    TRIGGER = path;
}

int peer_server_fuzz(const uint8_t *data, size_t size, peer_server *server)
{
    struct bench *const bench = bench_for(ROLE_SERVER, &AIM_SERVER);
    bench->inside.serve = server;
    read_input(bench, (struct octets){data, size});
    return shoot(bench);
}

int peer_gateway_fuzz(const uint8_t *data, size_t size, peer_server *gateway)
{
    struct bench *const bench = bench_for(ROLE_GATEWAY, &AIM_GATEWAY);
    bench->inside.serve = gateway;
    read_input(bench, (struct octets){data, size});
    return shoot(bench);
}
