/* SPDX-License-Identifier: MIT */
/* AFL++ driving a server over TCP: a library for AFL_CUSTOM_MUTATOR_LIBRARY whose
 * afl_custom_fuzz_send sends each input, a capture, to INTERIM_TARGET (HOST:PORT) and
 * judges what comes back. AFL++ sees the coverage, the crashes and the hangs; what was
 * wrong in the answers is written to the folder INTERIM_FINDINGS, a file a requirement
 * and shape. AFL++ 4.05 or later.
 *
 * AFL++ calls it before it lets the target run, so the sending is done by a thread: it
 * connects as soon as the target listens, and is waited for at the next input. One
 * connection is one execution: the target takes one and ends, or goes round
 * __AFL_LOOP. */
#include "base/buf.h"
#include "base/ensure.h"
#include "base/quote.h"
#include "salvo/shot.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { HANG_MS = 1000, PAUSE_MS = 200, CONNECT_TRIES = 200, CONNECT_MS = 5 };

struct sender {
    struct aim aim;
    struct shot shot;
    struct buf input;
    pthread_t thread;
    bool sending;
    const char *folder;
};

/* What AFL++ looks for, in its own names (docs/custom_mutators.md there). */
void *afl_custom_init(const void *afl, unsigned seed);
void afl_custom_fuzz_send(void *sender, const uint8_t *data, size_t size);
int32_t afl_custom_init_trim(void *sender, uint8_t *data, size_t size);
size_t afl_custom_trim(void *sender, uint8_t **out);
int32_t afl_custom_post_trim(void *sender, uint8_t success);
void afl_custom_deinit(void *sender);

static const char *variable(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

void *afl_custom_init(const void *afl, unsigned seed)
{
    struct err err;
    struct sender *sender = calloc(1, sizeof *sender);
    const char *target = variable("INTERIM_TARGET", NULL);
    (void)afl;
    (void)seed;
    ENSURE(sender);
    if (!target) {
        fputs("INTERIM_TARGET=HOST:PORT says where the target listens\n", stderr);
        exit(EXIT_FAILURE);
    }
    sender->folder = variable("INTERIM_FINDINGS", "interim-findings");
    (void)mkdir(sender->folder, 0777);
    play_config_init(&sender->aim.config);
    sender->aim.config.role = ROLE_SERVER;
    sender->aim.config.authority = target;
    sender->aim.config.path = "";
    sender->aim.hang_ms = HANG_MS;
    sender->aim.pause_ms = PAUSE_MS;
    token_source_init(&sender->aim.tokens);
    capture_init(&sender->aim.input);
    buf_init(&sender->aim.text, SHOT_MAX_OCTETS);
    buf_init(&sender->input, SHOT_MAX_OCTETS);
    shot_init(&sender->shot);
    if (!address_resolve(&sender->aim.config.target, octets_of(target), 0, &err) ||
        !AIM_SERVER.open(&sender->aim, &err)) {
        fprintf(stderr, "INTERIM_TARGET=%s: %s\n", target, err.text);
        exit(EXIT_FAILURE);
    }
    return sender;
}

/* ---------------------------------------------------------------- what was found */

static void write_seen(FILE *file, const struct capture *seen)
{
    struct buf line;
    buf_init(&line, SHOT_MAX_OCTETS * 4);
    for (size_t at = 0; at < seen->step_count; at++) {
        if (seen->steps[at].kind == CAPTURE_PAUSE)
            continue;
        buf_clear(&line);
        quote_encode(&line, capture_octets(seen, &seen->steps[at]));
        fprintf(file, "%s %s\n", seen->steps[at].kind == CAPTURE_REQUEST ? ">" : "<",
                buf_text(&line));
    }
    buf_fini(&line);
}

/* One file of each: the input is kept by AFL++'s queue where it shows new coverage, and
 * by this one all the same. */
static void write_finding(const struct sender *sender,
                          const struct shot_finding *finding)
{
    char path[512];
    const struct requirement_row *row = requirement_row(finding->requirement);
    uint64_t shape = 0;
    for (size_t at = 0; finding->detail[at] != '\0'; at++)
        if (finding->detail[at] < '0' || finding->detail[at] > '9')
            shape = shape * 31 + (unsigned char)finding->detail[at];
    snprintf(path, sizeof path, "%s/%s-%08x.input", sender->folder, row->id,
             (unsigned)(shape & UINT32_MAX));
    FILE *input = fopen(path, "wbx");
    if (!input)
        return; /* it is known */
    fwrite(sender->input.ptr, 1, sender->input.len, input);
    fclose(input);
    snprintf(path, sizeof path, "%s/%s-%08x.txt", sender->folder, row->id,
             (unsigned)(shape & UINT32_MAX));
    FILE *text = fopen(path, "w");
    if (!text)
        return;
    fprintf(text, "%s (%s, %s): %s\n", row->id, level_name(row->level), row->source,
            finding->detail);
    write_seen(text, &sender->shot.seen);
    fclose(text);
}

/* ---------------------------------------------------------------- sending */

/* AFL++ has not let the target go when the first input is sent. */
static void *run(void *user)
{
    struct sender *sender = user;
    for (unsigned tries = 0; tries < CONNECT_TRIES; tries++) {
        AIM_SERVER.shoot(&sender->aim, buf_view(&sender->input), &sender->shot);
        if (!sender->shot.gone)
            break;
        (void)poll(NULL, 0, CONNECT_MS);
    }
    for (size_t at = 0; at < sender->shot.count; at++)
        if (level_is_binding(
                requirement_row(sender->shot.findings[at].requirement)->level))
            write_finding(sender, &sender->shot.findings[at]);
    return NULL;
}

static void finish(struct sender *sender)
{
    if (sender->sending)
        ENSURE(pthread_join(sender->thread, NULL) == 0);
    sender->sending = false;
}

void afl_custom_fuzz_send(void *user, const uint8_t *data, size_t size)
{
    struct sender *sender = user;
    finish(sender);
    buf_clear(&sender->input);
    buf_add(&sender->input, (struct octets){data, size});
    sender->sending = pthread_create(&sender->thread, NULL, run, sender) == 0;
}

/* Trimming of AFL++'s own would run the target and send nothing. No step is ours. */
int32_t afl_custom_init_trim(void *user, uint8_t *data, size_t size)
{
    (void)user;
    (void)data;
    (void)size;
    return 0;
}

size_t afl_custom_trim(void *user, uint8_t **out)
{
    struct sender *sender = user;
    *out = sender->input.ptr;
    return sender->input.len;
}

int32_t afl_custom_post_trim(void *user, uint8_t success)
{
    (void)user;
    (void)success;
    return 0;
}

void afl_custom_deinit(void *user)
{
    struct sender *sender = user;
    finish(sender);
    AIM_SERVER.close(&sender->aim);
    buf_fini(&sender->aim.text);
    buf_fini(&sender->input);
    capture_fini(&sender->aim.input);
    shot_fini(&sender->shot);
    free(sender);
}
